import { Check, X } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../../components/Button.tsx'
import { Unseen } from '../../../components/Unseen.tsx'
import { AddSessionStep } from './AddSessionStep.tsx'
import { ConnectStep } from './ConnectStep.tsx'
import styles from './GettingStarted.module.css'
import { type Progress, progressOf, STEPS, type Step } from './progress.ts'
import { StartStep } from './StartStep.tsx'

const titles: Record<Step, string> = {
  identity: 'Your way into AWS',
  session: 'A session',
  start: 'Start it',
  connect: 'Connect a tool',
}

/** The way from nothing to a tool that has credentials, as a list to check off. It can be left at any time. */
export function GettingStarted({ snapshot }: { readonly snapshot: Snapshot }) {
  const { preferences } = snapshot
  const progress = progressOf(snapshot)
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useFocusOfSteps(heading, progress.next)
  if (!preferences.gettingStarted) return null
  const end = () =>
    void window.understudy.run.setPreferences({ preferences: { ...preferences, gettingStarted: false } })
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id} ref={heading} tabIndex={-1} className={styles.title}>
          Getting Started
          <Unseen>{progress.next === null ? ', all done' : `, ${progress.done.size} of 4 done`}</Unseen>
        </h2>
        <div className={styles.steps}>
          {STEPS.map((step, index) => (
            <Chip
              key={step}
              title={titles[step]}
              number={index + 1}
              isDone={progress.done.has(step)}
              isNext={progress.next === step}
            />
          ))}
        </div>
        <button
          type="button"
          className={styles.close}
          title="Hide Getting Started. Settings brings it back."
          onClick={end}
        >
          <X size={16} aria-hidden="true" />
          <Unseen>Hide Getting Started</Unseen>
        </button>
      </div>
      <Body snapshot={snapshot} progress={progress} onEnd={end} />
    </section>
  )
}

interface ChipProps {
  readonly title: string
  readonly number: number
  readonly isDone: boolean
  readonly isNext: boolean
}

function Chip({ title, number, isDone, isNext }: ChipProps) {
  return (
    <span
      className={styles.chip}
      data-done={isDone}
      data-next={isNext}
      aria-current={isNext ? 'step' : undefined}
    >
      <span className={styles.number} aria-hidden="true">
        {isDone ? <Check size={12} strokeWidth={3} /> : number}
      </span>
      <span className={styles.chipTitle}>{title}</span>
      <Unseen>{isDone ? '(done)' : ''}</Unseen>
    </span>
  )
}

interface BodyProps {
  readonly snapshot: Snapshot
  readonly progress: Progress
  readonly onEnd: () => void
}

function Body({ snapshot, progress, onEnd }: BodyProps): ReactNode {
  const { next, session, grant, firstUse } = progress
  switch (next) {
    // The page below has all the ways.
    case 'identity':
      return null
    case 'session':
      return <AddSessionStep snapshot={snapshot} />
    case 'start':
      return session === null ? null : <StartStep view={session} />
    case 'connect':
      return grant === null || session === null ? null : (
        <ConnectStep snapshot={snapshot} grant={grant} session={session} />
      )
    case null:
      return (
        <div className={styles.body}>
          <p role="status" className={styles.words}>
            <strong>{firstUse?.tool ?? 'A tool'} got its first credentials.</strong> Understudy renews them
            from now on; each hand-out is listed under Activity.
          </p>
          <Button look="primary" onClick={onEnd}>
            Done
          </Button>
        </div>
      )
  }
}

/** The button that ended a step goes with it, and the keyboard must not be lost. */
function useFocusOfSteps(heading: RefObject<HTMLElement | null>, next: Step | null): void {
  const [first] = useState(next)
  const last = useRef(first)
  useEffect(() => {
    if (last.current === next) return
    last.current = next
    if (document.activeElement === document.body) heading.current?.focus()
  }, [heading, next])
}
