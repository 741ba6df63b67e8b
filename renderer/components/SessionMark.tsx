import type { SessionColor } from '../../main/core/sessions/session-look.ts'
import styles from './SessionMark.module.css'

interface Props {
  readonly color: SessionColor | null
}

/** The square before a session's name, in the color that its account has in the AWS console. Empty where it has none. */
export function SessionMark({ color }: Props) {
  return (
    <span className={`${styles.mark} ${color === null ? styles.none : styles[color]}`} aria-hidden="true" />
  )
}
