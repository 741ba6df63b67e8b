import type { ReactNode } from 'react'
import styles from './Unseen.module.css'

/** For screen readers only: what others see by place, shape or color. */
export function Unseen({ children }: { readonly children: ReactNode }) {
  return <span className={styles.unseen}>{children}</span>
}
