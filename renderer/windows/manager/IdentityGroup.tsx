import { Children, type ReactNode, useId } from 'react'
import styles from './Manager.module.css'

interface Props {
  readonly title: string
  /** What they are for. */
  readonly about: string
  readonly actions: ReactNode
  /** What is said where there are none. */
  readonly none: string
  /** A list item for each. */
  readonly children: ReactNode
}

/** Identities of one kind. */
export function IdentityGroup({ title, about, actions, none, children }: Props) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.split}>
        <div className={styles.words}>
          <h2 id={id}>{title}</h2>
          <p className={styles.facts}>{about}</p>
        </div>
        <div className={styles.actions}>{actions}</div>
      </div>
      {Children.count(children) === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <ul className={styles.list}>{children}</ul>
      )}
    </section>
  )
}
