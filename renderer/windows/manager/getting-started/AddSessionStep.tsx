import { useState } from 'react'
import type { SamlProvider } from '../../../../main/core/catalog/identity.ts'
import type { IdentityView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../../components/Button.tsx'
import { SessionForm } from '../session-form/SessionForm.tsx'
import styles from './GettingStarted.module.css'
import { SamlRolesDialog } from './SamlRolesDialog.tsx'

/** What the user wants to be in AWS: a company tells which roles there are, and else they are typed. */
export function AddSessionStep({ snapshot }: { readonly snapshot: Snapshot }) {
  const [open, setOpen] = useState<'form' | SamlProvider | null>(null)
  const provider = snapshot.identities.find(isCompany)
  const close = () => setOpen(null)
  return (
    <div className={styles.body}>
      <p className={styles.words}>
        {provider === undefined
          ? 'Which role do you want to use? A session is a role, or a session token, that Understudy gets and keeps fresh.'
          : `${provider.name} knows which roles are yours: sign in, and pick those that you use.`}
      </p>
      <div className={styles.actions}>
        {provider === undefined ? null : (
          <Button look="primary" onClick={() => setOpen(provider)}>
            Sign In and Pick Roles…
          </Button>
        )}
        <Button look={provider === undefined ? 'primary' : 'plain'} onClick={() => setOpen('form')}>
          {provider === undefined ? 'Add a Session…' : 'Type a Role…'}
        </Button>
      </div>
      {open === 'form' ? (
        <SessionForm snapshot={snapshot} from={{ kind: 'nothing' }} onClose={close} />
      ) : null}
      {open !== null && open !== 'form' ? (
        <SamlRolesDialog provider={open} snapshot={snapshot} onClose={close} />
      ) : null}
    </div>
  )
}

function isCompany(identity: IdentityView): identity is SamlProvider {
  return identity.kind === 'saml-provider'
}
