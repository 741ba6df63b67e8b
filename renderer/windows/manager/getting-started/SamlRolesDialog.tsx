import { useState } from 'react'
import type { SamlProvider } from '../../../../main/core/catalog/identity.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { SamlRole } from '../../../../main/core/sts/saml.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { Checkbox } from '../../../components/Field.tsx'
import { FormDialog } from '../../../components/FormDialog.tsx'
import { partsOf, sessionsOf } from './saml-sessions.ts'

interface Props {
  readonly provider: SamlProvider
  readonly snapshot: Snapshot
  readonly onClose: () => void
}

/** Signs in at the company's page, shows which roles that gives, and makes sessions of those that are picked. */
export function SamlRolesDialog({ provider, snapshot, onClose }: Props) {
  const [roles, setRoles] = useState<readonly SamlRole[] | null>(null)
  const [picked, setPicked] = useState<readonly string[]>([])
  const find = async (): Promise<Outcome> => {
    const found = await window.understudy.lookUp.samlRoles({ id: provider.id })
    if (!found.ok) return found
    if (found.value.length === 0) return noRoles(provider.name)
    setRoles(found.value)
    setPicked(found.value.length === 1 ? found.value.map(keyOf) : [])
    return { ok: true }
  }
  const add = async (): Promise<Outcome> => {
    const chosen = (roles ?? []).filter(role => picked.includes(keyOf(role)))
    const taken = snapshot.sessions.map(each => each.session.name)
    for (const session of sessionsOf(chosen, provider.id, taken)) {
      const outcome = await window.understudy.run.addSession({ session })
      if (!outcome.ok) return outcome
    }
    return { ok: true }
  }
  const count = picked.length
  return (
    <FormDialog
      title={roles === null ? `Sign in to ${provider.name}` : 'Pick Your Roles'}
      step={roles === null ? 'sign-in' : 'pick'}
      goesOn={roles === null}
      verb={roles === null ? 'Sign In' : count === 1 ? 'Add 1 Session' : `Add ${count} Sessions`}
      busyVerb={roles === null ? 'Signing in…' : 'Adding…'}
      meanwhile="If your company wants to see you, its page opens in a window of its own."
      isReady={roles === null || count > 0}
      missing="Pick at least one."
      submit={roles === null ? find : add}
      onClose={onClose}
    >
      {() =>
        roles === null ? (
          <p>Your company’s page says which roles in AWS are yours. What you type there is not kept.</p>
        ) : (
          roles.map(role => {
            const { role: name, account } = partsOf(role.roleArn)
            return (
              <Checkbox
                key={keyOf(role)}
                label={`${name} · ${account}`}
                hint={role.roleArn}
                on={picked.includes(keyOf(role))}
                onChange={on =>
                  setPicked(before =>
                    on ? [...before, keyOf(role)] : before.filter(each => each !== keyOf(role)),
                  )
                }
              />
            )
          })
        )
      }
    </FormDialog>
  )
}

function keyOf({ roleArn, principalArn }: SamlRole): string {
  return `${roleArn} ${principalArn}`
}

function noRoles(name: string): Outcome {
  const explanation = { title: `${name} gives you no role.`, advice: 'Ask whoever manages it.' }
  return { ok: false, explanation, problems: [] }
}
