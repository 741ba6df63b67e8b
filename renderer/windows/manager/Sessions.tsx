import { useEffect, useRef, useState } from 'react'
import type { Session } from '../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../components/Button.tsx'
import { DecodeDialog } from './DecodeDialog.tsx'
import { ImportDialog } from './import/ImportDialog.tsx'
import { ProfileDialog } from './profiles/ProfileDialog.tsx'
import { placeOf } from './profiles/profile-rows.ts'
import { RemoveSessionDialog } from './RemoveSessionDialog.tsx'
import { Said } from './Said.tsx'
import styles from './Sessions.module.css'
import { SignInLinkDialog } from './SignInLinkDialog.tsx'
import { SessionForm } from './session-form/SessionForm.tsx'
import { asksFirst } from './sessions/SessionButtons.tsx'
import type { SessionDialog } from './sessions/SessionPane.tsx'
import { SessionsSplit } from './sessions/SessionsSplit.tsx'
import type { WantedSession } from './shell/use-shell.ts'
import { Welcome } from './Welcome.tsx'
import { WhoAmIDialog } from './WhoAmIDialog.tsx'

type Open =
  | { readonly kind: 'add' | 'import' }
  | { readonly kind: SessionDialog; readonly session: Session; readonly message: string }

interface Props {
  readonly snapshot: Snapshot
  readonly wanted: WantedSession | null
}

export function Sessions({ snapshot, wanted }: Props) {
  const [open, setOpen] = useState<Open | null>(null)
  const [said, say] = useState('')
  const show = (what: Open) => {
    say('')
    setOpen(what)
  }
  useFocusAfter(open !== null, said !== '')
  return (
    <>
      <Content snapshot={snapshot} wanted={wanted} said={said} isCovered={open !== null} show={show} />
      {/* Beside what is below it: the first key that is imported ends the welcome, and not the import. */}
      {open === null ? null : (
        <Opened open={open} snapshot={snapshot} onClose={() => setOpen(null)} onDone={say} />
      )}
    </>
  )
}

/** Where a dialog gives the keyboard back to a session that it has removed, the next one has it. */
function useFocusAfter(isOpen: boolean, isSaid: boolean): void {
  const wasOpen = useRef(false)
  useEffect(() => {
    const isClosed = wasOpen.current && !isOpen
    wasOpen.current = isOpen
    if (!isClosed || isSaid || document.activeElement !== document.body) return
    document.querySelector<HTMLElement>('main [data-actions] button')?.focus()
  }, [isOpen, isSaid])
}

interface ContentProps extends Props {
  /** What a dialog has done. */
  readonly said: string
  readonly isCovered: boolean
  readonly show: (what: Open) => void
}

function Content({ snapshot, wanted, said, isCovered, show }: ContentProps) {
  const { identities, sessions, awsFiles } = snapshot
  const { importable } = awsFiles
  const { folder } = placeOf(awsFiles)
  const startImport = () => show({ kind: 'import' })
  if (identities.length === 0)
    return <Welcome importable={{ count: importable, folder }} onImport={startImport} />
  const buttons = (
    <div className={styles.actions}>
      {importable === 0 ? null : (
        <Button onClick={startImport}>
          Import from {folder}… ({importable} found)
        </Button>
      )}
      <Button look="primary" onClick={() => show({ kind: 'add' })}>
        Add Session
      </Button>
    </div>
  )
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>Sessions</h1>
        {sessions.length === 0 ? null : buttons}
      </div>
      <Said said={said} page={sessions.map(each => each.session.id).join()} isCovered={isCovered} />
      {sessions.length === 0 ? (
        <div className={styles.empty}>
          <h2>No sessions yet</h2>
          <p>A session is a role, or a session token, that Understudy gets from AWS and keeps fresh.</p>
          {buttons}
        </div>
      ) : (
        <SessionsSplit
          snapshot={snapshot}
          wanted={wanted}
          open={(kind, session, message = '') => show({ kind, session, message })}
        />
      )}
    </div>
  )
}

interface OpenedProps {
  readonly open: Open
  readonly snapshot: Snapshot
  readonly onClose: () => void
  readonly onDone: (said: string) => void
}

/** The dialog over the page. */
function Opened({ open, snapshot, onClose, onDone }: OpenedProps) {
  switch (open.kind) {
    case 'add':
      return <SessionForm snapshot={snapshot} from={{ kind: 'nothing' }} onClose={onClose} />
    case 'import':
      return <ImportDialog snapshot={snapshot} onClose={onClose} onDone={onDone} />
    case 'add-profile':
      return (
        <ProfileDialog
          snapshot={snapshot}
          old={null}
          target={{ kind: 'session', id: open.session.id }}
          onClose={onClose}
          onDone={onDone}
        />
      )
    case 'edit':
      return (
        <SessionForm snapshot={snapshot} from={{ kind: 'edit', session: open.session }} onClose={onClose} />
      )
    case 'duplicate':
      return (
        <SessionForm snapshot={snapshot} from={{ kind: 'copy', session: open.session }} onClose={onClose} />
      )
    case 'remove':
      return <RemoveSessionDialog session={open.session} snapshot={snapshot} onClose={onClose} />
    case 'who-am-i':
      return <WhoAmIDialog session={open.session} onClose={onClose} />
    case 'decode':
      return <DecodeDialog session={open.session} message={open.message} onClose={onClose} />
    case 'sign-in-link': {
      const { session } = open
      const view = snapshot.sessions.find(each => each.session.id === session.id)
      return (
        <SignInLinkDialog
          session={session}
          asksFirst={view !== undefined && asksFirst(view)}
          onClose={onClose}
        />
      )
    }
  }
}
