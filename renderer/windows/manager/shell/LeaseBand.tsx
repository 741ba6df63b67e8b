import { useEffect, useRef } from 'react'
import type { SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { Button } from '../../../components/Button.tsx'
import { Production } from '../../../components/Production.tsx'
import { showClock, showLeft } from '../../../time.ts'
import { Clock, useClock } from '../sessions/clock.tsx'
import { focusHeading } from './focus-heading.ts'
import styles from './LeaseBand.module.css'

/** Across the window while a production session may be used, so that nobody forgets it. */
export function LeaseBand({ snapshot }: { readonly snapshot: Pick<Snapshot, 'sessions'> }) {
  const leased = snapshot.sessions.flatMap(view => (view.lease === null ? [] : [{ view, lease: view.lease }]))
  useFocusAfter(leased.length)
  if (leased.length === 0) return null
  return (
    <Clock>
      <section className={styles.band} aria-label="Production leases">
        {leased.map(({ view, lease }) => (
          <Leased key={view.session.id} view={view} lease={lease} />
        ))}
      </section>
    </Clock>
  )
}

/** The button that ends a lease goes with it, and the keyboard must not be lost. */
function useFocusAfter(count: number): void {
  const before = useRef(count)
  useEffect(() => {
    const isFewer = count < before.current
    before.current = count
    if (isFewer && document.activeElement === document.body) focusHeading(document.querySelector('main'))
  }, [count])
}

function Leased({ view: { session }, lease }: { readonly view: SessionView; readonly lease: number }) {
  const { run } = window.understudy
  const { id, name } = session
  const now = useClock()
  return (
    <div className={styles.leased}>
      <Production />
      <p className={styles.words}>
        <strong>{name}</strong> until {showClock(lease)} · {showLeft(lease - now)}
      </p>
      <Button aria-label={`Extend… ${name}`} onClick={() => void run.extendLease({ id })}>
        Extend…
      </Button>
      <Button aria-label={`End Now: ${name}`} onClick={() => void run.stopSession({ id })}>
        End Now
      </Button>
    </div>
  )
}
