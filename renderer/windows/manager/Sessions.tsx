import { useMemo, useState } from 'react'
import type { Session } from '../../../main/core/session.ts'
import type { SessionView, Snapshot } from '../../../main/core/snapshot.ts'
import { catalogOf } from '../../catalog.ts'
import { Button } from '../../components/Button.tsx'
import { FilterField } from '../../components/FilterField.tsx'
import { matches } from '../../filter.ts'
import { DecodeDialog } from './DecodeDialog.tsx'
import { describeSession } from './describe-session.ts'
import styles from './Manager.module.css'
import { RemoveSessionDialog } from './RemoveSessionDialog.tsx'
import { type SessionDialog, SessionRow } from './SessionRow.tsx'
import { SignInLinkDialog } from './SignInLinkDialog.tsx'
import { SessionForm } from './session-form/SessionForm.tsx'
import { Welcome } from './Welcome.tsx'
import { WhoAmIDialog } from './WhoAmIDialog.tsx'

type Open =
  | { readonly kind: 'add' }
  | { readonly kind: SessionDialog; readonly session: Session; readonly message: string }
  | null

/** More than these are not seen at once: then they can be filtered. */
const FEW = 6

export function Sessions({ snapshot }: { readonly snapshot: Snapshot }) {
  const [open, setOpen] = useState<Open>(null)
  const [filter, setFilter] = useState('')
  const catalog = useMemo(() => catalogOf(snapshot), [snapshot])
  const isFiltered = filter.trim() !== ''
  const shown = snapshot.sessions.filter(view => matches(filter, wordsOf(view, snapshot)))
  const addButton = (
    <Button look="primary" onClick={() => setOpen({ kind: 'add' })}>
      Add Session
    </Button>
  )
  if (snapshot.identities.length === 0) return <Welcome />
  return (
    <>
      <div className={styles.head}>
        <h1>Sessions</h1>
        {snapshot.sessions.length === 0 ? null : addButton}
      </div>
      {snapshot.sessions.length === 0 ? (
        <div className={styles.empty}>
          <h1>No sessions yet</h1>
          <p className={styles.soft}>
            A session is a role, or a session token, that Understudy gets from AWS and keeps fresh.
          </p>
          {addButton}
        </div>
      ) : (
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
              <SessionRow
                key={view.session.id}
                view={view}
                snapshot={snapshot}
                catalog={catalog}
                open={(kind, session, message = '') => setOpen({ kind, session, message })}
              />
            ))}
          </ul>
          {shown.length === 0 ? (
            <div className={styles.empty}>
              <p>Nothing matches “{filter.trim()}”.</p>
              <Button onClick={() => setFilter('')}>Clear</Button>
            </div>
          ) : null}
        </>
      )}
      <Opened open={open} snapshot={snapshot} onClose={() => setOpen(null)} />
    </>
  )
}

interface OpenedProps {
  readonly open: Open
  readonly snapshot: Snapshot
  readonly onClose: () => void
}

/** The dialog over the list, if one is open. */
function Opened({ open, snapshot, onClose }: OpenedProps) {
  switch (open?.kind) {
    case undefined:
      return null
    case 'add':
      return <SessionForm snapshot={snapshot} old={null} onClose={onClose} />
    case 'edit':
      return <SessionForm snapshot={snapshot} old={open.session} onClose={onClose} />
    case 'remove':
      return <RemoveSessionDialog session={open.session} snapshot={snapshot} onClose={onClose} />
    case 'who-am-i':
      return <WhoAmIDialog session={open.session} onClose={onClose} />
    case 'decode':
      return <DecodeDialog session={open.session} message={open.message} onClose={onClose} />
    case 'sign-in-link':
      return <SignInLinkDialog session={open.session} onClose={onClose} />
  }
}

/** What a session is found by. */
function wordsOf(view: SessionView, snapshot: Snapshot): string {
  const { name, production } = view.session
  const marks = [production ? 'production' : '', view.current ? 'current' : '']
  return [name, describeSession(view, snapshot), ...marks].join(' ').toLowerCase()
}
