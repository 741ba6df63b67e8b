import type { ReactNode } from 'react'
import type { Explanation } from '../../main/core/failures/explanation.ts'
import styles from './Message.module.css'

interface Props {
  readonly what: Explanation
  readonly tone?: 'warn' | 'bad'
  readonly children?: ReactNode
}

/** What happened and what to do, with the buttons that do it. Read out when it appears. */
export function Message({ what, tone = 'bad', children }: Props) {
  return (
    <div role="alert" className={`${styles.message} ${tone === 'bad' ? styles.bad : ''}`}>
      <div>
        <p className={styles.title}>{what.title}</p>
        <p className={styles.advice}>{what.advice}</p>
        {what.requestId === undefined ? null : (
          <p className={styles.reference}>AWS request ID {what.requestId}</p>
        )}
      </div>
      {children === undefined ? null : <div className={styles.actions}>{children}</div>}
    </div>
  )
}
