import styles from './Production.module.css'

/** The mark of a session where mistakes are dear: by word and shape as well as by color. */
export function Production() {
  return (
    <span className={styles.production}>
      <svg width="9" height="9" viewBox="0 0 9 9" aria-hidden="true">
        <rect width="9" height="9" fill="currentColor" />
      </svg>
      Production
    </span>
  )
}
