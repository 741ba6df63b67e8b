import type { KeyboardEvent, Ref } from 'react'
import styles from './FilterField.module.css'

interface Props {
  readonly label: string
  readonly value: string
  /** How many are left, for all who can't see the list become shorter. */
  readonly found: string
  readonly onChange: (value: string) => void
  /** Whether it takes all the room that there is. */
  readonly isWide?: boolean
  readonly input?: Ref<HTMLInputElement>
  readonly onKeyDown?: (event: KeyboardEvent) => void
}

export function FilterField({ label, value, found, onChange, isWide = false, input, onKeyDown }: Props) {
  return (
    <div className={styles.filter} data-wide={isWide}>
      <input
        ref={input}
        className={styles.input}
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={event => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span role="status" className={styles.found}>
        {found}
      </span>
    </div>
  )
}
