import { useId } from 'react'
import styles from './Segments.module.css'

interface Props<Value extends string | number> {
  readonly label: string
  readonly hint?: string
  /** Whether the label is for screen readers only. */
  readonly isLabelUnseen?: boolean
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

/** One of a few, all in sight. The arrow keys go from one to the next, as in any group of radio buttons. */
export function Segments<Value extends string | number>({
  label,
  hint = '',
  isLabelUnseen = false,
  value,
  choices,
  onChange,
}: Props<Value>) {
  const name = useId()
  return (
    <fieldset className={styles.group} aria-describedby={hint === '' ? undefined : `${name}-about`}>
      <legend className={isLabelUnseen ? styles.unseen : styles.label}>{label}</legend>
      <div className={styles.segments}>
        {choices.map(choice => (
          <label key={choice.value} className={styles.segment}>
            <input
              className={styles.radio}
              type="radio"
              name={name}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
      {hint === '' ? null : (
        <p id={`${name}-about`} className={styles.hint}>
          {hint}
        </p>
      )}
    </fieldset>
  )
}
