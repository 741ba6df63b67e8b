import styles from './Manager.module.css'

/** Whether all that the app needs is there, and what to do about what is not. */
export function Doctor() {
  return (
    <div className={styles.head}>
      <h1>Doctor</h1>
    </div>
  )
}
