import type { Clock } from '../core/clock.ts'
import { atMost } from './at-most.ts'
import type { Connection } from './connection.ts'

/**
 * How long (ms) an answer waits until it is known who gets it. A client that closes at once could not be looked at any
 * more, and its line in the record would say nothing.
 */
export const RECORD_WAIT = 100

/** Where the system is slow to tell, nobody waits for that. */
export async function lookFirst(
  clock: Clock,
  connection: Pick<Connection, 'lineage' | 'isLookedAtQuickly'>,
): Promise<void> {
  const lineage = connection.lineage()
  if (connection.isLookedAtQuickly) await atMost(clock, RECORD_WAIT, lineage)
}
