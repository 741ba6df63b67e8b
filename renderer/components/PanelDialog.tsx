import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './Button.tsx'
import styles from './Dialog.module.css'

interface Props {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Something to read or to copy, over the window. Each thing in it takes effect at once. */
export function PanelDialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    // By itself the dialog would choose its scrolling part.
    dialog.current?.querySelector<HTMLElement>('textarea, select, button')?.focus()
  }, [])
  return (
    <dialog ref={dialog} className={`${styles.dialog} ${styles.wide}`} onClose={onClose} aria-label={title}>
      <div className={styles.form}>
        <div className={styles.head}>
          <h2>{title}</h2>
        </div>
        <div className={styles.body} tabIndex={-1}>
          {children}
        </div>
        <div className={styles.foot}>
          <Button onClick={() => dialog.current?.close()}>Close</Button>
        </div>
      </div>
    </dialog>
  )
}
