import type { SessionId } from '../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'

/**
 * All sessions as they stand before anything is typed: the one that was current before this one, so that opening the
 * window and ↵ goes back and forth; then the pinned ones, then those that were current last, then the rest as the user
 * has them.
 */
export function orderOf({ sessions, recent }: Pick<Snapshot, 'sessions' | 'recent'>): readonly SessionId[] {
  const known = new Set(sessions.map(each => each.session.id))
  const current = sessions.find(each => each.current)?.session.id
  const used = recent.filter(id => known.has(id))
  const previous = used.find(id => id !== current)
  const pinned = sessions.filter(each => each.session.look.pinned).map(each => each.session.id)
  return [...new Set([...(previous === undefined ? [] : [previous]), ...pinned, ...used, ...known])]
}

/** The same order where sessions came or went meanwhile: nothing moves under the user's hands. */
export function keepOrder(
  order: readonly SessionId[],
  { sessions }: Pick<Snapshot, 'sessions'>,
): readonly SessionId[] {
  const left = new Set(sessions.map(each => each.session.id))
  return [...new Set([...order.filter(id => left.has(id)), ...left])]
}
