import { MINUTE, SECOND } from '../clock.ts'
import type { Held } from './credentials.ts'

/** How long before its end (ms) credentials with this life (ms) are renewed: a third of it, in bounds. */
export function leadFor(life: number): number {
  const third = Math.min(Math.max(life / 3, 5 * MINUTE), 20 * MINUTE)
  return Math.min(third, life / 2)
}

/** With less than this left (ms) credentials are not handed out: a tool could not finish a call with them. */
export function floorFor(life: number): number {
  return Math.min(60 * SECOND, life / 6)
}

function lifeOf({ obtainedAt, endsAt }: Held): number {
  return Math.max(0, endsAt - obtainedAt)
}

/**
 * When to renew, on {@link Clock.now}'s scale. Jitter only makes it earlier, so that nodes which were got together do not all
 * come back together and a one-hour session is still never handed out with under 16 minutes left.
 * @param dice 0 ≤ dice < 1
 */
export function renewAt(held: Held, dice: number): number {
  const life = lifeOf(held)
  const lead = Math.min(leadFor(life) * (1 + dice / 10), life / 2)
  return held.endsAt - lead
}

/** The moment, on {@link Clock.now}'s scale, from which the credentials are no longer handed out. */
export function servedUntil(held: Held): number {
  return held.endsAt - floorFor(lifeOf(held))
}

/** The pause (ms) before the next try after `failures` ≥ 1 in a row: doubling, 1 s to 1 min, half of it jitter. */
export function backoff(failures: number, dice: number): number {
  const full = Math.min(60 * SECOND, SECOND * 2 ** Math.min(failures - 1, 10))
  return full * (0.5 + dice / 2)
}

/**
 * The pause (ms) before a failed renewal is tried again. Of the time for which what is held may still be served it
 * takes a quarter at most: an outage that ends within that time must be seen to have ended within it.
 * @param left that time (ms); infinite where nothing is held
 */
export function renewalPause(failures: number, left: number, dice: number): number {
  return Math.min(backoff(failures, dice), Math.max(backoff(1, dice), left / 4))
}
