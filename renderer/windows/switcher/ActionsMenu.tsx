import { type KeyboardEvent, useEffect, useRef } from 'react'
import { type Action, type ActionKind, ariaKeysOf, keysOf } from './actions.ts'
import styles from './Switcher.module.css'

interface Props {
  /** Of the session that it is for. */
  readonly name: string
  readonly actions: readonly Action[]
  readonly onAct: (kind: ActionKind) => void
  readonly onClose: () => void
}

/** All that can be done with the marked session. The keys of each go on working while it is open. */
export function ActionsMenu({ name, actions, onAct, onClose }: Props) {
  const { platform } = window.understudy
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => menu.current?.querySelector('button')?.focus(), [])
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const items = [...event.currentTarget.querySelectorAll('button')]
    const at = items.findIndex(item => item.matches(':focus'))
    const to = nextItem(event.key, at, items.length)
    if (to === null) return
    event.preventDefault()
    items[to]?.focus()
  }
  return (
    <div
      ref={menu}
      role="menu"
      tabIndex={-1}
      aria-label={`Actions for ${name}`}
      className={styles.menu}
      onKeyDown={move}
      onBlur={event => {
        const { relatedTarget } = event
        // A window that loses the keyboard closes by itself.
        if (relatedTarget !== null && !event.currentTarget.contains(relatedTarget)) onClose()
      }}
    >
      <p aria-hidden="true" className={styles.menuTitle}>
        {name}
      </p>
      {actions.map(({ kind, label }) => {
        const keys = keysOf(kind, platform)
        return (
          <button
            key={kind}
            type="button"
            role="menuitem"
            aria-keyshortcuts={ariaKeysOf(kind, platform)}
            tabIndex={-1}
            className={styles.menuItem}
            onClick={() => onAct(kind)}
          >
            {label}
            {keys === null ? null : (
              <span aria-hidden="true" className={styles.key}>
                {keys}
              </span>
            )}
          </button>
        )
      })}
    </div>
  )
}

function nextItem(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowUp':
      return (at - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
