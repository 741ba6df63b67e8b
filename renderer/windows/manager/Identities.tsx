import { useState } from 'react'
import type { OidcProvider, SamlProvider } from '../../../main/core/catalog/identity.ts'
import type { IdentityView, Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import type { PageName } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import { describeEndpoint } from './describe-identity.ts'
import { IdentityGroup } from './IdentityGroup.tsx'
import { KeyForm, type KeyView } from './KeyForm.tsx'
import styles from './Manager.module.css'
import { Providers } from './Providers.tsx'

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly identity: KeyView } | null

interface Props {
  readonly snapshot: Snapshot
  readonly show: (page: PageName) => void
}

/** Where trust starts: keys, and those who vouch for their people. */
export function Identities({ snapshot: { identities, sessions }, show }: Props) {
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const keys = identities.filter(isKey)
  const providers = identities.filter(isProvider)
  const isNext = identities.length > 0 && sessions.length === 0
  return (
    <>
      <div className={styles.head}>
        <h1>Identities</h1>
      </div>
      <p className={styles.soft}>Who you are to AWS. Sessions start from one of these.</p>
      {isNext ? (
        <div className={styles.next}>
          <p>Next: add a session, which is what your tools use.</p>
          <Button look="primary" onClick={() => show('Sessions')}>
            Go to Sessions
          </Button>
        </div>
      ) : null}
      <IdentityGroup
        title="Access keys"
        about="Of IAM users. A key is tried with AWS, goes into the keychain of this computer, and nowhere else."
        actions={
          <Button
            look={identities.length === 0 ? 'primary' : 'plain'}
            onClick={() => setOpen({ kind: 'add' })}
          >
            Add Key
          </Button>
        }
        none={
          providers.length === 0
            ? 'No keys yet'
            : 'No keys, and none needed for what starts from the providers below.'
        }
      >
        {keys.map(identity => (
          <KeyRow key={identity.id} identity={identity} open={setOpen} />
        ))}
      </IdentityGroup>
      <Providers providers={providers} />
      {open?.kind === 'add' ? <KeyForm old={null} onClose={close} /> : null}
      {open?.kind === 'edit' ? <KeyForm old={open.identity} onClose={close} /> : null}
      {open?.kind === 'remove' ? (
        <FormDialog
          title={`Remove the key of ${open.identity.name}?`}
          verb="Remove"
          busyVerb="Removing…"
          look="danger"
          submit={() => window.understudy.run.removeKey({ id: open.identity.id })}
          onClose={close}
        >
          {() => (
            <p>
              {open.identity.accessKeyHint === ''
                ? 'No key of it is in this computer’s keychain. In AWS nothing is changed.'
                : `The key ${open.identity.accessKeyHint} is deleted from this computer’s keychain. In AWS it stays as it is; if you have no copy, make a new one there first.`}
            </p>
          )}
        </FormDialog>
      ) : null}
    </>
  )
}

function isKey(identity: IdentityView): identity is KeyView {
  return identity.kind === 'iam-user'
}

function isProvider(identity: IdentityView): identity is SamlProvider | OidcProvider {
  return identity.kind !== 'iam-user'
}

interface RowProps {
  readonly identity: KeyView
  readonly open: (what: Open) => void
}

function KeyRow({ identity, open }: RowProps) {
  const { mfaSerial } = identity
  const hasKey = identity.accessKeyHint !== ''
  return (
    <li className={styles.row} aria-label={identity.name}>
      <div className={styles.line}>
        <h3 className={styles.name}>{identity.name}</h3>
        <div className={styles.actions}>
          {hasKey ? null : <Button onClick={() => open({ kind: 'edit', identity })}>Enter Key…</Button>}
          <Button look="quiet" onClick={() => open({ kind: 'edit', identity })}>
            Edit
          </Button>
          <Button look="quiet" onClick={() => open({ kind: 'remove', identity })}>
            Remove
          </Button>
        </div>
      </div>
      <p className={styles.facts}>{identity.arn}</p>
      <p className={styles.facts}>
        {hasKey ? `Key ${identity.accessKeyHint}` : 'No key yet'} ·{' '}
        {mfaSerial === null ? 'no MFA device' : `MFA ${mfaSerial}`} · {describeEndpoint(identity)}
      </p>
    </li>
  )
}
