import { type ChainNode, stepsTo } from '../broker/chain.ts'
import { type LiveNode, servable } from '../broker/live-node.ts'
import type { CatalogData } from '../catalog/catalog-data.ts'
import { findSession } from '../catalog/catalog-data.ts'
import type { SessionId, StsOperation } from '../sessions/session.ts'

/** One STS call on the way to a session, with the life of what it gave. */
export interface StepView {
  readonly operation: StsOperation
  /** The session that it is the call of; null for the session token that an MFA code is given for. */
  readonly session: string | null
  readonly needsCode: boolean
  readonly state: 'off' | 'getting' | 'live' | 'failed'
  /** Null where it has nothing that is served. */
  readonly until: number | null
  /** When it is got anew, or tried again. */
  readonly renewsAt: number | null
}

/** The steps of a chain by their calls alone, from the identity on: none of them is on. */
export function outlineOf(data: CatalogData, id: SessionId, leaf: ChainNode): readonly StepView[] {
  const names = namesOf(data, id)
  const nodes = stepsTo(leaf)
  // The names are those of the last calls: what stands before the first session is the token of its code.
  const unnamed = nodes.length - names.length
  return nodes.map(({ request, device }, index) => ({
    operation: request.operation,
    session: index < unnamed ? null : (names[index - unnamed] ?? null),
    needsCode: device !== null,
    state: 'off',
    until: null,
    renewsAt: null,
  }))
}

/** The same with what is known of each. */
export function withLife(
  outline: readonly StepView[],
  lives: readonly (LiveNode | undefined)[],
  now: number,
): readonly StepView[] {
  return outline.map((step, index) => {
    const live = lives[index]
    if (live === undefined) return step
    if (servable(live, now))
      return {
        ...step,
        state: 'live',
        until: live.held.endsAt,
        renewsAt: live.flight !== null ? null : live.trouble !== null ? live.trouble.retryAt : live.renewsAt,
      }
    const isGetting = live.flight !== null || live.trouble === null || live.trouble.retryAt !== null
    return { ...step, state: isGetting ? 'getting' : 'failed' }
  })
}

/** From the one that starts at an identity to the session itself. */
function namesOf(data: CatalogData, id: SessionId): readonly string[] {
  const found = findSession(data, id)
  if (!found.ok) return []
  const { name, source } = found.value
  return source.kind === 'session' ? [...namesOf(data, source.id), name] : [name]
}
