import type { IdentityId } from '../catalog/identity.ts'
import { SECOND } from '../clock.ts'
import { assertNever, type Failure, fail, type Result } from '../failures/failure.ts'
import { remedyOf } from '../failures/failure-remedy.ts'
import { Acquire, type AcquireParts } from './acquire.ts'
import type { ChainNode, NodeKey } from './chain.ts'
import type { Held } from './credentials.ts'
import { type LiveNode, servable } from './live-node.ts'
import { type Asker, QUIET } from './mfa.ts'
import { renewAt, renewalPause, servedUntil } from './renewal.ts'

export interface NodeParts extends AcquireParts {
  /** 0 ≤ dice() < 1 */
  readonly dice: () => number
  readonly onChange: () => void
}

/**
 * A renewal whose prompt was not answered comes back after this (ms), while there is something to renew. A little
 * after the quiet time, since a timer may be early.
 */
const ASK_AGAIN = QUIET + SECOND

/** The live nodes: one STS call in flight for each, renewed before their end for as long as they are needed. */
export class Nodes {
  readonly #nodes = new Map<NodeKey, LiveNode>()
  readonly #parts: NodeParts
  readonly #acquire: Acquire
  #needed: ReadonlyMap<NodeKey, ChainNode> = new Map()

  constructor(parts: NodeParts) {
    this.#parts = parts
    this.#acquire = new Acquire(parts, {
      get: key => this.get(key),
      obtain: (node, asker) => this.obtain(node, asker),
      isWanted: live => this.#isWanted(live),
    })
  }

  get(key: NodeKey): LiveNode | undefined {
    return this.#nodes.get(key)
  }

  /**
   * Says which nodes are wanted from now on. The others are not renewed, and what waits for them ends; but what
   * they hold stays till its end, since another session of the same chain may want it and spare a prompt.
   */
  need(nodes: readonly ChainNode[]): void {
    this.#needed = new Map(nodes.map(node => [node.key, node]))
    for (const live of this.#nodes.values()) {
      const wanted = this.#needed.get(live.node.key)
      if (wanted !== undefined) {
        live.node = wanted
        if (live.flight === null) this.#plan(live)
      } else if (live.held === null && live.flight === null) this.#drop(live)
      else {
        // A call in flight is let end: what it brings may serve later, and no second one is started beside it.
        live.stopNext()
        live.ticket?.close()
        this.#withdrawSignIn(live)
      }
    }
  }

  /** Nobody is to sign in for what was stopped, unless another session waits for the same page. */
  #withdrawSignIn({ node, flight }: LiveNode): void {
    const provider = samlProviderOf(node)
    if (provider === null || flight === null) return
    if ([...this.#needed.values()].every(each => samlProviderOf(each) !== provider))
      this.#parts.signIns.withdraw(provider)
  }

  /** Forgets everything, and ends every timer and prompt. */
  clear(): void {
    for (const live of this.#nodes.values()) this.#drop(live)
  }

  /** What the node holds is not to be served again, though it has not ended. */
  forget(key: NodeKey): void {
    const live = this.#nodes.get(key)
    if (live === undefined) return
    live.held = null
    live.stopEnd()
    live.stopNext()
    if (live.flight === null && !this.#needed.has(key)) this.#drop(live)
  }

  /** Forgets a node that nobody needs any longer; what a call that is under way for it brings is forgotten too. */
  leave(key: NodeKey): void {
    const live = this.#nodes.get(key)
    if (live !== undefined && !this.#needed.has(key)) this.#drop(live)
  }

  /** Joins the call in flight, if there is one. Its outcome is kept in the node as well. */
  obtain(node: ChainNode, asker: Asker): Promise<Result<Held>> {
    const live = this.#nodes.get(node.key) ?? this.#create(node)
    if (live.flight !== null) {
      if (asker === 'you') this.#notePerson(live)
      return live.flight
    }
    live.asker = asker
    live.stopNext()
    const flight = this.#acquire
      .run(live)
      // A port that throws has a fault in its code; the session must not be stuck for that.
      .catch((error: unknown) => fail({ kind: 'fault', detail: String(error) }))
      .then(result => {
        live.flight = null
        this.#settle(live, result)
        return result
      })
    live.flight = flight
    return flight
  }

  /**
   * What was in the way is gone: tries again at once, in one pass, what had failed for it. Where it fails again the
   * pauses begin anew, since the network may need some seconds after a sleep.
   */
  tryAgain(which: (failure: Failure) => boolean, asker: Asker): void {
    for (const live of this.#nodes.values()) {
      const { trouble } = live
      if (trouble === null || live.flight !== null || !this.#isWanted(live) || !which(trouble.failure))
        continue
      live.trouble = { ...trouble, count: 0 }
      const forTool = asker === 'renewal' && live.held === null && live.asker === 'tool'
      // How it ends is kept in the node.
      void this.obtain(live.node, forTool ? 'tool' : asker)
    }
    this.#parts.onChange()
  }

  /** More time may have passed than our clock knows: what is held may have ended, and is got anew where nobody is needed. */
  renewAll(): void {
    // How it ends is kept in the node.
    for (const live of this.#nodes.values())
      if (live.held !== null && live.node.device === null && live.flight === null && this.#isWanted(live))
        void this.obtain(live.node, 'renewal')
    this.#parts.onChange()
  }

  /** What was begun for a tool, unseen, goes on before the eyes of whoever has clicked for it. */
  #notePerson(live: LiveNode): void {
    const { signIns } = this.#parts
    const provider = samlProviderOf(live.node)
    // One that was begun for a person comes up by itself where it must.
    if (provider !== null && (live.asker !== 'you' || signIns.isOpen(provider))) signIns.raise(provider)
    live.asker = 'you'
  }

  #create(node: ChainNode): LiveNode {
    const live: LiveNode = {
      node,
      held: null,
      renewsAt: 0,
      flight: null,
      asker: 'renewal',
      ticket: null,
      trouble: null,
      stopNext: () => {},
      stopEnd: () => {},
    }
    this.#nodes.set(node.key, live)
    return live
  }

  #isWanted(live: LiveNode): boolean {
    return this.#nodes.get(live.node.key) === live && this.#needed.has(live.node.key)
  }

  #settle(live: LiveNode, result: Result<Held>): void {
    if (this.#nodes.get(live.node.key) !== live) return
    const now = this.#parts.clock.now()
    if (!result.ok && isWithdrawn(result.failure) && this.#isWanted(live)) {
      // Wanted no more, and then again, while this call was ending. Its outcome is kept in the node.
      void this.obtain(live.node, live.asker)
      this.#parts.onChange()
      return
    }
    if (result.ok) {
      live.held = result.value
      live.renewsAt = renewAt(result.value, this.#parts.dice())
      live.trouble = null
      this.#watchEnd(live, result.value)
      this.#tryThoseAbove(live)
    } else {
      const count = (live.trouble?.count ?? 0) + 1
      const retryAt = this.#retryAt(live, result.failure, count)
      live.trouble = { failure: result.failure, at: now, count, retryAt }
    }
    if (this.#needed.has(live.node.key)) this.#plan(live)
    else if (live.held === null) this.#drop(live)
    this.#parts.onChange()
  }

  /** What has failed for want of this node need not wait for the end of its own pause, nor for a person. */
  #tryThoseAbove({ node }: LiveNode): void {
    for (const above of this.#nodes.values()) {
      const { source } = above.node
      const waits = above.trouble !== null && remedyOf(above.trouble.failure) !== 'stop'
      const isAbove = source.kind === 'node' && source.node.key === node.key
      // How it ends is kept in the node.
      if (waits && isAbove && this.#isWanted(above)) void this.obtain(above.node, 'renewal')
    }
  }

  #retryAt(live: LiveNode, failure: Failure, count: number): number | null {
    const now = this.#parts.clock.now()
    const remedy = remedyOf(failure)
    switch (remedy) {
      case 'retry': {
        const left = live.held === null ? Number.POSITIVE_INFINITY : servedUntil(live.held) - now
        return now + renewalPause(count, left, this.#parts.dice())
      }
      case 'person':
        return live.held !== null && now + ASK_AGAIN < servedUntil(live.held) ? now + ASK_AGAIN : null
      case 'stop':
        return null
      default:
        return assertNever(remedy)
    }
  }

  #plan(live: LiveNode): void {
    live.stopNext()
    const at = live.trouble === null ? (live.held === null ? null : live.renewsAt) : live.trouble.retryAt
    if (at === null) return
    live.stopNext = this.#parts.clock.after(Math.max(0, at - this.#parts.clock.now()), () => {
      // How this ends is kept in the node.
      void this.obtain(live.node, 'renewal')
      this.#parts.onChange()
    })
  }

  #watchEnd(live: LiveNode, held: Held): void {
    live.stopEnd()
    const left = Math.max(0, servedUntil(held) - this.#parts.clock.now())
    live.stopEnd = this.#parts.clock.after(left, () => {
      // A timer may be a little early.
      if (servable(live, this.#parts.clock.now())) return this.#watchEnd(live, held)
      live.held = null
      if (!this.#needed.has(live.node.key) && live.flight === null) this.#drop(live)
      this.#parts.onChange()
    })
  }

  #drop(live: LiveNode): void {
    this.#nodes.delete(live.node.key)
    live.stopNext()
    live.stopEnd()
    live.ticket?.close()
  }
}

function samlProviderOf({ source }: ChainNode): IdentityId | null {
  return source.kind === 'provider' && source.identity.kind === 'saml-provider' ? source.identity.id : null
}

function isWithdrawn(failure: Failure): boolean {
  return failure.kind === 'mfa' && failure.reason === 'withdrawn'
}
