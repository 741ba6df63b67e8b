import type { Brand } from './brand.ts'
import type { CatalogData } from './catalog-data.ts'
import { fail, type Result, succeed } from './failure.ts'
import type { SessionId } from './session.ts'

export type GrantId = Brand<'GrantId'>

export type GrantTarget =
  | { readonly kind: 'session'; readonly id: SessionId }
  /** Whatever the tray points at when the tool asks. */
  | { readonly kind: 'current' }

/** The right of a tool to fetch. Its id is the last part of its URL and stays for good; its token does not. */
export interface Grant {
  readonly id: GrantId
  readonly target: GrantTarget
}

/** The session that a grant gives at this moment. */
export function sessionOf(data: CatalogData, id: GrantId): Result<SessionId> {
  const grant = data.grants.find(each => each.id === id)
  if (grant === undefined) return fail({ kind: 'not-found', what: 'grant' })
  if (grant.target.kind === 'session') return succeed(grant.target.id)
  return data.current === null ? fail({ kind: 'no-current-session' }) : succeed(data.current)
}

/** The grants that a catalog must have: one for each session and one for the current one; others go. */
export function settleGrants(data: CatalogData, newId: () => string): readonly Grant[] {
  const targets: readonly GrantTarget[] = [
    { kind: 'current' },
    ...data.sessions.map(session => ({ kind: 'session', id: session.id }) as const),
  ]
  return targets.map(
    target =>
      data.grants.find(grant => sameTarget(grant.target, target)) ?? { id: newId() as GrantId, target },
  )
}

function sameTarget(a: GrantTarget, b: GrantTarget): boolean {
  if (a.kind === 'current' || b.kind === 'current') return a.kind === b.kind
  return a.id === b.id
}
