import { memo, useId } from 'react'
import type { CandidateView } from '../../../../main/core/import/import-view.ts'
import { aboutPointing, describeCandidate } from './candidate-words.ts'
import styles from './Import.module.css'
import { type Picks, point, take } from './picks.ts'

interface Props {
  readonly candidate: CandidateView
  readonly candidates: readonly CandidateView[]
  readonly isTaken: boolean
  readonly isPointed: boolean
  readonly change: (how: (picks: Picks) => Picks) => void
}

/** Some have hundreds: a click draws only the rows that it changes. */
export const CandidateRow = memo(({ candidate, candidates, isTaken, isPointed, change }: Props) => {
  const id = useId()
  const { name, profile, canPoint, notes, isThere } = candidate
  const about = aboutPointing(candidate)
  return (
    <li className={styles.candidate} aria-label={name}>
      <label className={styles.tick}>
        <input
          type="checkbox"
          checked={isTaken}
          aria-describedby={`${id}-becomes`}
          onChange={event => change(picks => take(picks, candidates, name, event.target.checked))}
        />
        <span className={styles.name}>
          {name}
          {isThere ? <span className={styles.there}>Here already</span> : null}
        </span>
      </label>
      <div id={`${id}-becomes`} className={styles.facts}>
        <p>{describeCandidate(candidate)}</p>
        {notes.map(note => (
          <p key={note} className={styles.note}>
            {note}
          </p>
        ))}
      </div>
      {canPoint && profile !== null ? (
        <div className={styles.pointing}>
          <label className={styles.tick} data-off={!isTaken}>
            <input
              type="checkbox"
              checked={isPointed}
              disabled={!isTaken}
              aria-describedby={`${id}-pointing`}
              onChange={event => change(picks => point(picks, name, event.target.checked))}
            />
            <span>Profile {profile} uses Understudy</span>
          </label>
          <p id={`${id}-pointing`} className={styles.facts}>
            {about}
          </p>
        </div>
      ) : null}
    </li>
  )
})
