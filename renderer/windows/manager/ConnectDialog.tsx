import { useState } from 'react'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import type { ConnectKind } from '../../../main/core/tools/connect.ts'
import { surroundingsOf } from '../../../main/core/tools/connect-grant.ts'
import { PanelDialog } from '../../components/PanelDialog.tsx'
import type { AccessRow } from './access-rows.ts'
import { ConnectLines } from './ConnectLines.tsx'
import { ProfileDialog } from './profiles/ProfileDialog.tsx'
import { placeOf } from './profiles/profile-rows.ts'

interface Props {
  readonly row: AccessRow
  readonly snapshot: Snapshot
  readonly onClose: () => void
}

/** The lines that point a tool at what it has access to. */
export function ConnectDialog({ row: { view, title, isOwn }, snapshot, onClose }: Props) {
  const { grant, connection } = view
  const [isWriting, setWriting] = useState(false)
  const [written, tell] = useState('')
  const copy = async (kind: ConnectKind): Promise<string> => {
    const outcome = await window.understudy.run.copyLines({ grant: grant.id, kind })
    return outcome.ok ? 'Copied. No secret is in these lines.' : outcome.explanation.title
  }
  const standing = grant.target.kind === 'current' ? 'the current session' : title
  return (
    <>
      <PanelDialog title={isOwn ? `Connect ${title}` : `Connect a tool to ${standing}`} onClose={onClose}>
        {connection === null ? (
          <p role="status">No tool can get credentials at the moment: see the message in the window.</p>
        ) : (
          <ConnectLines
            connection={connection}
            {...surroundingsOf(view, snapshot, window.understudy.platform)}
            onCopy={copy}
            write={{
              label: `Write It into ${placeOf(snapshot.awsFiles).config}…`,
              onClick: () => setWriting(true),
            }}
          />
        )}
        <p role="status">{written}</p>
      </PanelDialog>
      {/* Beside the other in the tree: its end is not to be taken for the other’s. */}
      {isWriting ? (
        <ProfileDialog
          snapshot={snapshot}
          old={null}
          target={isOwn ? { kind: 'grant', id: grant.id } : grant.target}
          onClose={() => setWriting(false)}
          onDone={tell}
        />
      ) : null}
    </>
  )
}
