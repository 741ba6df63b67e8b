import type { Outcome } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { DoneButton } from '../../../components/DoneButton.tsx'
import { Menu } from '../../../components/Menu.tsx'
import styles from './SessionPane.module.css'
import type { PaneProps } from './SessionPane.tsx'

interface Props extends PaneProps {
  readonly needsCode: boolean
  readonly onRefused: (outcome: Outcome) => void
}

export function SessionButtons({ view, needsCode, open, onMove, onRefused }: Props) {
  const { session, state, current } = view
  const { id, look } = session
  const { run } = window.understudy
  const isOn = state.kind !== 'off'
  const openConsole = async () => {
    const outcome = await run.openConsole({ id })
    onRefused(outcome)
    // Of a production session without a lease it has opened a question.
    return outcome.ok && !asksFirst(view)
  }
  const copy = async () => {
    if (view.connection === null) return false
    const outcome = await run.copyLines({ grant: view.connection.grant, kind: 'bash' })
    onRefused(outcome)
    return outcome.ok
  }
  // Where it can't be opened, the reason is what a click gives.
  const consoleItem =
    view.noConsole === null
      ? { label: 'Copy Sign-In Link…', onChoose: () => open('sign-in-link', session) }
      : { label: 'Open Console', onChoose: () => void openConsole() }
  return (
    <div className={styles.buttons} data-actions="">
      <div className={styles.actions}>
        {needsCode ? (
          <Button look="primary" onClick={() => void run.startSession({ id })}>
            Enter Code…
          </Button>
        ) : null}
        {isOn ? (
          <Button onClick={() => void run.stopSession({ id })}>Stop</Button>
        ) : (
          <Button
            look={current ? 'primary' : 'plain'}
            onClick={() => void run.startSession({ id }).then(onRefused)}
          >
            Start
          </Button>
        )}
        {current ? null : (
          <Button
            look={needsCode ? 'plain' : 'primary'}
            onClick={() => void run.switchTo({ id }).then(onRefused)}
          >
            Make Current
          </Button>
        )}
        {view.noConsole === null ? (
          <DoneButton label="Open Console" busyLabel="Opening…" doneLabel="Opened" act={openConsole} />
        ) : null}
      </div>
      <div className={styles.actions}>
        <DoneButton label="Copy Shell Lines" doneLabel="Copied" act={copy} />
        <Button onClick={() => open('edit', session)}>Edit</Button>
        <Menu
          label="More"
          items={[
            consoleItem,
            { label: 'Duplicate…', onChoose: () => open('duplicate', session) },
            {
              label: look.pinned ? 'Unpin' : 'Pin',
              onChoose: () => void run.pinSession({ id, pinned: !look.pinned }).then(onRefused),
            },
            { label: 'Move Up', onChoose: () => onMove('up') },
            { label: 'Move Down', onChoose: () => onMove('down') },
            { label: 'Add Profile', onChoose: () => open('add-profile', session) },
            { label: 'Who Am I', onChoose: () => open('who-am-i', session) },
            { label: 'Decode Message…', onChoose: () => open('decode', session) },
            { label: 'Remove', look: 'danger', onChoose: () => open('remove', session) },
          ]}
        />
      </div>
    </div>
  )
}

/** Whether a click that uses it opens a question, and does nothing more until that is answered. */
export function asksFirst({ session, lease }: Pick<PaneProps['view'], 'session' | 'lease'>): boolean {
  return session.production && lease === null
}
