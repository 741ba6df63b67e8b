import type { Failure, Result } from '../failures/failure.ts'
import type { ChainNode } from './chain.ts'
import type { Held } from './credentials.ts'
import type { Asker, Ticket } from './mfa.ts'
import { servedUntil } from './renewal.ts'

export interface Trouble {
  readonly failure: Failure
  readonly at: number
  /** Failures in a row. */
  readonly count: number
  /** Null where only a person, or a change of what is defined, can help. */
  readonly retryAt: number | null
}

/** A node of which something is known or being learned. Only nodes.ts writes it. */
export interface LiveNode {
  /** As the catalog has it now: what has no part in the key, such as an identity's name, may have changed. */
  node: ChainNode
  held: Held | null
  renewsAt: number
  flight: Promise<Result<Held>> | null
  /** On whose behalf the call in flight is made. */
  asker: Asker
  /** While a code is awaited. */
  ticket: Ticket | null
  trouble: Trouble | null
  /** Stops the timer for the next renewal or try. */
  stopNext: () => void
  /** Stops the timer for the end of what is held. */
  stopEnd: () => void
}

/**
 * What a screen can show of a session. Times are on {@link Clock.now}'s scale here, and in a snapshot they are
 * epoch milliseconds by this computer's clock.
 * @typeParam Why a failure in the core, and its explanation in a snapshot
 */
export type SessionState<Why = Failure> =
  | { readonly kind: 'off' }
  /** `why` it did not work so far; it is being tried again. */
  | { readonly kind: 'starting'; readonly why: Why | null }
  | { readonly kind: 'waiting-for-code' }
  | { readonly kind: 'live'; readonly until: number; readonly renewsAt: number }
  | { readonly kind: 'renewing'; readonly until: number }
  /** Still served, but the renewal did not work. */
  | {
      readonly kind: 'failing'
      readonly until: number
      readonly why: Why
      readonly retriesAt: number | null
    }
  | { readonly kind: 'failed'; readonly why: Why }

/** Whether what the node holds may be handed out now. */
export function servable(live: LiveNode, now: number): live is LiveNode & { readonly held: Held } {
  return live.held !== null && now < servedUntil(live.held)
}

/** @param steps the session's chain from the key on; those of which nothing is known yet are undefined */
export function stateOf(steps: readonly (LiveNode | undefined)[], now: number): SessionState {
  const leaf = steps.at(-1)
  if (leaf !== undefined && servable(leaf, now)) {
    const until = leaf.held.endsAt
    if (leaf.flight !== null) return { kind: 'renewing', until }
    if (leaf.trouble !== null)
      return { kind: 'failing', until, why: leaf.trouble.failure, retriesAt: leaf.trouble.retryAt }
    return { kind: 'live', until, renewsAt: leaf.renewsAt }
  }
  const waits = steps.some(step => step?.ticket?.isOpen() === true && !servable(step, now))
  if (waits) return { kind: 'waiting-for-code' }
  if (leaf === undefined || leaf.trouble === null) return { kind: 'starting', why: null }
  const { failure: why, retryAt } = leaf.trouble
  return leaf.flight !== null || retryAt !== null ? { kind: 'starting', why } : { kind: 'failed', why }
}
