import { useId } from 'react'
import type { Explanation } from '../../main/core/failures/explanation.ts'
import styles from './Switch.module.css'

interface Props {
  readonly label: string
  readonly hint: string
  readonly on: boolean
  /** Why it could not be switched the last time; null where it could. */
  readonly why?: Explanation | null
  readonly onChange: (on: boolean) => void
}

/** On or off, from the moment that it is switched. */
export function Switch({ label, hint, on, why = null, onChange }: Props) {
  const id = useId()
  return (
    <div className={styles.row}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={styles.switch}
        type="checkbox"
        role="switch"
        aria-checked={on}
        aria-describedby={`${id}-about`}
        checked={on}
        onChange={event => onChange(event.target.checked)}
      />
      <div id={`${id}-about`} className={styles.hint}>
        {hint}
        {why === null ? null : (
          <span role="alert" className={styles.error}>
            {why.title} {why.advice}
          </span>
        )}
      </div>
    </div>
  )
}
