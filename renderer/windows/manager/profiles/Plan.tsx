import { useEffect, useId, useRef } from 'react'
import type { DiffLine } from '../../../../main/core/aws-files/diff.ts'
import type { PlanView } from '../../../../main/core/aws-files/plan.ts'
import { Unseen } from '../../../components/Unseen.tsx'
import styles from './Plan.module.css'
import type { UsedPlan } from './use-plan.ts'

/** What a change would do to the files, with what must be said yes to. */
export function Plan({ plan: { shown, tick } }: { readonly plan: UsedPlan }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const id = shown?.view.id
  // A plan that has taken another's place is read from its beginning.
  useEffect(() => {
    if (id !== undefined) heading.current?.focus()
  }, [id])
  if (shown === null) return <p role="status">Reading the files…</p>
  const { files, notes, confirmations } = shown.view
  return (
    <div className={styles.plan}>
      <h2 ref={heading} tabIndex={-1} data-start>
        {files.length === 0 ? 'Nothing in the files changes' : 'What changes in the files'}
      </h2>
      {files.map(file => (
        <FileDiff key={file.path} file={file} />
      ))}
      {notes.length === 0 ? null : (
        <ul className={styles.notes}>
          {notes.map(note => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {confirmations.map(({ kind, text }) => (
        <label key={kind} className={styles.confirmation}>
          <input
            type="checkbox"
            aria-required="true"
            checked={shown.ticked.has(kind)}
            onChange={event => tick(kind, event.target.checked)}
          />
          {text}
        </label>
      ))}
    </div>
  )
}

function FileDiff({ file: { path, isNew, lines } }: { readonly file: PlanView['files'][number] }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={styles.file}>
      <h3 id={id} className={styles.path}>
        {path}
        {isNew ? <span className={styles.new}> · new file</span> : null}
      </h3>
      {/* In the Tab order, since nothing in it is and it may scroll. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard could not scroll it otherwise */}
      <ul className={styles.lines} tabIndex={0} aria-labelledby={id}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike, and none ever moves
          <Line key={index} line={line} />
        ))}
      </ul>
    </section>
  )
}

const SIGNS: Readonly<Record<DiffLine['kind'], { readonly sign: string; readonly word: string }>> = {
  same: { sign: ' ', word: '' },
  removed: { sign: '−', word: 'Removed: ' },
  added: { sign: '+', word: 'Added: ' },
  skipped: { sign: '…', word: 'Lines that stay as they are' },
}

function Line({ line: { kind, text } }: { readonly line: DiffLine }) {
  const { sign, word } = SIGNS[kind]
  return (
    <li className={styles.line} data-kind={kind}>
      <span aria-hidden="true">{sign}</span>
      <span className={styles.text}>
        {word === '' ? null : <Unseen>{word}</Unseen>}
        {text}
      </span>
    </li>
  )
}
