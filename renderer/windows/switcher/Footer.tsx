import { type Action, type ActionKind, ariaKeysOf, keysOf, MENU_KEY, showKey } from './actions.ts'
import styles from './Switcher.module.css'

interface Props {
  /** Of the marked row. */
  readonly actions: readonly Action[]
  readonly busy: string
  readonly isMenuOpen: boolean
  readonly onAct: (kind: ActionKind) => void
  readonly onMenu: () => void
}

const IN_FOOTER: ReadonlySet<ActionKind> = new Set(['switch', 'open-console', 'start-or-stop', 'copy-lines'])

/** The keys that do something now; each is a button as well. */
export function Footer({ actions, busy, isMenuOpen, onAct, onMenu }: Props) {
  const { platform } = window.understudy
  const shown = actions.filter(each => IN_FOOTER.has(each.kind))
  return (
    <footer className={styles.footer}>
      <span role="status" className={busy === '' ? styles.quiet : styles.busy}>
        {busy}
      </span>
      {busy === ''
        ? shown.map(({ kind, brief }) => (
            <button
              key={kind}
              type="button"
              className={styles.hint}
              aria-keyshortcuts={ariaKeysOf(kind, platform)}
              onClick={() => onAct(kind)}
            >
              {brief}
              <span aria-hidden="true" className={styles.key}>
                {keysOf(kind, platform)}
              </span>
            </button>
          ))
        : null}
      {actions.length === 0 ? null : (
        <button
          type="button"
          className={`${styles.hint} ${styles.last}`}
          aria-haspopup="menu"
          aria-expanded={isMenuOpen}
          onClick={onMenu}
        >
          All Actions
          <span aria-hidden="true" className={styles.key}>
            {showKey(MENU_KEY, platform)}
          </span>
        </button>
      )}
    </footer>
  )
}
