import styles from './Production.module.css'

/** The mark of a session where mistakes are dear: by word and shape as well as by color. */
export function Production() {
  return <span className={styles.production}>Production</span>
}
