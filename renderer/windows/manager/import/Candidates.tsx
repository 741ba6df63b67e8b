import { useMemo, useState } from 'react'
import type { CandidateView } from '../../../../main/core/import/import-view.ts'
import { Button } from '../../../components/Button.tsx'
import { FieldGroup } from '../../../components/FieldGroup.tsx'
import { FilterField } from '../../../components/FilterField.tsx'
import { matches } from '../../../filter.ts'
import { nothingMatches } from '../NothingFound.tsx'
import { CandidateRow } from './CandidateRow.tsx'
import { describeCandidate } from './candidate-words.ts'
import styles from './Import.module.css'
import { leaveAll, type Picks, takeAll } from './picks.ts'

interface Props {
  readonly candidates: readonly CandidateView[]
  readonly picks: Picks
  readonly error: string | null
  /** Told how the picks are to change, so that a row need not know them. */
  readonly change: (how: (picks: Picks) => Picks) => void
}

const ABOUT_POINTING =
  'A profile that uses Understudy keeps its name, and your tools go on with it: Understudy gives them the credentials.'

/** More than these are not seen at once: then they can be filtered. */
const FEW = 10

export function Candidates({ candidates, picks, error, change }: Props) {
  const [filter, setFilter] = useState('')
  const shown = useMemo(
    () =>
      candidates.filter(each =>
        matches(filter, `${each.name} ${each.profile ?? ''} ${describeCandidate(each)}`.toLowerCase()),
      ),
    [candidates, filter],
  )
  const isFiltered = filter.trim() !== ''
  return (
    <FieldGroup
      label="What to import"
      hint={candidates.some(each => each.canPoint) ? ABOUT_POINTING : ''}
      error={error}
    >
      {candidates.length > FEW ? (
        <FilterField
          label="Filter by name or role"
          value={filter}
          found={isFiltered ? `${shown.length} of ${candidates.length}` : ''}
          onChange={setFilter}
        />
      ) : null}
      <div className={styles.tools}>
        <Button onClick={() => change(before => takeAll(before, candidates, shown))}>
          {isFiltered ? 'Select These' : 'Select All'}
        </Button>
        <Button onClick={() => change(before => leaveAll(before, candidates, shown))}>
          {isFiltered ? 'Select None of These' : 'Select None'}
        </Button>
        <span role="status" className={styles.count}>
          {picks.taken.size} of {candidates.length} selected
        </span>
      </div>
      <ul className={styles.candidates} aria-label="Candidates">
        {shown.map(each => (
          <CandidateRow
            key={each.name}
            candidate={each}
            candidates={candidates}
            isTaken={picks.taken.has(each.name)}
            isPointed={picks.pointed.has(each.name)}
            change={change}
          />
        ))}
      </ul>
      {shown.length === 0 ? <p className={styles.count}>{nothingMatches(filter)}</p> : null}
    </FieldGroup>
  )
}
