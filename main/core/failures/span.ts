import { HOUR, MINUTE, SECOND } from '../clock.ts'

/** A time (ms) as people say it: "40 s", "12 min", "3 h". */
export function showSpan(ms: number): string {
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`
  return ms < 2 * HOUR ? `${Math.round(ms / MINUTE)} min` : `${Math.round(ms / HOUR)} h`
}
