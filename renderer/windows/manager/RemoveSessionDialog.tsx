import { listedInShort } from '../../../main/core/listed.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { profilesFor, withoutIt } from './profiles/profile-rows.ts'

interface Props {
  readonly session: Session
  readonly snapshot: Snapshot
  readonly onClose: () => void
}

export function RemoveSessionDialog({ session, snapshot, onClose }: Props) {
  return (
    <FormDialog
      title={`Remove ${session.name}?`}
      verb="Remove"
      busyVerb="Removing…"
      look="danger"
      submit={() => window.understudy.run.removeSession({ id: session.id })}
      onClose={onClose}
    >
      {() => (
        <>
          <p>Tools that fetch it get no credentials from then on. Nothing is changed in AWS.</p>
          {wentWith(session, snapshot).map(each => (
            <p key={each}>{each}</p>
          ))}
        </>
      )}
    </FormDialog>
  )
}

/** What hangs on a session besides its own lines. */
function wentWith({ id }: Session, snapshot: Snapshot): readonly string[] {
  const { grants, instanceMetadata } = snapshot
  const tools = grants.flatMap(({ grant: { name, target } }) =>
    name !== null && target.kind === 'session' && target.id === id ? [name] : [],
  )
  return [
    ...(tools.length === 0 ? [] : [`With it goes the access that you gave to ${listedInShort(tools)}.`]),
    ...withoutIt(profilesFor(id, snapshot)),
    ...(instanceMetadata?.session === id ? ['Nothing is served as instance metadata any more.'] : []),
  ]
}
