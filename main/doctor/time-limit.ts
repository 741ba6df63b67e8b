import type { Clock } from '../core/clock.ts'
import { LATE, type Told } from '../core/doctor/facts.ts'

/** What takes longer than this (ms), or fails for a reason that nobody has thought of, is not told. */
export async function inTime<Fact>(clock: Clock, limit: number, fact: Promise<Fact>): Promise<Told<Fact>> {
  let stop = (): void => {}
  const late = new Promise<typeof LATE>(resolve => {
    stop = clock.after(limit, () => resolve(LATE))
  })
  try {
    return await Promise.race([fact, late])
  } catch {
    return LATE
  } finally {
    stop()
  }
}
