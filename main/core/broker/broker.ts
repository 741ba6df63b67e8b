import type { CatalogData } from '../catalog/catalog-data.ts'
import { SECOND } from '../clock.ts'
import { type Failure, fail, isLockedScreen, type Result, succeed } from '../failures/failure.ts'
import { remedyOf } from '../failures/failure-remedy.ts'
import type { Session, SessionId } from '../sessions/session.ts'
import type { SessionPolicies } from '../sessions/session-policies.ts'
import { type ChainNode, type MfaDevice, stepsTo } from './chain.ts'
import { Chains } from './chains.ts'
import type { Held } from './credentials.ts'
import { type Handout, refused } from './handout.ts'
import { type Asker, QUIET } from './mfa.ts'
import { type NodeParts, Nodes } from './nodes.ts'
import { SessionStates } from './session-states.ts'
import { type StoppedBy, type Wanted, Wishes } from './wishes.ts'

export interface BrokerParts extends NodeParts {
  readonly catalog: () => CatalogData
  /** Whether a session may be used now: a production one may while its lease runs. */
  readonly isFree: (session: Session) => boolean
}

/** A tool that asks again and again for what was refused does not cause an STS call each time (ms). */
const TOOL_RETRY = 10 * SECOND

/** How long (ms) a tool's asking does not try again what has failed. */
function restAfter(failure: Failure): number {
  // Each try could open the keychain's own dialog, and whoever has closed that is left alone; a company's sign-in page
  // would only be loaded in vain.
  const asksSomebody = failure.kind === 'keychain' || failure.kind === 'sign-in'
  return asksSomebody && remedyOf(failure) === 'person' ? QUIET : TOOL_RETRY
}

/** Which sessions are wanted, and what may be handed out of them. */
export class Broker {
  readonly states: SessionStates
  readonly #parts: BrokerParts
  readonly #nodes: Nodes
  readonly #wishes = new Wishes()
  readonly #chains: Chains

  constructor(parts: BrokerParts) {
    this.#parts = parts
    this.#nodes = new Nodes(parts)
    this.#chains = new Chains(parts.catalog)
    this.states = new SessionStates({
      ...parts,
      nodes: this.#nodes,
      chains: this.#chains,
      wishes: this.#wishes,
    })
  }

