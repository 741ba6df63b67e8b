import { useMemo, useState } from 'react'
import type { Snapshot } from '../../../main/core/snapshot.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { FilterField } from '../../components/FilterField.tsx'
import { Message } from '../../components/Message.tsx'
import { matches } from '../../filter.ts'
import styles from './Activity.module.css'
import { ActivityTable } from './ActivityTable.tsx'
import { toRow } from './activity-rows.ts'
import page from './Manager.module.css'
import { useActivity } from './use-activity.ts'

/** So many rows at once: all of them would make the window slow. */
const STEP = 200

/** What was handed out to whom, and what was refused. */
export function Activity({ snapshot }: { readonly snapshot: Snapshot }) {
  const entries = useActivity(snapshot.activityVersion)
  const [filter, setFilter] = useState('')
  const [isRefusedOnly, setRefusedOnly] = useState(false)
  const [most, setMost] = useState(STEP)
  const [exported, setExported] = useState<Outcome | null>(null)
  const rows = useMemo(() => {
    const targets = new Map(snapshot.grants.map(({ grant }) => [grant.id, grant.target]))
    return entries?.map(entry => toRow(entry, targets)) ?? null
  }, [entries, snapshot.grants])
  const found = useMemo(
    () => rows?.filter(row => (row.isRefused || !isRefusedOnly) && matches(filter, row.text)) ?? [],
    [rows, filter, isRefusedOnly],
  )
  if (rows === null) return null
  const isFiltered = isRefusedOnly || filter.trim() !== ''
  const look = (words: string, refusedOnly: boolean) => {
    setFilter(words)
    setRefusedOnly(refusedOnly)
    setMost(STEP)
  }
  return (
    <>
      <div className={page.head}>
        <h1>Activity</h1>
        {rows.length === 0 ? null : (
          <Button onClick={() => void window.understudy.run.exportActivity({}).then(setExported)}>
            Export…
          </Button>
        )}
      </div>
      {exported !== null && !exported.ok ? <Message what={exported.explanation} /> : null}
      <p role="status" className={exported?.ok ? page.soft : page.unseen}>
        {exported?.ok ? 'The record is in your folder for downloads, as a file of JSON lines.' : ''}
      </p>
      {rows.length === 0 ? (
        <div className={page.empty}>
          <h1>Nothing yet</h1>
          <p className={page.soft}>
            Each time that a tool gets credentials, or is refused, it is listed here: which program it was and
            what it got. No secret is kept.
          </p>
        </div>
      ) : (
        <>
          <div className={styles.filters}>
            <FilterField
              label="Filter by any word"
              value={filter}
              found={isFiltered ? `${found.length} of ${rows.length}` : ''}
              onChange={words => look(words, isRefusedOnly)}
            />
            <label className={styles.only}>
              <input
                type="checkbox"
                checked={isRefusedOnly}
                onChange={event => look(filter, event.target.checked)}
              />
              Refused only
            </label>
          </div>
          {found.length === 0 ? (
            <div className={page.empty}>
              <p>{filter.trim() === '' ? 'Nothing was refused.' : `Nothing matches “${filter.trim()}”.`}</p>
              <Button onClick={() => look('', false)}>Clear</Button>
            </div>
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
      )}
    </>
  )
}
