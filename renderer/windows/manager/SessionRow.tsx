import { useState } from 'react'
import type { CatalogData } from '../../../main/core/catalog-data.ts'
import type { Explanation } from '../../../main/core/explanation.ts'
import type { Session } from '../../../main/core/session.ts'
import { warningsOf } from '../../../main/core/session-warnings.ts'
import type { SessionView, Snapshot } from '../../../main/core/snapshot.ts'
import { type StateView, waitsFor } from '../../../main/core/state-views.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { DoneButton } from '../../components/DoneButton.tsx'
import { Menu } from '../../components/Menu.tsx'
import { Message } from '../../components/Message.tsx'
import { Production } from '../../components/Production.tsx'
import { StateLabel } from '../../components/StateLabel.tsx'
import { showClock } from '../../time.ts'
import { describeSession } from './describe-session.ts'
import styles from './Manager.module.css'
import { isStart, Remedies } from './Remedies.tsx'

/** What a row's buttons open over the list. */
export type SessionDialog = 'edit' | 'remove' | 'add-profile' | 'who-am-i' | 'decode' | 'sign-in-link'

export interface SessionRowProps {
  readonly view: SessionView
  readonly snapshot: Snapshot
  /** The same as `snapshot`, as the rules take it: made once for all rows. */
  readonly catalog: CatalogData
  /** @param message of AWS, to be decoded */
  readonly open: (kind: SessionDialog, session: Session, message?: string) => void
}

export function SessionRow({ view, snapshot, catalog, open }: SessionRowProps) {
  const { session, state, current } = view
  const { run } = window.understudy
  const on = state.kind !== 'off'
  // Also while what it has is served: then it is the renewal that waits.
  const needsCode = snapshot.prompts.some(prompt => prompt.sessions.includes(session.name))
  const [refused, setRefused] = useState<Outcome | null>(null)
  const copy = async () => {
    if (view.connection === null) return false
    const outcome = await run.copyLines({ grant: view.connection.grant, kind: 'bash' })
    setRefused(outcome)
    return outcome.ok
  }
  const openConsole = async () => {
    const outcome = await run.openConsole({ id: session.id })
    setRefused(outcome)
    return outcome.ok
  }
  // Where it can't be opened, the reason is what a click gives.
  const consoleItems =
    view.noConsole === null
      ? [{ label: 'Copy Sign-In Link…', onChoose: () => open('sign-in-link', session) }]
      : [{ label: 'Open Console', onChoose: () => void openConsole() }]
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
        {describeSession(view, snapshot)}
        {describeEnd(state, needsCode)}
      </p>
      {warningsOf(session, catalog, session.id).map(warning => (
        <p key={warning} className={styles.caution}>
          {firstSentence(warning)}
        </p>
      ))}
      {view.arn === null ? null : <p className={styles.facts}>{view.arn}</p>}
      <Trouble view={view} keychain={snapshot.keychain} open={open} onRefused={setRefused} />
      {refused !== null && !refused.ok ? (
        <Message what={refused.explanation}>
          <Button onClick={() => setRefused(null)}>Dismiss</Button>
        </Message>
      ) : null}
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
          {view.noConsole === null ? (
            <DoneButton label="Open Console" busyLabel="Opening…" doneLabel="Opened" act={openConsole} />
          ) : null}
        </div>
        <div className={styles.actions}>
          <DoneButton label="Copy Shell Lines" doneLabel="Copied" look="quiet" act={copy} />
          <Button look="quiet" onClick={() => open('edit', session)}>
            Edit
          </Button>
          <Menu
            label="More"
            items={[
              ...consoleItems,
              { label: 'Add Profile…', onChoose: () => open('add-profile', session) },
              { label: 'Who Am I', onChoose: () => open('who-am-i', session) },
              { label: 'Decode Message…', onChoose: () => open('decode', session) },
              { label: 'Remove', look: 'danger', onChoose: () => open('remove', session) },
            ]}
          />
        </div>
      </div>
    </li>
  )
}

interface TroubleProps extends Pick<SessionRowProps, 'view' | 'open'> {
  readonly keychain: Explanation | null
  readonly onRefused: (outcome: Outcome) => void
}

/** What is wrong with the session, unless it stands above the list for all that wait for the keychain. */
function Trouble({ view, keychain, open, onRefused }: TroubleProps) {
  const { session, state } = view
  const why = 'why' in state ? state.why : null
  if (why === null) return null
  const whom = waitsFor(state, keychain)
  if (whom === 'keychain') return null
  const remedies = why.remedies ?? []
  // That comes by itself, but after pauses that grow; whoever has mended the cause need not wait for them.
  const isTrying = state.kind === 'starting'
  return (
    <Message what={why} tone={state.kind === 'failed' && whom === null ? 'bad' : 'warn'}>
      <Remedies
        session={session}
        remedies={remedies}
        onDecode={message => open('decode', session, message)}
        onRefused={onRefused}
      />
      {remedies.some(isStart) ? null : (
        <Button onClick={() => void window.understudy.run.startSession({ id: session.id })}>
          {isTrying ? 'Try Now' : 'Try Again'}
        </Button>
      )}
    </Message>
  )
}

function describeEnd(state: StateView, needsCode: boolean): string {
  if (!('until' in state)) return ''
  const until = ` · until ${showClock(state.until)}`
  if (needsCode) return `${until}, and a code is needed to renew it`
  return state.kind === 'live' ? `${until}, renewed at ${showClock(state.renewsAt)}` : ''
}

/** The form says the rest. */
function firstSentence(text: string): string {
  return /^.*?[.](?=\s|$)/.exec(text)?.[0] ?? text
}
