import { useId, useRef, useState } from 'react'
import { Button } from './Button.tsx'
import styles from './Menu.module.css'

interface Item {
  readonly label: string
  readonly look?: 'quiet' | 'danger'
  readonly onChoose: () => void
}

interface Props {
  readonly label: string
  readonly items: readonly Item[]
}

/** Buttons that are rarely wanted, behind one. The popover closes by Escape and by a click elsewhere, by itself. */
export function Menu({ label, items }: Props) {
  const id = useId()
  const popover = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" className={styles.trigger} popoverTarget={id} aria-expanded={isOpen}>
        {label}
        <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true" fill="none" stroke="currentColor">
          <path d="M1 2.5 L4 5.5 L7 2.5" strokeWidth="1.4" />
        </svg>
      </Button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        className={styles.menu}
        onToggle={event => setOpen(event.newState === 'open')}
      >
        {/* A thousand rows have such a menu. */}
        {isOpen
          ? items.map(({ label: name, look = 'quiet', onChoose }) => (
              <Button
                key={name}
                look={look}
                className={styles.item}
                onClick={() => {
                  // First, so that the keyboard is back at the button when a dialog notes where it was.
                  popover.current?.hidePopover()
                  onChoose()
                }}
              >
                {name}
              </Button>
            ))
          : null}
      </div>
    </>
  )
}
