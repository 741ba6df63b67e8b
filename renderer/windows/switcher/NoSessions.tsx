import { Button } from '../../components/Button.tsx'
import styles from './Switcher.module.css'
import { useKeys } from './use-keys.ts'

/** There is nothing to switch to yet. */
export function NoSessions() {
  const { run } = window.understudy
  useKeys(event => {
    if (event.key !== 'Escape') return false
    void run.closeSwitcher({})
    return true
  })
  const open = () => {
    void run.openManager({ page: 'Sessions' })
    void run.closeSwitcher({})
  }
  return (
    <main className={`${styles.window} ${styles.alone}`}>
      <h1>No sessions yet</h1>
      <p className={styles.soft}>Add one in Understudy’s window. From then on you switch to it here.</p>
      <Button look="primary" autoFocus onClick={open}>
        Open Understudy
      </Button>
    </main>
  )
}
