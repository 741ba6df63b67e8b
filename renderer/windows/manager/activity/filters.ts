import type { SessionId } from '../../../../main/core/sessions/session.ts'
import { matches } from '../../../filter.ts'
import type { ActivityRow } from './activity-rows.ts'

/** Which rows of the record are looked at. */
export interface Filters {
  readonly words: string
  /** Null for all. */
  readonly session: SessionId | null
  /** By its name; null for all. */
  readonly tool: string | null
  readonly outcome: 'all' | 'handed-out' | 'refused'
}

export const NO_FILTERS: Filters = { words: '', session: null, tool: null, outcome: 'all' }

export function isFiltered({ words, session, tool, outcome }: Filters): boolean {
  return words.trim() !== '' || session !== null || tool !== null || outcome !== 'all'
}

export function filtered(
  rows: readonly ActivityRow[],
  { words, session, tool, outcome }: Filters,
): readonly ActivityRow[] {
  return rows.filter(
    row =>
      (outcome === 'all' || row.isRefused === (outcome === 'refused')) &&
      (session === null || row.sessionId === session) &&
      (tool === null || row.program === tool) &&
      matches(words, row.text),
  )
}

export interface Choice<Value> {
  readonly value: Value
  readonly label: string
}

/** Under the name that each had last, since they may have been renamed. */
export function sessionsIn(rows: readonly ActivityRow[]): readonly Choice<SessionId>[] {
  const names = new Map<SessionId, string>()
  for (const { sessionId, session } of rows)
    if (sessionId !== null && !names.has(sessionId)) names.set(sessionId, session)
  return [...names].map(([value, label]) => ({ value, label })).sort(byLabel)
}

export function toolsIn(rows: readonly ActivityRow[]): readonly Choice<string>[] {
  return [...new Set(rows.map(row => row.program))].map(name => ({ value: name, label: name })).sort(byLabel)
}

function byLabel(a: Choice<string>, b: Choice<string>): number {
  return a.label.localeCompare(b.label)
}
