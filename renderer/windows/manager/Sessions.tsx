import { useState } from 'react'
import type { Explanation } from '../../../main/core/explanation.ts'
import { listedInShort } from '../../../main/core/listed.ts'
import type { Session } from '../../../main/core/session.ts'
import { type SessionView, type Snapshot, type StateView, waitsFor } from '../../../main/core/snapshot.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { FilterField } from '../../components/FilterField.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import { Message } from '../../components/Message.tsx'
import { Production } from '../../components/Production.tsx'
import { StateLabel } from '../../components/StateLabel.tsx'
import { matches } from '../../filter.ts'
import { showClock } from '../../time.ts'
import styles from './Manager.module.css'
import type { PageName } from './pages.ts'
import { SessionForm } from './session-form/SessionForm.tsx'

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly session: Session } | null

/** More than these are not seen at once: then they can be filtered. */
const FEW = 6

export function Sessions({
  snapshot,
  show,
}: {
  readonly snapshot: Snapshot
  readonly show: (page: PageName) => void
}) {
  const [open, setOpen] = useState<Open>(null)
  const [filter, setFilter] = useState('')
  const close = () => setOpen(null)
  const isFiltered = filter.trim() !== ''
  const shown = snapshot.sessions.filter(view => matches(filter, wordsOf(view, snapshot)))
  const addButton = (
    <Button look="primary" onClick={() => setOpen({ kind: 'add' })}>
      Add Session
    </Button>
  )
  if (snapshot.identities.length === 0) return <NoKeys show={show} />
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
            A session is a role or a session token that Understudy gets with your key and keeps fresh.
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
              <SessionRow key={view.session.id} view={view} snapshot={snapshot} open={setOpen} />
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
      {open?.kind === 'add' ? <SessionForm snapshot={snapshot} old={null} onClose={close} /> : null}
      {open?.kind === 'edit' ? <SessionForm snapshot={snapshot} old={open.session} onClose={close} /> : null}
      {open?.kind === 'remove' ? (
        <FormDialog
          title={`Remove ${open.session.name}?`}
          verb="Remove"
          busyVerb="Removing…"
          look="danger"
          submit={() => window.understudy.run.removeSession({ id: open.session.id })}
          onClose={close}
        >
          {() => (
            <>
              <p>Tools that fetch it get no credentials from then on. Nothing is changed in AWS.</p>
              {wentWith(open.session, snapshot).map(each => (
                <p key={each}>{each}</p>
              ))}
            </>
          )}
        </FormDialog>
      ) : null}
    </>
  )
}

/** What hangs on a session besides its own lines. */
function wentWith({ id }: Session, { grants, instanceMetadata }: Snapshot): readonly string[] {
  const tools = grants.flatMap(({ grant: { name, target } }) =>
    name !== null && target.kind === 'session' && target.id === id ? [name] : [],
  )
  return [
    ...(tools.length === 0 ? [] : [`With it goes the access that you gave to ${listedInShort(tools)}.`]),
    ...(instanceMetadata?.session === id ? ['Nothing is served as instance metadata any more.'] : []),
  ]
}

function NoKeys({ show }: { readonly show: (page: PageName) => void }) {
  return (
    <div className={styles.empty}>
      <h1>Welcome to Understudy</h1>
      <p className={styles.soft}>
        Give it the access key of your IAM user. It goes into the keychain of this computer, and your tools
        get temporary credentials in its place.
      </p>
      <Button look="primary" onClick={() => show('Keys')}>
        Add a Key
      </Button>
    </div>
  )
}

interface RowProps {
  readonly view: SessionView
  readonly snapshot: Snapshot
  readonly open: (what: Open) => void
}

