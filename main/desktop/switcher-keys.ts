import type { Clock } from '../core/clock.ts'

/** Keys that are held are told again and again, at first after 660 ms where nobody has set it otherwise (X.Org). */
const REPEAT = 700

interface Switcher {
  readonly hasFocus: () => boolean
  readonly open: () => void
  readonly close: () => void
}

/** What the keys do that bring the switcher up from wherever the user is: pressed again they send it away. */
export function switcherKeys(switcher: Switcher, clock: Pick<Clock, 'now'>): () => void {
  let last = Number.NEGATIVE_INFINITY
  /** Whether they have sent it away last. Whoever did so by Esc may want it back at once. */
  let hasClosed = false
  return () => {
    const isHeld = clock.now() - last < REPEAT
    last = clock.now()
    const isOpen = switcher.hasFocus()
    if (isHeld && (isOpen || hasClosed)) return
    hasClosed = isOpen
    if (isOpen) switcher.close()
    else switcher.open()
  }
}
