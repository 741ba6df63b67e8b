import { type MouseEvent, useRef, useState } from 'react'
import { MINUTE } from '../../../main/core/clock.ts'
import type { Errand, LeaseMinutes } from '../../../main/core/consent/leases.ts'
import { shortened } from '../../../main/core/shortened.ts'
import type { ConfirmationView } from '../../../main/core/snapshot/snapshot.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { Production } from '../../components/Production.tsx'
import { showClock, useNow } from '../../time.ts'
import { LeaseChoice } from './LeaseChoice.tsx'
import styles from './PromptsWindow.module.css'
import { useDeafness } from './use-deafness.ts'
import { useKeyboard } from './use-keyboard.ts'

/** Of a name (characters), so that its end is seen as well. */
const LONGEST_NAME = 28

interface Props {
  readonly confirmation: ConfirmationView
  /** What is chosen unless the user picks another time. */
  readonly usual: LeaseMinutes
  /** Whether it is the one that the user has clicked for last. */
  readonly isMeant: boolean
  /** Changes whenever it may be at another place of the window. */
  readonly place: string
  /** Changes whenever the keyboard may be at another question. */
  readonly all: string
}

/** Whether the user really means a production session. A key that is pressed by mistake never says yes. */
export function ConfirmationForm({ confirmation, usual, isMeant, place, all }: Props) {
  const { id, session, errand, clicks, lease } = confirmation
  const [minutes, setMinutes] = useState(usual)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const now = useNow()
  const { isDeaf, isDeafToKeys } = useDeafness(place, all)
  const form = useRef<HTMLFormElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const say = (answer: LeaseMinutes | null) =>
    void window.understudy.run.answerConfirmation({ id, minutes: answer }).then(setOutcome)
  useKeyboard({ form, target: cancel, isMeant, clicks, onEscape: () => say(null) })
  const hold = (event: MouseEvent) => {
    if (isDeaf) event.preventDefault()
  }
  const confirm = (event: MouseEvent) => {
    // A key on a button is a click with no count.
    const isKey = event.detail === 0
    if (!(isKey ? isDeafToKeys() : isDeaf)) say(minutes)
  }
  return (
    <form
      ref={form}
      className={styles.confirmation}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-about`}
      onSubmit={event => event.preventDefault()}
    >
      <p className={styles.band}>
        <Production />
      </p>
      <h1 id={`${id}-title`} className={styles.title} title={`${session.name} · ${session.target}`}>
        {ask(errand)} <strong className={styles.asked}>{shortened(session.name, LONGEST_NAME)}</strong>
        {session.account === '' ? '' : ` (${session.account})`}
        {session.target === session.name ? null : (
          <>
            {' '}
            as <strong className={styles.asked}>{shortened(session.target, LONGEST_NAME)}</strong>
          </>
        )}
        ?
      </h1>
      <LeaseChoice minutes={minutes} onChange={setMinutes} />
      <p id={`${id}-about`} className={styles.soft}>
        {until(errand, Math.max(now + minutes * MINUTE, lease ?? 0), lease)}
      </p>
      {outcome !== null && !outcome.ok ? (
        <p role="alert" className={styles.wrong}>
          {outcome.explanation.title} {outcome.explanation.advice}
        </p>
      ) : null}
      <div className={styles.foot}>
        <Button id={id} ref={cancel} onClick={() => say(null)}>
          Cancel
        </Button>
        {/* Not of the type that Enter presses from anywhere in a form. */}
        <Button look="production" aria-disabled={isDeaf} onMouseDown={hold} onClick={confirm}>
          {verb(errand)} {errand === 'extend' ? 'to' : 'for'} {minutes} min
        </Button>
      </div>
    </form>
  )
}

/** What comes of a yes, so that nobody counts on more, or on less. */
function until(errand: Errand, end: number, lease: number | null): string {
  const clock = showClock(end)
  switch (errand) {
    case 'console':
    case 'console-link':
      return `Until ${clock} for tools. The console ends then too, unless its role comes from another role.`
    case 'start':
    case 'switch':
    case 'newer-code':
      return `Until ${clock}; then no tool gets it any more, until you confirm it again.`
    case 'extend':
      if (lease === null) return `Its time is over. Until ${clock}, if you start it again.`
      return end - lease < MINUTE / 2
        ? `Until ${clock}, as it is.`
        : `Until ${clock} instead of ${showClock(lease)}.`
  }
}

function ask(errand: Errand): string {
  switch (errand) {
    case 'start':
    case 'newer-code':
      return 'Start'
    case 'switch':
      return 'Use'
    case 'console':
    case 'console-link':
      return 'Open the console with'
    case 'extend':
      return 'Extend'
  }
}

function verb(errand: Errand): string {
  switch (errand) {
    case 'start':
    case 'newer-code':
      return 'Start'
    case 'switch':
      return 'Use'
    case 'console':
      return 'Open Console'
    case 'console-link':
      return 'Copy Link'
    case 'extend':
      return 'Extend'
  }
}
