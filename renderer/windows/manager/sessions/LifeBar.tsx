import type { Tone } from '../../../components/session-state.ts'
import { useClock } from './clock.tsx'
import styles from './LifeBar.module.css'

interface Props {
  /** Epoch ms. */
  readonly until: number
  /** How long it lasts as a whole (ms). */
  readonly life: number
  readonly tone: Tone | 'lease'
}

/** How much is left. The words beside it say the same. */
export function LifeBar({ until, life, tone }: Props) {
  const share = Math.min(1, Math.max(0, (until - useClock()) / life))
  return (
    <span className={styles.bar} data-tone={tone} aria-hidden="true">
      <span style={{ width: `${Math.round(share * 1_000) / 10}%` }} />
    </span>
  )
}
