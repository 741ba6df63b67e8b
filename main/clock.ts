import type { Clock } from './core/clock.ts'

/** The longest that a timer of Node can be set to; a longer wait is made of several. */
const LONGEST = 2 ** 31 - 1

/** The real clock. The one place that reads the time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    let timer: NodeJS.Timeout
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > LONGEST ? wait(left - LONGEST) : run()), Math.min(left, LONGEST))
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}
