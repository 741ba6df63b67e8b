import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import type { AccessRow } from './access-rows.ts'
import { profilesWith, withoutIt } from './profiles/profile-rows.ts'

interface Props {
  readonly row: AccessRow
  readonly snapshot: Snapshot
  readonly onClose: () => void
}

export function RevokeDialog({ row: { view, title, isOwn }, snapshot, onClose }: Props) {
  const standing = view.grant.target.kind === 'current' ? 'the current session' : title
  return (
    <FormDialog
      title={isOwn ? `Revoke the access of ${title}?` : `Revoke the address and token of ${standing}?`}
      verb="Revoke"
      busyVerb="Revoking…"
      look="danger"
      submit={() => window.understudy.run.revokeGrant({ id: view.grant.id })}
      onClose={onClose}
    >
      {() => (
        <>
          <p>
            {isOwn
              ? 'Its address and token open nothing from then on.'
              : 'A new address and a new token take their place. Shells and tools that have the old ones get nothing until you connect them again.'}
          </p>
          {withoutIt(isOwn ? profilesWith(view.grant.id, snapshot) : []).map(each => (
            <p key={each}>{each}</p>
          ))}
          <p>Credentials that were handed out before stay good until they end: AWS can’t take them back.</p>
        </>
      )}
    </FormDialog>
  )
}
