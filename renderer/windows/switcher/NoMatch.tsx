import { Button } from '../../components/Button.tsx'
import styles from './Switcher.module.css'

interface Props {
  readonly query: string
  readonly onClear: () => void
  readonly onAdd: () => void
}

export function NoMatch({ query, onClear, onAdd }: Props) {
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
        <Button onClick={onAdd}>Add Session…</Button>
      </div>
    </div>
  )
}
