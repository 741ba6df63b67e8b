import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Outcome } from '../../preload/contract.ts'
import { Button } from './Button.tsx'
import styles from './Dialog.module.css'
import { Message } from './Message.tsx'

interface Props {
  readonly title: string
  /** The word on the button that does it. */
  readonly verb: string
  readonly busyVerb: string
  readonly submit: () => Promise<Outcome>
  readonly onClose: () => void
  readonly look?: 'primary' | 'danger'
  /** @param errorOf the sentence for a field, if the last try found something wrong with it */
  readonly children: (errorOf: (field: string) => string | null) => ReactNode
}

/** A form over the window. What was typed stays until it is taken or the user leaves. */
export function FormDialog({ title, verb, busyVerb, submit, onClose, look = 'primary', children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => dialog.current?.showModal(), [])

  const problems = outcome === null || outcome.ok ? [] : outcome.problems
  const errorOf = (field: string) => problems.find(each => each.field === field)?.problem ?? null
  const send = async () => {
    setBusy(true)
    const result = await submit()
    setBusy(false)
    setOutcome(result)
    if (result.ok) onClose()
  }

  return (
    <dialog ref={dialog} className={styles.dialog} onClose={onClose} aria-label={title}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          // What goes wrong is in the outcome; a rejection would be a fault of ours.
          void send()
        }}
      >
        <div className={styles.head}>
          <h1>{title}</h1>
        </div>
        <div className={styles.body}>
          {outcome !== null && !outcome.ok && problems.length === 0 ? (
            <Message what={outcome.explanation} />
          ) : null}
          {children(errorOf)}
        </div>
        <div className={styles.foot}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={look} disabled={busy}>
            {busy ? busyVerb : verb}
          </Button>
        </div>
      </form>
    </dialog>
  )
}
