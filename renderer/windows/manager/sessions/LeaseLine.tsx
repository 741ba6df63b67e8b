import type { SessionView } from '../../../../main/core/snapshot.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { showClock, showLeft } from '../../../time.ts'
import { useClock } from './clock.tsx'
import styles from './LeaseLine.module.css'

interface Props {
  readonly view: SessionView
  /** Until when it runs (epoch ms). */
  readonly lease: number
  readonly onRefused: (outcome: Outcome) => void
}

/** For how long a production session may be used still. */
export function LeaseLine({ view, lease, onRefused }: Props) {
  const { id } = view.session
  const { run } = window.understudy
  const left = showLeft(lease - useClock())
  return (
    <div className={styles.lease}>
      <p>
        Lease until {showClock(lease)} · {left}
      </p>
      <div className={styles.buttons}>
        <Button onClick={() => void run.extendLease({ id }).then(onRefused)}>Extend…</Button>
        <Button look="production" onClick={() => void run.stopSession({ id }).then(onRefused)}>
          End Now
        </Button>
      </div>
    </div>
  )
}
