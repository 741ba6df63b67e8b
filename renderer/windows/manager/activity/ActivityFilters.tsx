import type { ReactNode } from 'react'
import { FilterField } from '../../../components/FilterField.tsx'
import { FilterSelect } from '../../../components/FilterSelect.tsx'
import { Segments } from '../../../components/Segments.tsx'
import styles from './Activity.module.css'
import type { ActivityRow } from './activity-rows.ts'
import { type Filters, sessionsIn, toolsIn } from './filters.ts'

interface Props {
  readonly rows: readonly ActivityRow[]
  readonly filters: Filters
  /** How many are left. */
  readonly found: string
  readonly onChange: (filters: Filters) => void
}

export function ActivityFilters({ rows, filters, found, onChange }: Props): ReactNode {
  const set = (change: Partial<Filters>) => onChange({ ...filters, ...change })
  return (
    <div className={styles.filters}>
      <FilterField
        label="Filter by any word"
        value={filters.words}
        found={found}
        onChange={words => set({ words })}
      />
      <FilterSelect
        label="Session"
        all="All sessions"
        value={filters.session}
        choices={sessionsIn(rows)}
        onChange={session => set({ session })}
      />
      <FilterSelect
        label="Program"
        all="All programs"
        value={filters.tool}
        choices={toolsIn(rows)}
        onChange={tool => set({ tool })}
      />
      <Segments
        label="Outcome"
        isLabelUnseen
        value={filters.outcome}
        choices={[
          { value: 'all', label: 'All' },
          { value: 'handed-out', label: 'Handed Out' },
          { value: 'refused', label: 'Refused' },
        ]}
        onChange={outcome => set({ outcome })}
      />
    </div>
  )
}
