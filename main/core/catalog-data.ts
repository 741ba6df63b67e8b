import { fail, type Result, succeed } from './failure.ts'
import type { Grant } from './grants.ts'
import type { Identity, IdentityId } from './identity.ts'
import type { Problem } from './limits.ts'
import type { Session, SessionId } from './session.ts'

/** All that the user has defined. No secret is in it. */
export interface CatalogData {
  readonly identities: readonly Identity[]
  readonly sessions: readonly Session[]
  readonly grants: readonly Grant[]
  /** The session that the tray points at. */
  readonly current: SessionId | null
  /** The session that is served as instance metadata; null while that is off. */
  readonly instanceMetadata: SessionId | null
}

export const emptyCatalog: CatalogData = {
  identities: [],
  sessions: [],
  grants: [],
  current: null,
  instanceMetadata: null,
}

export function findIdentity(data: CatalogData, id: IdentityId): Result<Identity> {
  const identity = data.identities.find(each => each.id === id)
  return identity === undefined ? fail({ kind: 'not-found', what: 'identity' }) : succeed(identity)
}

export function findSession(data: CatalogData, id: SessionId): Result<Session> {
  const session = data.sessions.find(each => each.id === id)
  return session === undefined ? fail({ kind: 'not-found', what: 'session' }) : succeed(session)
}

/** The Region of the key that a session starts from; null where there is no way to one. */
export function regionOf(data: CatalogData, id: SessionId): string | null {
  const seen = new Set<SessionId>()
  for (let at = data.sessions.find(each => each.id === id); at !== undefined && !seen.has(at.id); ) {
    seen.add(at.id)
    const { source } = at
    if (source.kind === 'identity') return data.identities.find(each => each.id === source.id)?.region ?? null
    at = data.sessions.find(each => each.id === source.id)
  }
  return null
}

/** Names are what tells two of a kind apart in a form, a menu and a prompt. */
export function nameTaken(what: 'key' | 'session' | 'tool', name: string): Problem {
  return {
    field: 'name',
    problem: `There is a ${what} named “${name}” already. Give this one another name.`,
  }
}

/** The names of the sessions that start from this identity or session. */
export function dependents(data: CatalogData, id: IdentityId | SessionId): readonly string[] {
  return data.sessions.filter(session => session.source.id === id).map(session => session.name)
}
