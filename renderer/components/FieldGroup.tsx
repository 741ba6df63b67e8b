import { type ReactNode, useId } from 'react'
import styles from './Field.module.css'

interface Props {
  readonly label: string
  readonly hint?: string
  readonly error: string | null
  readonly children: ReactNode
}

/** Fields that belong together, with what is wrong with any of them. */
export function FieldGroup({ label, hint, error, children }: Props) {
  const id = useId()
  return (
    <fieldset
      className={styles.group}
      // So that the dialog can take the keyboard to it: it is not known which of the fields is to blame.
      tabIndex={-1}
      data-invalid={error !== null}
      aria-describedby={`${id}-about`}
    >
      <legend className={styles.label}>{label}</legend>
      <div id={`${id}-about`} className={error === null ? styles.hint : styles.error}>
        {error ?? hint}
      </div>
      {children}
    </fieldset>
  )
}

/** One of several alike in a group. */
export function FieldPart({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <fieldset aria-label={label} className={styles.part}>
      {children}
    </fieldset>
  )
}
