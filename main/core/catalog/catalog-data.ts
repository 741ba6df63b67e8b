import type { ManagedProfile } from '../aws-files/managed-profile.ts'
import { fail, type Result, succeed } from '../failures/failure.ts'
import type { Problem } from '../failures/problem.ts'
import type { Session, SessionId, Source } from '../sessions/session.ts'
import type { Grant } from '../tools/grants.ts'
import type { IamUser, Identity, IdentityId } from './identity.ts'

/** All that the user has defined. No secret is in it. */
export interface CatalogData {
  readonly identities: readonly Identity[]
  readonly sessions: readonly Session[]
  readonly grants: readonly Grant[]
  /** The session that the tray points at. */
  readonly current: SessionId | null
  /** Those that were current last, the latest first. */
  readonly recent: readonly SessionId[]
  /** The session that is served as instance metadata; null while that is off. */
  readonly instanceMetadata: SessionId | null
  /** The profiles in the user's own AWS files that get their credentials from here. */
  readonly profiles: readonly ManagedProfile[]
}

/** The tray's menu has room for no more. */
export const MOST_RECENT = 10

export const emptyCatalog: CatalogData = {
  identities: [],
  sessions: [],
  grants: [],
  current: null,
  recent: [],
  instanceMetadata: null,
  profiles: [],
}

export function findIdentity(data: CatalogData, id: IdentityId): Result<Identity> {
  const identity = data.identities.find(each => each.id === id)
  return identity === undefined ? fail({ kind: 'not-found', what: 'identity' }) : succeed(identity)
}

export function findIamUser(data: CatalogData, id: IdentityId): Result<IamUser> {
  const identity = findIdentity(data, id)
  if (!identity.ok) return identity
  return identity.value.kind === 'iam-user'
    ? succeed(identity.value)
    : fail({ kind: 'not-found', what: 'identity' })
}

export function findSession(data: CatalogData, id: SessionId): Result<Session> {
  const session = data.sessions.find(each => each.id === id)
  return session === undefined ? fail({ kind: 'not-found', what: 'session' }) : succeed(session)
}

/** The identity that the way from a source leads back to; null where there is no way to one. */
export function identityAtStart(
  data: Pick<CatalogData, 'identities' | 'sessions'>,
  source: Source,
): Identity | null {
  return startsOf(data)(source)
}

/** The same for many sources: to look through all for each of a thousand takes a noticeable time. */
export function startsOf({
  identities,
  sessions,
}: Pick<CatalogData, 'identities' | 'sessions'>): (source: Source) => Identity | null {
  const identityOf = new Map(identities.map(identity => [identity.id, identity]))
  const sessionOf = new Map(sessions.map(session => [session.id, session]))
  return source => {
    const seen = new Set<SessionId>()
    let at = source
    while (at.kind === 'session') {
      const session = seen.has(at.id) ? undefined : sessionOf.get(at.id)
      if (session === undefined) return null
      seen.add(at.id)
      at = session.source
    }
    return identityOf.get(at.id) ?? null
  }
}

/** The Region of the identity that a session starts from; null where there is no way to one. */
export function regionOf(data: CatalogData, id: SessionId): string | null {
  return regionsOf(data)(id)
}

/** The same for many sessions. */
export function regionsOf(data: CatalogData): (id: SessionId) => string | null {
  const startOf = startsOf(data)
  return id => startOf({ kind: 'session', id })?.region ?? null
}

/** Names are what tells two of a kind apart in a form, a menu and a prompt. */
export function nameTaken(what: 'identity' | 'session' | 'tool' | 'profile', name: string): Problem {
  return {
    field: 'name',
    problem: `There is ${what === 'identity' ? 'an' : 'a'} ${what} named “${name}” already. Give this one another name.`,
  }
}

/** The names of the sessions that start from this identity or session. */
export function dependents(data: CatalogData, id: IdentityId | SessionId): readonly string[] {
  return data.sessions.filter(session => session.source.id === id).map(session => session.name)
}
