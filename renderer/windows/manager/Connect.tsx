import { useState } from 'react'
import type { ConnectKind } from '../../../main/core/connect.ts'
import type { SessionId } from '../../../main/core/session.ts'
import type { Snapshot } from '../../../main/core/snapshot.ts'
import { ChoiceField } from '../../components/Field.tsx'
import { ConnectLines } from './ConnectLines.tsx'
import styles from './Manager.module.css'

const CURRENT = ''

/** Points a tool at a session, or at whatever the tray points at. */
export function Connect({ snapshot }: { readonly snapshot: Snapshot }) {
  const [target, setTarget] = useState<string>(CURRENT)
  const view = snapshot.sessions.find(each => each.session.id === target)
  const connection = target === CURRENT ? snapshot.current : (view?.connection ?? null)
  const copy = async (kind: ConnectKind): Promise<string> => {
    if (connection === null) return ''
    const outcome = await window.understudy.run.copyLines({ grant: connection.grant, kind })
    return outcome.ok ? 'Copied. No secret is in these lines.' : outcome.explanation.title
  }
  return (
    <>
      <div className={styles.head}>
        <h1>Connect a Tool</h1>
      </div>
      <p className={styles.soft}>
        awscli 2.15, boto3 1.34.41, Terraform and every SDK of the last years fetch credentials from an
        address on this computer, with a token from a file that only you can read.
      </p>
      <ChoiceField
        label="Which session"
        error={null}
        value={target}
        choices={[
          { value: CURRENT, label: 'The current one: whatever the tray points at' },
          ...snapshot.sessions.map(({ session }) => ({ value: session.id, label: session.name })),
        ]}
        onChange={setTarget}
      />
      {connection === null ? (
        <p role="status">No tool can get credentials at the moment: see the message above.</p>
      ) : (
        <ConnectLines
          connection={connection}
          platform={window.understudy.platform}
          imdsUrl={view === undefined ? null : metadataUrl(snapshot, view.session.id)}
          name={view?.session.name ?? null}
          onCopy={copy}
        />
      )}
    </>
  )
}

/** Instance metadata is that of one session. */
function metadataUrl({ instanceMetadata }: Snapshot, id: SessionId): string | null {
  return instanceMetadata?.session === id ? instanceMetadata.url : null
}
