import type { EditView } from '../../../../main/core/aws-files/files-view.ts'
import { Button } from '../../../components/Button.tsx'
import { showWhen } from '../../../time.ts'
import styles from '../Manager.module.css'
import type { OpenProfiles } from './open-profiles.ts'
import { describeEdit } from './profile-rows.ts'

interface Props {
  readonly edits: readonly EditView[]
  readonly open: (what: OpenProfiles) => void
}

/** What was done to the files, and can be taken back. */
export function Changes({ edits, open }: Props) {
  if (edits.length === 0) return null
  return (
    <section className={styles.section} aria-labelledby="changes">
      <h2 id="changes">Changes</h2>
      <ul className={styles.changes}>
        {edits.map(edit => (
          <li key={edit.id} className={styles.split}>
            <p>
              {describeEdit(edit)} <span className={styles.soft}>· {showWhen(edit.at)}</span>
            </p>
            <Button
              look="quiet"
              aria-label={`Undo: ${describeEdit(edit)}`}
              onClick={() => open({ kind: 'undo', edit })}
            >
              Undo…
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
