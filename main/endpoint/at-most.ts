import type { Clock } from '../core/clock.ts'

/** Waits for the first of them to end, however it does, and no longer than `ms`. */
export function atMost(clock: Clock, ms: number, ...promises: readonly Promise<unknown>[]): Promise<void> {
  return new Promise(resolve => {
    const stop = clock.after(ms, resolve)
    const end = (): void => {
      stop()
      resolve()
    }
    for (const promise of promises) promise.then(end, end)
  })
}
