import type { SessionId } from '../../../../main/core/sessions/session.ts'

/**
 * Which session is selected once others are there than before: one that the user has just added, and in the place of one
 * that is gone the next one.
 */
export function selectionAfter(
  before: readonly SessionId[],
  now: readonly SessionId[],
  selected: SessionId | null,
): SessionId | null {
  const known = new Set(before)
  const [only, ...more] = now.filter(id => !known.has(id))
  // More than one come by an import, of which none is meant.
  if (only !== undefined && more.length === 0) return only
  if (selected === null || now.includes(selected)) return selected
  const left = new Set(now)
  const at = before.indexOf(selected)
  const isLeft = (id: SessionId) => left.has(id)
  return before.slice(at + 1).find(isLeft) ?? before.slice(0, Math.max(0, at)).findLast(isLeft) ?? null
}
