import { useEffect, useRef } from 'react'
import styles from './Manager.module.css'

interface Props {
  /** Empty where nothing was done. */
  readonly said: string
  /** Changes when the page does, and with that perhaps the button that had the focus. */
  readonly page: string
  /** Whether a dialog is over the page. */
  readonly isCovered: boolean
}

/** What a dialog has done, read out as it comes. */
export function Said({ said, page, isCovered }: Props) {
  const status = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    // The button that the dialog gives the focus back to may go, before or after that.
    if (page === '' || isCovered || said === '' || document.activeElement !== document.body) return
    status.current?.focus()
  }, [page, isCovered, said])
  return (
    <p ref={status} role="status" tabIndex={-1} className={said === '' ? styles.unseen : styles.soft}>
      {said}
    </p>
  )
}
