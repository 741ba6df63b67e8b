import { Button } from '../../components/Button.tsx'
import styles from './Switcher.module.css'

interface Props {
  readonly query: string
  readonly onClear: () => void
  readonly onOpen: () => void
}

export function NoMatch({ query, onClear, onOpen }: Props) {
  return (
    <div className={styles.noMatch}>
      <p className={styles.noMatchTitle}>No session matches “{query.trim()}”</p>
      <p className={styles.soft}>Every word is looked for in names, roles, accounts, groups and tags.</p>
      <div className={styles.buttons}>
        <Button aria-keyshortcuts="Escape" onClick={onClear}>
          Clear{' '}
          <span aria-hidden="true" className={styles.key}>
            Esc
          </span>
        </Button>
        <Button onClick={onOpen}>Open Understudy</Button>
      </div>
    </div>
  )
}
