import { type ReactNode, useId } from 'react'
import styles from './Settings.module.css'

interface Props {
  readonly title: string
  readonly children: ReactNode
}

/** Settings of one kind. */
export function Section({ title, children }: Props) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={styles.card}>{children}</div>
    </section>
  )
}
