import styles from './FilterField.module.css'

interface Props {
  readonly label: string
  readonly value: string
  /** How many are left, for all who can't see the list become shorter. */
  readonly found: string
  readonly onChange: (value: string) => void
}

export function FilterField({ label, value, found, onChange }: Props) {
  return (
    <div className={styles.filter}>
      <input
        className={styles.input}
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
      <span role="status" className={styles.found}>
        {found}
      </span>
    </div>
  )
}