  /** The user wants this session: what was stopped, refused or dismissed is tried anew. */
  start(id: SessionId): void {
    if (this.#leaseFailure(id) !== null) return
    // What runs for a bounded tool alone is not widened by a click on it; but it may be only the bounds that fail.
    if (this.#wishes.of(id).every(wanted => this.#hasFailedForGood(wanted))) this.#want({ id, bounds: null })
    const { prompts } = this.#parts
    const wasLocked = prompts.isLocked
    for (const wanted of this.#wishes.of(id)) {
      const chain = this.#chains.of(wanted)
      if (!chain.ok) continue
      for (const node of stepsTo(chain.value)) {
        const live = this.#nodes.get(node.key)
        // What is served still may wait for the code of its renewal.
        if (node.device !== null && (this.states.heldOf(node) === null || live?.trouble || live?.ticket))
          prompts.noteClick(node.device.serial)
        // Each outcome is kept in its node; nobody awaits it here.
        if (live?.trouble || live?.flight) void this.#nodes.obtain(node, 'you')
      }
      if (this.states.heldOf(chain.value) === null) void this.#nodes.obtain(chain.value, 'you')
    }
    if (wasLocked && !prompts.isLocked) this.#nodes.tryAgain(isLockedScreen, 'renewal')
    this.#parts.onChange()
  }

  /** The user gives a code anew though an older one is good still, since a policy wants a newer one. */
  giveNewerCode(id: SessionId): void {
    const chain = this.#chains.of({ id, bounds: null })
    const steps = chain.ok ? stepsTo(chain.value) : []
    for (const { key } of steps.filter(node => node.device !== null)) {
      this.#nodes.forget(key)
      void this.#parts.keptTokens.forget(token => token.node === key)
    }
    this.start(id)
  }

  /**
   * Tools are refused until the user starts it again. What it holds stays, so that this is quick and costs no code. Not
   * that of a production session: nothing that opens it is left here when its lease is over, and AWS's own record has a
   * call for each lease.
   */
  stop(id: SessionId, by: Extract<StoppedBy, 'user' | 'lease'> = 'user'): void {
    const chains = this.#isProduction(id) ? this.#wishes.of(id).map(wanted => this.#chains.of(wanted)) : []
    this.#wishes.stop(id, by)
    this.#nodes.need(this.states.needed())
    for (const chain of chains) if (chain.ok) this.#nodes.leave(chain.value.key)
    this.#parts.onChange()
  }

  /** Forgets all credentials. Nothing is served or started by a tool until the user starts it. */
  forgetAll(by: StoppedBy): void {
    for (const session of this.#parts.catalog().sessions) this.#wishes.stop(session.id, by)
    this.#nodes.need([])
    this.#nodes.clear()
    void this.#parts.keptTokens.forget(() => true)
    void this.#parts.signIns.forget()
    this.#parts.onChange()
  }

  /** The computer has slept, the network is back, the screen or the keychain was unlocked: one pass, no burst. */
  tryAgain(which: (failure: Failure) => boolean, asker: Asker = 'renewal'): void {
    this.#nodes.tryAgain(which, asker)
  }

  /** More time may have passed than our clock knows. What is held is served on until its renewal is there. */
  renewAll(): void {
    this.#nodes.renewAll()
  }

  /** To be called after each change of the catalog: an edited session goes on with its new parameters. */
  catalogChanged(): void {
    const { catalog, keptTokens, signIns } = this.#parts
    const { identities } = catalog()
    this.#chains.clear()
    const keyItems = identities.flatMap(each => (each.kind === 'iam-user' ? [each.keychainAccount] : []))
    void keptTokens.forget(token => !keyItems.includes(token.keyItem))
    // Before anything asks anew, which would join what is under way at the page of before.
    signIns.keepOnly(identities.filter(each => each.kind === 'saml-provider'))
    this.#wishes.keepOnly(catalog())
    this.#nodes.need(this.states.needed())
    for (const wanted of this.#wishes.on()) {
      const chain = this.#chains.of(wanted)
      if (chain.ok && this.#nodes.get(chain.value.key) === undefined)
        void this.#nodes.obtain(chain.value, 'renewal')
    }
  }

  isOn(id: SessionId): boolean {
    return this.#wishes.isOn(id)
  }

  /** Why it is not on, for whoever has started it, or may not be used any longer; null where it is and may. */
  whyOff(id: SessionId): Failure | null {
    if (this.isOn(id)) return this.#leaseFailure(id)
    return this.stoppedFailure(id) ?? { kind: 'not-found', what: 'session' }
  }

  /** Why no tool gets or starts it; null where it was not stopped. */
  stoppedFailure(id: SessionId): Failure | null {
    const by = this.#wishes.stoppedBy(id)
    return by === null ? null : { kind: 'stopped', session: this.#nameOf(id), by }
  }

  #hasFailedForGood(wanted: Wanted): boolean {
    const state = this.states.stateOf(wanted)
    return state.kind === 'failed' && remedyOf(state.why) === 'stop'
  }

  /**
   * For a tool: what is in memory, at once. A session that nobody has stopped starts by being asked for.
   * @param bounds what the tool may do at most; null for all that the session may
   */
  request(id: SessionId, bounds: SessionPolicies | null = null): Handout {
    const chain = this.#chains.of({ id, bounds })
    if (!chain.ok) return refused(chain.failure)
    const stopped = this.stoppedFailure(id)
    const failure = stopped ?? this.#leaseFailure(id)
    if (failure !== null) return refused(failure)
    this.#want({ id, bounds })
    const held = this.states.heldOf(chain.value)
    if (held !== null) return { kind: 'ready', held }
    // Whoever signs in takes minutes; a tool is told so, and comes back.
    const open = this.states.openSignIn(chain.value)
    if (open !== null) return refused(open)
    const now = this.#parts.clock.now()
    const live = this.#nodes.get(chain.value.key)
    const trouble = live?.flight === null ? live.trouble : null
    if (trouble !== null && (trouble.retryAt !== null || now - trouble.at < restAfter(trouble.failure)))
      return refused(trouble.failure)
    const device = this.#deviceWaitedFor(chain.value)
    const unasked = device === null ? null : this.#parts.prompts.refusal(device)
    const isQuiet = unasked?.kind === 'mfa' && unasked.reason === 'quiet'
    // One try, which asks nobody, leaves in the session why it does not start; further ones would say the same.
    if (isQuiet && live !== undefined) return refused(unasked)
    const settled = this.#nodes.obtain(chain.value, 'tool')
    if (device === null) return { kind: 'pending', settled }
    if (unasked !== null) return refused(unasked)
    return refused({ kind: 'code-needed', session: this.#nameOf(id), device: device.owner }, settled)
  }

  /** For a person who waits for it, and answers what is asked meanwhile. It is on from then on. */
  async obtain(id: SessionId): Promise<Result<Held>> {
    const chain = this.#chains.of({ id, bounds: null })
    if (!chain.ok) return chain
    const unleased = this.#leaseFailure(id)
    if (unleased !== null) return fail(unleased)
    this.#want({ id, bounds: null })
    const held = this.states.heldOf(chain.value)
    if (held !== null) return succeed(held)
    this.start(id)
    const obtained = await this.#nodes.obtain(chain.value, 'you')
    const off = this.whyOff(id)
    return off === null ? obtained : fail(off)
  }

  /** Ends all timers and prompts and forgets everything, for the end of the process. */
  close(): void {
    this.#nodes.need([])
    this.#nodes.clear()
  }

  #want(wanted: Wanted): void {
    if (!this.#wishes.want(wanted)) return
    this.#nodes.need(this.states.needed())
    this.#parts.onChange()
  }

  /** The device whose code the chain needs before it can go on, if there is one. */
  #deviceWaitedFor(leaf: ChainNode): MfaDevice | null {
    for (const node of [...stepsTo(leaf)].reverse()) {
      if (this.states.heldOf(node) !== null) return null
      if (node.device !== null) return this.#isKept(node) ? null : node.device
    }
    return null
  }

  /** Whether a look into the keychain may spare the code. After one it is known, and this is false. */
  #isKept(node: ChainNode): boolean {
    const live = this.#nodes.get(node.key)
    return this.#parts.keptTokens.has(node.key) && (live === undefined || live.ticket === null)
  }

  #leaseFailure(id: SessionId): Failure | null {
    const session = this.#parts.catalog().sessions.find(each => each.id === id)
    if (session === undefined || this.#parts.isFree(session)) return null
    return { kind: 'lease-needed', session: session.name }
  }

  #isProduction(id: SessionId): boolean {
    return this.#parts.catalog().sessions.some(session => session.id === id && session.production)
  }

  #nameOf(id: SessionId): string {
    return this.#parts.catalog().sessions.find(session => session.id === id)?.name ?? id
  }
}
