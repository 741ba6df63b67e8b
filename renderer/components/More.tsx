import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import styles from './More.module.css'

interface Props {
  /** The word that opens it. */
  readonly word?: string
  /** What is in it, for whoever wonders whether to open it. */
  readonly about: string
  /** Whether something in it is set, so that nobody overlooks that. */
  readonly isSet: boolean
  readonly children: ReactNode
}

/** What few need, behind a word. A form's dialog opens it where one of its fields is to blame. */
export function More({ word = 'More', about, isSet, children }: Props) {
  // As it was at first: what is typed or emptied later opens and closes nothing.
  const [startsOpen] = useState(isSet)
  return (
    <details className={styles.more} open={startsOpen}>
      <summary className={styles.summary}>
        <ChevronRight size={16} aria-hidden="true" />
        {word} <span className={styles.about}>{about}</span>
      </summary>
      <div className={styles.content}>{children}</div>
    </details>
  )
}
