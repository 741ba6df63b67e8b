import { useEffect, useRef, useState } from 'react'
import { listedInShort } from '../../../main/core/listed.ts'
import { shortened } from '../../../main/core/shortened.ts'
import type { PromptView } from '../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../components/Button.tsx'
import { showLeft, useNow } from '../../time.ts'
import styles from './PromptsWindow.module.css'
import { isBusyElsewhere, useKeyboard } from './use-keyboard.ts'

/** What two lines of the popup have room for: of a title, and for the names of sessions (characters). */
const LONGEST_OWNER = 36
const LONGEST_NAMES = 48
/** Whatever a program calls itself, what the code unlocks stays in sight. */
const LONGEST_TOOL = 24

interface PromptProps {
  readonly prompt: PromptView
  /** Whether it is the one that the user has clicked for last; the first one where nobody has clicked. */
  readonly isMeant: boolean
}

/** One field for the code of one device. */
export function PromptForm({ prompt, isMeant }: PromptProps) {
  const { device, status, notice, clicks } = prompt
  const [code, setCode] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  useKeyboard({
    form,
    target: input,
    isMeant,
    clicks,
    onEscape: () => void window.understudy.run.cancelPrompt({ id: prompt.id }),
  })
  const submit = (digits: string) => window.understudy.run.answerPrompt({ id: prompt.id, code: digits })
  // A code that was refused stays to be seen, selected, so that the next one replaces it.
  // Not at each snapshot, in which the notice is another object: what is being typed would be replaced.
  const noticed = notice === null ? null : `${notice.kind} ${notice.nextCodeAt}`
  useEffect(() => {
    if (noticed !== null && !isBusyElsewhere(form.current)) input.current?.select()
  }, [noticed])

  const change = (typed: string) => {
    const digits = typed.replace(/\D/g, '').slice(0, 6)
    setCode(digits)
    // By itself the first time only: after an error the user decides when.
    if (digits.length === 6 && notice === null) void submit(digits)
  }
  const isChecking = status === 'checking'

  return (
    <form
      ref={form}
      className={styles.prompt}
      onSubmit={event => {
        event.preventDefault()
        if (!isChecking) void submit(code)
      }}
    >
      <h1 className={styles.title} title={device.owner}>
        <label htmlFor={prompt.id}>
          Code for <strong>{shortened(device.owner, LONGEST_OWNER)}</strong> ({device.account})
        </label>
      </h1>
      <p
        className={styles.soft}
        title={[...(prompt.tool === null ? [] : [prompt.tool.name]), ...prompt.sessions].join(', ')}
      >
        {whoAsked(prompt)}
        {prompt.sessions.length > 0 ? ` · unlocks ${unlocked(prompt.sessions)}` : ''}
      </p>
      <input
        id={prompt.id}
        ref={input}
        className={styles.code}
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        aria-describedby={`${prompt.id}-status`}
        aria-invalid={notice !== null && notice.kind !== 'another'}
        readOnly={isChecking}
        value={code}
        onChange={event => change(event.target.value)}
      />
      <div id={`${prompt.id}-status`} className={styles.status}>
        <span role="status" className={prompt.notice === null ? undefined : styles.wrong}>
          {statusOf(prompt)}
        </span>{' '}
        <Countdown prompt={prompt} />
      </div>
      <div className={styles.foot}>
        <Button onClick={() => void window.understudy.run.cancelPrompt({ id: prompt.id })}>Cancel</Button>
        {/* Not `disabled`, which would take the focus from it. */}
        <Button type="submit" look="primary" aria-disabled={isChecking}>
          {isChecking ? 'Checking…' : 'Continue'}
        </Button>
      </div>
    </form>
  )
}

function unlocked(sessions: readonly string[]): string {
  const inFull = listedInShort(sessions)
  if (inFull.length <= LONGEST_NAMES) return inFull
  const named = sessions.length <= 3 ? sessions.length : 2
  return listedInShort(sessions.map(name => shortened(name, Math.floor(LONGEST_NAMES / named))))
}

function statusOf({ status, notice }: PromptView): string {
  if (status === 'checking') return 'Checking with AWS…'
  switch (notice?.kind) {
    case undefined:
      return 'Sent by itself after six digits.'
    case 'wrong':
      return 'AWS did not take that code.'
    case 'used':
      return 'That code was used.'
    case 'not-six-digits':
      return 'A code has six digits.'
    case 'not-delivered':
      return 'AWS gave no answer to that code, and it may be spent.'
    case 'another':
      return 'The next session needs a code of its own.'
  }
}

/** Beside the status and not in it: a screen reader would read it out each second. */
function Countdown({ prompt }: { readonly prompt: PromptView }) {
  const now = useNow()
  if (prompt.status === 'checking') return null
  const { notice } = prompt
  if (notice === null) return `${showLeft(prompt.deadline - now)} left to answer.`
  if (notice.nextCodeAt === null) return null
  const left = notice.nextCodeAt - now
  return left > 0
    ? `The next one comes in ${showLeft(Math.ceil(left / 1_000) * 1_000)}.`
    : 'Enter the code that is shown now.'
}

function whoAsked(prompt: PromptView): string {
  if (prompt.tool !== null)
    return `Asked by ${shortened(prompt.tool.name, LONGEST_TOOL)}, pid ${prompt.tool.pid}`
  switch (prompt.asker) {
    case 'you':
      return 'You started it'
    case 'tool':
      return 'A tool asks for credentials'
    case 'renewal':
      return 'Needed to start or renew'
  }
}
