import { type MouseEvent, useRef, useState } from 'react'
import { MINUTE } from '../../../main/core/clock.ts'
import type { LeaseMinutes } from '../../../main/core/consent/leases.ts'
import type { Explanation } from '../../../main/core/failures/explanation.ts'
import { shortened } from '../../../main/core/shortened.ts'
import type { QuestionView } from '../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../components/Button.tsx'
import { Production } from '../../components/Production.tsx'
import { showClock, useNow } from '../../time.ts'
import { LeaseChoice } from './LeaseChoice.tsx'
import styles from './PromptsWindow.module.css'
import { QuestionFacts } from './QuestionFacts.tsx'
import { useDeafness } from './use-deafness.ts'
import { useKeyboard } from './use-keyboard.ts'

/** Of a name (characters), so that its end is seen as well; where these are wide, the style sheet cuts it again. */
const LONGEST_NAME = 24

interface Props {
  readonly question: QuestionView
  /** How long a lease is unless the user picks another time. */
  readonly usual: LeaseMinutes
  /** Whether it is the one that the user has clicked for last; the first one where nobody has clicked. */
  readonly isMeant: boolean
  /** Changes whenever it may be at another place of the window. */
  readonly place: string
  /** Changes whenever the keyboard may be at another question. */
  readonly all: string
}

/** Whether a program may use a session. To deny is what a key that is pressed by mistake does. */
export function QuestionForm({ question, usual, isMeant, place, all }: Props) {
  const { id, asking, session, clicks, beginsLease } = question
  const [minutes, setMinutes] = useState(usual)
  const now = useNow()
  const { isDeaf, isDeafToKeys } = useDeafness(place, all)
  const form = useRef<HTMLFormElement>(null)
  const deny = useRef<HTMLButtonElement>(null)
  useKeyboard({
    form,
    target: deny,
    isMeant,
    clicks,
    // As in a prompt, Escape is a no.
    onEscape: () => {
      if (!isDeafToKeys()) void window.understudy.run.answerQuestion({ id, allow: false, lease: null })
    },
  })
  const [refused, setRefused] = useState<Explanation | null>(null)
  // A click that was not meant must not bring the focus to Allow either: the next key would be an answer.
  const hold = (event: MouseEvent) => {
    if (isDeaf) event.preventDefault()
  }
  const answer = (allow: boolean) => (event: MouseEvent) => {
    // A key on a button is a click with no count.
    const isKey = event.detail === 0
    if (isKey ? isDeafToKeys() : isDeaf) return
    void window.understudy.run
      .answerQuestion({ id, allow, lease: allow && beginsLease ? minutes : null })
      .then(outcome => setRefused(outcome.ok ? null : outcome.explanation))
  }

  return (
    <form
      ref={form}
      className={styles.question}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-account`}
      onSubmit={event => event.preventDefault()}
    >
      {session.production ? (
        <p className={styles.band}>
          <Production />
        </p>
      ) : null}
      <h1 id={`${id}-title`} className={styles.title} title={`${asking.name} · ${session.name}`}>
        Allow <strong className={styles.asked}>{shortened(asking.name, LONGEST_NAME)}</strong> to use{' '}
        <strong className={styles.asked}>{shortened(session.name, LONGEST_NAME)}</strong>?
      </h1>
      <p id={`${id}-account`} className={styles.soft}>
        Account {session.account}
      </p>
      <QuestionFacts asking={asking} />
      {beginsLease ? <LeaseChoice minutes={minutes} onChange={setMinutes} /> : null}
      <p className={styles.soft}>{whatAnswersMean(question, showClock(now + minutes * MINUTE))}</p>
      {refused === null ? null : (
        <p role="alert" className={styles.wrong}>
          {refused.title} {refused.advice}
        </p>
      )}
      <div className={styles.foot}>
        {/* Not `disabled`, which would take the focus from it. */}
        <Button id={id} ref={deny} aria-disabled={isDeaf} onMouseDown={hold} onClick={answer(false)}>
          Deny
        </Button>
        <Button
          look={session.production ? 'production' : 'primary'}
          aria-disabled={isDeaf}
          onMouseDown={hold}
          onClick={answer(true)}
        >
          {beginsLease ? `Allow for ${minutes} min` : 'Allow'}
        </Button>
      </div>
    </form>
  )
}

/** @param end of the lease that would begin now, as a clock shows it */
function whatAnswersMean(question: QuestionView, end: string): string {
  const { beginsLease, session } = question
  if (beginsLease && session.consent === 'off')
    return `Allow starts it until ${end}, for every tool that has access to it. Deny holds for ${boundTo(question)}, for 10 minutes.`
  const allowed = beginsLease ? `until ${end}` : session.production ? 'until its lease ends' : 'for 12 hours'
  return `For ${boundTo(question)}, Allow holds ${allowed} and Deny for 10 minutes, or until the screen is locked.`
}

/** What an answer is for. All of which the system does not tell are one to the app. */
function boundTo({ asking, session }: QuestionView): string {
  if (asking.tool === null) return 'every unknown program'
  return session.consent === 'every-process' ? 'this process' : 'this program'
}
