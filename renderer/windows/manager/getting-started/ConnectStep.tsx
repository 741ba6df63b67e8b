import { useState } from 'react'
import type { GrantView, SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { ConnectKind } from '../../../../main/core/tools/connect.ts'
import { Button } from '../../../components/Button.tsx'
import { DoneButton } from '../../../components/DoneButton.tsx'
import { accessRows } from '../access-rows.ts'
import { ConnectDialog } from '../ConnectDialog.tsx'
import styles from './GettingStarted.module.css'

interface Props {
  readonly snapshot: Snapshot
  readonly grant: GrantView
  readonly session: SessionView
}

/** The lines that point a shell at the session, and the wait for whoever asks first. */
export function ConnectStep({ snapshot, grant, session }: Props) {
  const [isChoosing, setChoosing] = useState(false)
  const { kind, shell } = usualShell(window.understudy.platform)
  const row = accessRows(snapshot).find(each => each.view.grant.id === grant.grant.id)
  const copy = async () => {
    const outcome = await window.understudy.run.copyLines({ grant: grant.grant.id, kind })
    return outcome.ok
  }
  return (
    <div className={styles.body}>
      <div className={styles.words}>
        <p>
          Paste these lines into a terminal, then run <code>aws sts get-caller-identity</code> or whatever
          needs {session.session.name}.
        </p>
        <p role="status" className={styles.wait}>
          Waiting for the first tool to ask…
        </p>
      </div>
      <div className={styles.actions}>
        <DoneButton look="primary" label={`Copy Lines for ${shell}`} doneLabel="Copied" act={copy} />
        <Button onClick={() => setChoosing(true)}>Other Ways…</Button>
      </div>
      {isChoosing && row !== undefined ? (
        <ConnectDialog row={row} snapshot={snapshot} onClose={() => setChoosing(false)} />
      ) : null}
    </div>
  )
}

function usualShell(platform: string): { readonly kind: ConnectKind; readonly shell: string } {
  return platform === 'win32'
    ? { kind: 'powershell', shell: 'PowerShell' }
    : { kind: 'bash', shell: 'bash or zsh' }
}