function SessionRow({ view, snapshot, open }: RowProps) {
  const { session, state, current } = view
  const { run } = window.understudy
  const on = state.kind !== 'off'
  // Also while what it has is served: then it is the renewal that waits.
  const needsCode = snapshot.prompts.some(prompt => prompt.sessions.includes(session.name))
  const [refused, setRefused] = useState<Outcome | null>(null)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    if (view.connection === null) return
    const outcome = await run.copyLines({ grant: view.connection.grant, kind: 'bash' })
    setRefused(outcome)
    setCopied(outcome.ok)
  }
  return (
    <li className={styles.row} data-current={current} aria-label={session.name}>
      <div className={styles.line}>
        <h2 className={styles.name}>
          {session.name}
          {session.production ? <Production /> : null}
          {current ? <span className={styles.badge}>Current</span> : null}
        </h2>
        <StateLabel state={state} keychain={snapshot.keychain} needsCode={needsCode} />
      </div>
      <p className={styles.facts}>
        {describe(view, snapshot)}
        {describeEnd(state, needsCode)}
      </p>
      <Trouble view={view} keychain={snapshot.keychain} />
      {refused !== null && !refused.ok ? <Message what={refused.explanation} /> : null}
      <div className={styles.line}>
        <div className={styles.actions}>
          {needsCode ? (
            <Button look="primary" onClick={() => void run.startSession({ id: session.id })}>
              Enter Code…
            </Button>
          ) : null}
          {on ? (
            <Button onClick={() => void run.stopSession({ id: session.id })}>Stop</Button>
          ) : (
            <Button onClick={() => void run.startSession({ id: session.id })}>Start</Button>
          )}
          {current ? null : (
            <Button onClick={() => void run.switchTo({ id: session.id }).then(setRefused)}>
              Make Current
            </Button>
          )}
        </div>
        <div className={styles.actions}>
          <Button look="quiet" onClick={() => void copy()} onBlur={() => setCopied(false)}>
            {copied ? 'Copied' : 'Copy Shell Lines'}
          </Button>
          <span role="status" className={styles.unseen}>
            {copied ? 'Copied' : ''}
          </span>
          <Button look="quiet" onClick={() => open({ kind: 'edit', session })}>
            Edit
          </Button>
          <Button look="quiet" onClick={() => open({ kind: 'remove', session })}>
            Remove
          </Button>
        </div>
      </div>
    </li>
  )
}

/** What is wrong with the session, unless it stands above the list for all that wait for the keychain. */
function Trouble({ view, keychain }: { readonly view: SessionView; readonly keychain: Explanation | null }) {
  const { session, state } = view
  const why = 'why' in state ? state.why : null
  if (why === null) return null
  const whom = waitsFor(state, keychain)
  if (whom === 'keychain') return null
  if (state.kind === 'starting') return <Message what={why} tone="warn" />
  return (
    <Message what={why} tone={state.kind === 'failed' && whom === null ? 'bad' : 'warn'}>
      <Button onClick={() => void window.understudy.run.startSession({ id: session.id })}>Try Again</Button>
    </Message>
  )
}

/** What a session is found by. */
function wordsOf(view: SessionView, snapshot: Snapshot): string {
  const { name, production } = view.session
  const marks = [production ? 'production' : '', view.current ? 'current' : '']
  return [name, describe(view, snapshot), ...marks].join(' ').toLowerCase()
}

function describeEnd(state: StateView, needsCode: boolean): string {
  if (!('until' in state)) return ''
  const until = ` · until ${showClock(state.until)}`
  if (needsCode) return `${until}, and a code is needed to renew it`
  return state.kind === 'live' ? `${until}, renewed at ${showClock(state.renewsAt)}` : ''
}

function describe({ session, account }: SessionView, snapshot: Snapshot): string {
  const { source } = session
  const from =
    source.kind === 'identity'
      ? snapshot.identities.find(each => each.id === source.id)?.name
      : snapshot.sessions.find(each => each.session.id === source.id)?.session.name
  const what =
    session.operation === 'AssumeRole'
      ? `Role ${session.roleArn.slice(session.roleArn.indexOf(':role/') + 6)}`
      : 'Session token'
  return `${what} in ${account} · from ${from ?? 'a source that is gone'}`
}
