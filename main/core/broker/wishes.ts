import type { CatalogData } from '../catalog/catalog-data.ts'
import type { Failure } from '../failures/failure.ts'
import type { SessionId } from '../sessions/session.ts'
import type { SessionPolicies } from '../sessions/session-policies.ts'
import type { GrantTarget } from '../tools/grants.ts'

/** Who has ended a session that no tool starts again. */
export type StoppedBy = Extract<Failure, { kind: 'stopped' }>['by']

/** A session as somebody wants it: all that it may do, or bounded by session policies. */
export interface Wanted {
  readonly id: SessionId
  readonly bounds: SessionPolicies | null
}

/** Tells two bounds apart. */
export function keyOf(bounds: SessionPolicies | null): string {
  return bounds === null ? '' : JSON.stringify([bounds.policy, bounds.policyArns])
}

function givenKey(target: GrantTarget, bounds: string): string {
  return JSON.stringify([target.kind === 'current' ? null : target.id, bounds])
}

/**
 * Which sessions are on, and with which bounds they have been asked for since. One that was neither started nor
 * stopped is off, and starts when a tool asks.
 */
export class Wishes {
  readonly #on = new Map<SessionId, Map<string, SessionPolicies | null>>()
  readonly #stopped = new Map<SessionId, StoppedBy>()

  /** @returns whether that is new */
  want({ id, bounds }: Wanted): boolean {
    this.#stopped.delete(id)
    const wanted = this.#on.get(id) ?? new Map<string, SessionPolicies | null>()
    this.#on.set(id, wanted)
    const key = keyOf(bounds)
    if (wanted.has(key)) return false
    wanted.set(key, bounds)
    return true
  }

  stop(id: SessionId, by: StoppedBy): void {
    this.#on.delete(id)
    this.#stopped.set(id, by)
  }

  /** Forgets what is not there any more: sessions, and bounds with which no grant gives the session. */
  keepOnly({ sessions, grants }: Pick<CatalogData, 'sessions' | 'grants'>): void {
    const known = new Set(sessions.map(session => session.id))
    const given = new Set(
      grants.map(({ target, sessionPolicies }) => givenKey(target, keyOf(sessionPolicies))),
    )
    for (const id of this.#stopped.keys()) if (!known.has(id)) this.#stopped.delete(id)
    for (const [id, wanted] of this.#on) {
      // A process may still have a session that was the current one.
      for (const key of wanted.keys())
        if (
          key !== '' &&
          !given.has(givenKey({ kind: 'session', id }, key)) &&
          !given.has(givenKey({ kind: 'current' }, key))
        )
          wanted.delete(key)
      if (!known.has(id) || wanted.size === 0) this.#on.delete(id)
    }
  }

  isOn(id: SessionId): boolean {
    return this.#on.has(id)
  }

  stoppedBy(id: SessionId): StoppedBy | null {
    return this.#stopped.get(id) ?? null
  }

  /** How a session that is on is wanted: as a whole first. */
  of(id: SessionId): readonly Wanted[] {
    const wanted = [...(this.#on.get(id)?.values() ?? [])]
    return wanted.sort((a, b) => keyOf(a).length - keyOf(b).length).map(bounds => ({ id, bounds }))
  }

  on(): readonly Wanted[] {
    return [...this.#on.keys()].flatMap(id => this.of(id))
  }
}
