import { useState } from 'react'
import type { IdentityId } from '../../../../main/core/identity.ts'
import type { SamlRole } from '../../../../main/core/saml.ts'
import type { Answer } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import styles from '../Manager.module.css'

type Found = Answer<readonly SamlRole[]>

interface Props {
  readonly provider: IdentityId
  readonly chosen: SamlRole
  readonly onChoose: (role: SamlRole) => void
}

/** Signs in at the company's page, which says what its user may be. */
export function FindSamlRoles({ provider, chosen, onChoose }: Props) {
  const [busy, setBusy] = useState(false)
  const [found, setFound] = useState<Found | null>(null)
  const find = async () => {
    if (busy) return
    setBusy(true)
    setFound(null)
    const answer = await window.understudy.lookUp.samlRoles({ id: provider })
    setBusy(false)
    setFound(answer)
    const [only, ...others] = answer.ok ? answer.value : []
    if (only !== undefined && others.length === 0) onChoose(only)
  }
  const roles = found?.ok === true ? found.value : []
  return (
    <div className={styles.offers}>
      <Button onClick={() => void find()} aria-disabled={busy}>
        {busy ? 'Signing in…' : 'Sign In and Find My Roles'}
      </Button>
      <p role="status" className={styles.facts}>
        {found === null ? '' : tell(found)}
      </p>
      {roles.length > 1
        ? roles.map(role => (
            <Button
              key={`${role.roleArn},${role.principalArn}`}
              aria-pressed={role.roleArn === chosen.roleArn && role.principalArn === chosen.principalArn}
              onClick={() => onChoose(role)}
            >
              {role.roleArn}
            </Button>
          ))
        : null}
    </div>
  )
}

function tell(found: Found): string {
  if (!found.ok) return `${found.explanation.title} ${found.explanation.advice}`
  switch (found.value.length) {
    case 0:
      return 'The provider gives you no role. Ask whoever manages it.'
    case 1:
      return 'Found, and filled in.'
    default:
      return `${found.value.length} roles found. Choose one:`
  }
}
