import type { CatalogData } from '../catalog/catalog-data.ts'
import type { Clock } from '../clock.ts'
import type { Failure } from '../failures/failure.ts'
import type { SessionId } from '../sessions/session.ts'
import type { SessionPolicies } from '../sessions/session-policies.ts'
import { outlineOf, type StepView, withLife } from '../snapshot/steps.ts'
import { type ChainNode, type NodeKey, stepsTo } from './chain.ts'
import type { Chains } from './chains.ts'
import type { Held } from './credentials.ts'
import { type SessionState, servable, stateOf } from './live-node.ts'
import type { NodeParts, Nodes } from './nodes.ts'
import { keyOf, type Wanted, type Wishes } from './wishes.ts'

export interface SessionStateParts {
  readonly nodes: Pick<Nodes, 'get'>
  readonly chains: Chains
  readonly wishes: Wishes
  readonly catalog: () => CatalogData
  readonly clock: Clock
  readonly signIns: Pick<NodeParts['signIns'], 'isOpen'>
}

/** What is to be seen of the sessions. It is derived from the nodes of their chains at each look; nothing is kept here. */
export class SessionStates {
  readonly #parts: SessionStateParts

  constructor(parts: SessionStateParts) {
    this.#parts = parts
  }

  /** Of a session that only bounded tools have asked for it is what they get. */
  state(id: SessionId): SessionState {
    const [wanted] = this.#parts.wishes.of(id)
    return wanted === undefined ? { kind: 'off' } : this.stateOf(wanted)
  }

  /** Of what a tool with these bounds gets. */
  boundedState(id: SessionId, bounds: SessionPolicies): SessionState {
    const wanted = this.#parts.wishes.of(id).find(each => keyOf(each.bounds) === keyOf(bounds))
    return wanted === undefined ? { kind: 'off' } : this.stateOf(wanted)
  }

  stateOf(wanted: Wanted): SessionState {
    const { chains, nodes, clock } = this.#parts
    const chain = chains.of(wanted)
    if (!chain.ok) return { kind: 'failed', why: chain.failure }
    const steps = stepsTo(chain.value).map(node => nodes.get(node.key))
    const state = stateOf(steps, clock.now())
    const open = state.kind === 'starting' ? this.openSignIn(chain.value) : null
    return open === null ? state : { kind: 'starting', why: open }
  }

  /** The STS calls that lead to a session that is on, with the life of what each gave; none for one that is off. */
  steps(id: SessionId): readonly StepView[] {
    const { wishes, chains, nodes, catalog, clock } = this.#parts
    const [wanted] = wishes.of(id)
    const chain = wanted === undefined ? null : chains.of(wanted)
    if (chain === null || !chain.ok) return []
    const lives = stepsTo(chain.value).map(node => nodes.get(node.key))
    return withLife(outlineOf(catalog(), id, chain.value), lives, clock.now())
  }

  /** Whom AWS takes the session's credentials for; null while there are none. */
  arnOf(id: SessionId): string | null {
    const chain = this.#parts.chains.of({ id, bounds: null })
    return chain.ok ? (this.heldOf(chain.value)?.credentials.arn ?? null) : null
  }

  /** The sessions that wait for one of these nodes. */
  waitingFor(keys: readonly NodeKey[]): readonly SessionId[] {
    const { wishes, chains } = this.#parts
    const waiting = wishes.on().filter(wanted => {
      const chain = chains.of(wanted)
      return chain.ok && stepsTo(chain.value).some(node => keys.includes(node.key))
    })
    return [...new Set(waiting.map(wanted => wanted.id))]
  }

  /** Whether something that is wanted fails for this. */
  fails(forThis: (failure: Failure) => boolean): boolean {
    return this.needed().some(({ key }) => {
      const trouble = this.#parts.nodes.get(key)?.trouble ?? null
      return trouble !== null && forThis(trouble.failure)
    })
  }

  /** All nodes that lead to what is wanted. */
  needed(): readonly ChainNode[] {
    const { wishes, chains } = this.#parts
    return wishes.on().flatMap(wanted => {
      const chain = chains.of(wanted)
      return chain.ok ? stepsTo(chain.value) : []
    })
  }

  /** What may be handed out of a node now; null where nothing may. */
  heldOf({ key }: ChainNode): Held | null {
    const { nodes, clock } = this.#parts
    const live = nodes.get(key)
    return live !== undefined && servable(live, clock.now()) ? live.held : null
  }

  /** That the chain waits for a company's page which is before the user's eyes, if it is so. */
  openSignIn(leaf: ChainNode): Failure | null {
    const steps = stepsTo(leaf)
    const source = steps[0]?.source
    if (source?.kind !== 'provider' || source.identity.kind !== 'saml-provider') return null
    const { id, name } = source.identity
    if (!this.#parts.signIns.isOpen(id) || steps.some(node => this.heldOf(node) !== null)) return null
    return { kind: 'sign-in', reason: 'open', provider: name, detail: '' }
  }
}
