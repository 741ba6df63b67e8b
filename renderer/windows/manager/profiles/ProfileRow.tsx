import type { ProfileView } from '../../../../main/core/aws-files/files-view.ts'
import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import { Button } from '../../../components/Button.tsx'
import { Message } from '../../../components/Message.tsx'
import { Production } from '../../../components/Production.tsx'
import { StateMark, type Tone } from '../../../components/StateMark.tsx'
import styles from '../Manager.module.css'
import type { OpenProfiles } from './open-profiles.ts'
import { describeProfile } from './profile-rows.ts'

interface Props {
  readonly view: ProfileView
  /** What is said above the list, for all profiles. */
  readonly common: Explanation | null
  /** Whether something above the list may keep tools from reading a profile that is well in itself. */
  readonly isInDoubt: boolean
  readonly open: (what: OpenProfiles) => void
}

export function ProfileRow({ view, common, isInDoubt, open }: Props) {
  const { profile, session, why, canMend } = view
  const isSaid = why?.title === common?.title
  return (
    <li className={styles.row} aria-label={profile.name}>
      <div className={styles.line}>
        <h2 className={styles.name}>
          {profile.name}
          {session?.production ? <Production /> : null}
        </h2>
        <StateMark {...markOf(why, isSaid, isInDoubt)} />
      </div>
      <div className={styles.split}>
        <p className={styles.facts}>{describeProfile(view)}</p>
        <div className={styles.actions}>
          <Button look="quiet" onClick={() => open({ kind: 'edit', view })}>
            Edit
          </Button>
          <Button look="quiet" onClick={() => open({ kind: 'remove', view })}>
            Remove
          </Button>
        </div>
      </div>
      {why === null || isSaid ? null : (
        <Message what={why}>
          {canMend ? (
            <Button onClick={() => open({ kind: 'write-again', view })}>Write Again…</Button>
          ) : undefined}
        </Message>
      )}
    </li>
  )
}

function markOf(
  why: Explanation | null,
  isSaid: boolean,
  isInDoubt: boolean,
): { readonly tone: Tone; readonly text: string } {
  if (why !== null && !isSaid) return { tone: 'bad', text: 'Not working' }
  return why !== null || isInDoubt ? { tone: 'wait', text: 'See above' } : { tone: 'good', text: 'OK' }
}
