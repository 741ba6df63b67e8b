import { useMemo, useState } from 'react'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { Outcome, PageName } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { Message } from '../../../components/Message.tsx'
import page from '../Manager.module.css'
import { NothingFound, nothingMatches } from '../NothingFound.tsx'
import { ActivityFilters } from './ActivityFilters.tsx'
import { ActivityTable } from './ActivityTable.tsx'
import { toRow } from './activity-rows.ts'
import { type Filters, filtered, isFiltered, NO_FILTERS } from './filters.ts'
import { Timeline } from './Timeline.tsx'
import { useActivity } from './use-activity.ts'

/** So many rows at once: all of them would make the window slow. */
const STEP = 200

interface Props {
  readonly snapshot: Snapshot
  readonly show: (page: PageName) => void
}

/** What was handed out to whom, and what was refused. */
export function Activity({ snapshot, show }: Props) {
  const entries = useActivity(snapshot.activityVersion)
  const [filters, setFilters] = useState(NO_FILTERS)
  const [most, setMost] = useState(STEP)
  const [exported, setExported] = useState<Outcome | null>(null)
  const rows = useMemo(() => {
    const targets = new Map(snapshot.grants.map(({ grant }) => [grant.id, grant.target]))
    return entries?.map(entry => toRow(entry, targets)) ?? null
  }, [entries, snapshot.grants])
  const found = useMemo(() => filtered(rows ?? [], filters), [rows, filters])
  const look = (next: Filters) => {
    setFilters(next)
    setMost(STEP)
  }
  const hasRows = rows !== null && rows.length > 0
  return (
    <>
      <div className={page.head}>
        <h1>Activity</h1>
        {hasRows ? (
          <Button onClick={() => void window.understudy.run.exportActivity({}).then(setExported)}>
            Export…
          </Button>
        ) : null}
      </div>
      {exported !== null && !exported.ok ? <Message what={exported.explanation} /> : null}
      <p role="status" className={exported?.ok ? page.soft : page.unseen}>
        {exported?.ok ? 'The record is in your folder for downloads, as a file of JSON lines.' : ''}
      </p>
      {rows?.length === 0 ? (
        <div className={page.empty}>
          <h2>Nothing yet</h2>
          <p className={page.soft}>
            Each time that a tool gets credentials, or is refused, it is listed here: which program it was and
            what it got. No secret is kept.
          </p>
          <Button look="primary" onClick={() => show('Connect a Tool')}>
            Connect a Tool
          </Button>
        </div>
      ) : null}
      {hasRows ? (
        <>
          <Timeline rows={found} only={filters.session} onOnly={session => look({ ...filters, session })} />
          <ActivityFilters
            rows={rows}
            filters={filters}
            found={isFiltered(filters) ? `${found.length} of ${rows.length}` : ''}
            onChange={look}
          />
          {found.length === 0 ? (
            <NothingFound said={nothingFor(filters)} onClear={() => look(NO_FILTERS)} />
          ) : (
            <ActivityTable rows={found.slice(0, most)} />
          )}
          {found.length > most ? (
            <div className={page.actions}>
              <Button onClick={() => setMost(before => before + STEP)}>
                Show {Math.min(STEP, found.length - most)} More
              </Button>
            </div>
          ) : null}
        </>
      ) : null}
    </>
  )
}

function nothingFor(filters: Filters): string {
  if (filters.words.trim() !== '') return nothingMatches(filters.words)
  return filters.outcome === 'refused' ? 'Nothing was refused.' : 'Nothing was handed out.'
}
