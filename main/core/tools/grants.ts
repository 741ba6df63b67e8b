import type { Brand } from '../brand.ts'
import { type CatalogData, findSession, nameTaken } from '../catalog/catalog-data.ts'
import { checkName } from '../catalog/identity-rules.ts'
import { fail, type Result, succeed } from '../failures/failure.ts'
import { type Problem, problem } from '../failures/problem.ts'
import { type SessionId, whyNotBounded } from '../sessions/session.ts'
import { checkSessionPolicies, type SessionPolicies } from '../sessions/session-policies.ts'

export type GrantId = Brand<'GrantId'>

export type GrantTarget =
  | { readonly kind: 'session'; readonly id: SessionId }
  /** Whatever the tray points at when the tool asks. */
  | { readonly kind: 'current' }

/** The right of a tool to fetch. Its id is the last part of its URL and stays for good; its token does not. */
export interface Grant {
  readonly id: GrantId
  /** What the user calls the tool that has it; null for the one that each session, and the current one, always has. */
  readonly name: string | null
  readonly target: GrantTarget
  /** What the tool may do at most; null for all that the session may. */
  readonly sessionPolicies: SessionPolicies | null
}

/** What a form gives. */
export interface NewGrant extends Omit<Grant, 'id'> {
  readonly name: string
}

/** The session that a grant gives at this moment. */
export function sessionOf(data: CatalogData, grant: Grant): Result<SessionId> {
  if (grant.target.kind === 'session') return succeed(grant.target.id)
  return data.current === null ? fail({ kind: 'no-current-session' }) : succeed(data.current)
}

/** All that is wrong with a grant before it is kept. */
export function checkGrant(grant: NewGrant, data: CatalogData): readonly Problem[] {
  return [
    ...checkName('name', grant.name),
    ...(data.grants.some(each => each.name === grant.name) ? [nameTaken('tool', grant.name)] : []),
    ...checkTarget(grant, data),
    ...(grant.sessionPolicies === null ? [] : checkSessionPolicies(grant.sessionPolicies)),
  ]
}

function checkTarget({ target, sessionPolicies }: NewGrant, data: CatalogData): readonly Problem[] {
  if (target.kind === 'current') return []
  const session = findSession(data, target.id)
  if (!session.ok) return problem('target', 'This session is gone. Choose another one.')
  if (sessionPolicies === null) return []
  const { name, operation } = session.value
  switch (whyNotBounded(session.value)) {
    case null:
      return []
    case 'operation':
      return problem(
        'target',
        `${name} comes from ${operation}, which takes no session policies. Choose a role, or all that the session may.`,
      )
    case 'own-policies':
      return problem(
        'target',
        `${name} has session policies of its own, and AWS would add both up. Choose a session without any, or all that this one may.`,
      )
  }
}

/**
 * The grants of a catalog: one that is always there for each session and for the current one, and those that the
 * user has added; those whose session is gone go with it.
 */
export function settleGrants(data: CatalogData, newId: () => string): readonly Grant[] {
  const known = new Set(data.sessions.map(session => session.id))
  const targets: readonly GrantTarget[] = [
    { kind: 'current' },
    ...data.sessions.map(session => ({ kind: 'session', id: session.id }) as const),
  ]
  const standing = targets.map(
    target =>
      data.grants.find(grant => grant.name === null && sameTarget(grant.target, target)) ?? {
        id: newId() as GrantId,
        name: null,
        target,
        sessionPolicies: null,
      },
  )
  const own = data.grants.filter(
    ({ name, target }) => name !== null && (target.kind === 'current' || known.has(target.id)),
  )
  return [...standing, ...own]
}

function sameTarget(a: GrantTarget, b: GrantTarget): boolean {
  if (a.kind === 'current' || b.kind === 'current') return a.kind === b.kind
  return a.id === b.id
}
