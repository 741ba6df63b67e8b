import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Explanation } from '../../main/core/failures/explanation.ts'
import type { Outcome } from '../../preload/contract.ts'
import { Button } from './Button.tsx'
import styles from './Dialog.module.css'
import { Message } from './Message.tsx'

/** A field with something wrong, or a group that has such a one. */
const INVALID = '[aria-invalid="true"], [data-invalid="true"]'
/** What must be ticked first, and is not. */
const UNTICKED = 'input[aria-required="true"]:not(:checked)'
/** Where a step begins: where it says so, and else in its first control, which of a choice is the chosen one. */
const START = ['[data-start]', 'input:not([type="radio"]:not(:checked)), select, textarea, button'] as const

interface Props {
  readonly title: string
  /** The word on the button that does it. */
  readonly verb: string
  readonly busyVerb: string
  readonly submit: () => Promise<Outcome>
  readonly onClose: () => void
  readonly look?: 'primary' | 'danger'
  readonly wide?: boolean
  /** The name of what is shown, where one dialog has several steps: each begins afresh. */
  readonly step?: string
  /** Whether another step follows, so that the dialog stays when this one was taken. */
  readonly goesOn?: boolean
  readonly onBack?: () => void
  /** Whether it can be done as it is; until then the button leads to what must be ticked. */
  readonly isReady?: boolean
  /** What is said beside the buttons until then. */
  readonly missing?: string
  /** What is said while it is being done, where that takes long. */
  readonly meanwhile?: string
  /** @param errorOf the sentence for a field, if the last try found something wrong with it */
  readonly children: (errorOf: (field: string) => string | null) => ReactNode
}

/** A form over the window. What was typed stays until it is taken or the user leaves. */
export function FormDialog({
  title,
  verb,
  busyVerb,
  submit,
  onClose,
  look = 'primary',
  wide = false,
  step = '',
  goesOn = false,
  onBack,
  isReady = true,
  missing = '',
  meanwhile = '',
  children,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [last, setLast] = useState<{ readonly step: string; readonly outcome: Outcome } | null>(null)
  const [elsewhere, setElsewhere] = useState<Explanation | null>(null)
  const [busy, setBusy] = useState(false)
  // What was wrong with one step is nothing to the next.
  const outcome = last?.step === step ? last.outcome : null
  const begun = useRef<string | null>(null)
  useEffect(() => {
    if (begun.current === step) return
    begun.current = step
    if (dialog.current?.open === false) dialog.current.showModal()
    // By itself the dialog would choose its scrolling part. With no field it is the first button, which is Cancel.
    const [start] = START.flatMap(each => dialog.current?.querySelector<HTMLElement>(each) ?? [])
    start?.focus()
  }, [step])

  const problems = outcome === null || outcome.ok ? [] : outcome.problems
  const errorOf = (field: string) => problems.find(each => each.field === field)?.problem ?? null
  const send = async () => {
    if (busy) return
    if (!isReady) return dialog.current?.querySelector<HTMLElement>(UNTICKED)?.focus()
    setBusy(true)
    const result = await submit()
    setBusy(false)
    setLast({ step, outcome: result })
    // By the dialog itself, which gives the focus back to where it was.
    if (result.ok && !goesOn) dialog.current?.close()
  }
  // Before it is painted, so that what no field is to blame for comes together with the rest.
  useLayoutEffect(() => {
    const invalid = [...(dialog.current?.querySelectorAll<HTMLElement>(INVALID) ?? [])]
    setElsewhere(outcome?.ok === false && invalid.length === 0 ? outcome.explanation : null)
    if (outcome === null) return
    // What is wrong may be out of view in a long form, or behind a word that opens it.
    for (const field of invalid) field.closest('details')?.setAttribute('open', '')
    invalid[0]?.focus()
  }, [outcome])

  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${wide ? styles.wide : ''}`}
      onClose={onClose}
      // What is being done can't be taken back by looking away.
      onCancel={event => {
        if (busy) event.preventDefault()
      }}
      aria-label={title}
    >
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          // What goes wrong is in the outcome; a rejection would be a fault of ours.
          void send()
        }}
      >
        <div className={styles.head}>
          <h2>{title}</h2>
        </div>
        <div className={styles.body} tabIndex={-1}>
          {children(errorOf)}
        </div>
        {elsewhere === null ? null : (
          <div className={styles.problem}>
            <Message what={elsewhere} />
          </div>
        )}
        <div className={styles.foot}>
          <p role="status" className={styles.meanwhile}>
            {busy ? meanwhile : isReady ? '' : missing}
          </p>
          {/* Not `disabled`, which would take the focus from them. */}
          <Button onClick={() => (busy ? undefined : dialog.current?.close())} aria-disabled={busy}>
            Cancel
          </Button>
          {onBack === undefined ? null : (
            <Button onClick={() => (busy ? undefined : onBack())} aria-disabled={busy}>
              Back
            </Button>
          )}
          <Button type="submit" look={look} aria-disabled={busy || !isReady}>
            {busy ? busyVerb : verb}
          </Button>
        </div>
      </form>
    </dialog>
  )
}

/** The main process did not even look at it, such as at a text that is far too long for its field. */
