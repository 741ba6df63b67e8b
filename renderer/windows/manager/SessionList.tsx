import { useMemo, useState } from 'react'
import type { SessionView, Snapshot } from '../../../main/core/snapshot.ts'
import { catalogOf } from '../../catalog.ts'
import { Button } from '../../components/Button.tsx'
import { FilterField } from '../../components/FilterField.tsx'
import { matches } from '../../filter.ts'
import { describeSession } from './describe-session.ts'
import styles from './Manager.module.css'
import { SessionRow, type SessionRowProps } from './SessionRow.tsx'

/** More than these are not seen at once: then they can be filtered. */
const FEW = 6

interface Props {
  readonly snapshot: Snapshot
  readonly open: SessionRowProps['open']
}

export function SessionList({ snapshot, open }: Props) {
  const [filter, setFilter] = useState('')
  const catalog = useMemo(() => catalogOf(snapshot), [snapshot])
  const isFiltered = filter.trim() !== ''
  const shown = snapshot.sessions.filter(view => matches(filter, wordsOf(view, snapshot)))
  return (
    <>
      {snapshot.sessions.length > FEW || filter !== '' ? (
        <FilterField
          label="Filter by name, role or account"
          value={filter}
          found={isFiltered ? `${shown.length} of ${snapshot.sessions.length}` : ''}
          onChange={setFilter}
        />
      ) : null}
      <ul className={styles.list}>
        {shown.map(view => (
          <SessionRow key={view.session.id} view={view} snapshot={snapshot} catalog={catalog} open={open} />
        ))}
      </ul>
      {shown.length === 0 ? (
        <div className={styles.empty}>
          <p>Nothing matches “{filter.trim()}”.</p>
          <Button onClick={() => setFilter('')}>Clear</Button>
        </div>
      ) : null}
    </>
  )
}

/** What a session is found by. */
function wordsOf(view: SessionView, snapshot: Snapshot): string {
  const { name, production } = view.session
  const marks = [production ? 'production' : '', view.current ? 'current' : '']
  return [name, describeSession(view, snapshot), ...marks].join(' ').toLowerCase()
}
