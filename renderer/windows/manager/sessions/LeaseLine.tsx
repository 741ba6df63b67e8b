import { showClock, showLeft } from '../../../time.ts'
import { useClock } from './clock.tsx'
import styles from './LeaseLine.module.css'

/**
 * For how long a production session may be used still. What can be done about that is in the band across the window.
 * @param lease until when it runs (epoch ms)
 */
export function LeaseLine({ lease }: { readonly lease: number }) {
  return (
    <p className={styles.lease}>
      Lease until {showClock(lease)} · {showLeft(lease - useClock())}
    </p>
  )
}
