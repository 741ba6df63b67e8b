import type { ChainNode, MfaDevice, NodeKey, StsEndpoint, StsRequest } from './chain.ts'
import { type Clock, SECOND } from './clock.ts'
import type { AccessKey, Credentials, Held, Signer } from './credentials.ts'
import {
  assertNever,
  type Failure,
  fail,
  isExpiredToken,
  isWrongCode,
  type Result,
  remedyOf,
  succeed,
} from './failure.ts'
import type { Identity } from './identity.ts'
import { type LiveNode, servable } from './live-node.ts'
import { type Asker, type Prompts, QUIET } from './mfa.ts'
import { backoff, renewAt, servedUntil } from './renewal.ts'

export interface StsCall {
  readonly request: StsRequest
  readonly signer: Signer
  /** The ARN behind the signer, for explanations. */
  readonly caller: string
  readonly endpoint: StsEndpoint
  readonly mfa: { readonly serial: string; readonly code: string } | null
}

export interface Sts {
  /** One attempt where the call carries a code; else a passing fault may be tried again, within 10 s in all. */
  obtain(call: StsCall): Promise<Result<Credentials>>
}

export interface KeySource {
  read(identity: Identity): Promise<Result<AccessKey>>
}

export interface NodeParts {
  readonly clock: Clock
  /** 0 ≤ dice() < 1 */
  readonly dice: () => number
  readonly sts: Sts
  readonly keys: KeySource
  readonly prompts: Prompts
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
  #needed: ReadonlyMap<NodeKey, ChainNode> = new Map()

  constructor(parts: NodeParts) {
    this.#parts = parts
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
      }
    }
  }

  /** Forgets everything, and ends every timer and prompt. */
  clear(): void {
    for (const live of this.#nodes.values()) this.#drop(live)
  }

  /** Joins the call in flight, if there is one. Its outcome is kept in the node as well. */
  obtain(node: ChainNode, asker: Asker): Promise<Result<Held>> {
    const live = this.#nodes.get(node.key) ?? this.#create(node)
    if (live.flight !== null) {
      if (asker === 'you') live.asker = 'you'
      return live.flight
    }
    live.asker = asker
    live.stopNext()
    const flight = this.#fetch(live)
      // A port that throws has a fault in its code; the session must not be stuck for that.
      .catch((error: unknown) => fail({ kind: 'fault', detail: String(error) }))
      .then(result => {
        live.flight = null
        const kept = result.ok ? this.#unlessEnded(result.value) : result
        this.#settle(live, kept)
        return kept
      })
    live.flight = flight
    return flight
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

  async #fetch(live: LiveNode): Promise<Result<Held>> {
    const signer = await this.#signer(live)
    if (!signer.ok) return signer
    // The keychain may have taken its time, and what is wanted no more must not raise a prompt.
    if (!this.#isWanted(live)) return withdrawn(live)
    if (live.node.device !== null) return this.#fetchWithCode(live, live.node.device)
    const first = await this.#call(live.node, signer.value, null)
    if (first.ok || !isExpiredToken(first.failure) || live.node.source.kind !== 'node') return first
    // AWS knows better than our clock: renew the source, then this one, and trouble nobody while that works.
    // Unless that was done already, for another node that starts from the same source.
    const source = this.#nodes.get(live.node.source.node.key)
    if (source?.held?.credentials === signer.value.signer) source.held = null
    const renewed = await this.#signer(live)
    return renewed.ok ? this.#call(live.node, renewed.value, null) : renewed
  }

  async #fetchWithCode(live: LiveNode, device: MfaDevice): Promise<Result<Held>> {
    const asked = this.#parts.prompts.ask(device, live.node.key, live.asker)
    if (!asked.ok) return asked
    const ticket = asked.value
    live.ticket = ticket
    try {
      let last: 'wrong' | 'not-delivered' | null = null
      for (;;) {
        const code = await ticket.next(last)
        if (!code.ok) return code
        // Read anew: a person may have taken two minutes, and the secret was not held meanwhile.
        const signer = await this.#signer(live)
        if (!signer.ok) return signer
        const result = await this.#call(live.node, signer.value, { serial: device.serial, code: code.value })
        if (result.ok) return result
        if (isWrongCode(result.failure)) last = 'wrong'
        else if (remedyOf(result.failure) === 'retry') last = 'not-delivered'
        else return result
      }
    } finally {
      live.ticket = null
      ticket.close()
    }
  }

  async #call(node: ChainNode, by: SignerAndCaller, mfa: StsCall['mfa']): Promise<Result<Held>> {
    const { request, endpoint } = node
    const result = await this.#parts.sts.obtain({ request, endpoint, mfa, ...by })
    if (!result.ok) return result
    return succeed({ credentials: result.value, obtainedAt: this.#parts.clock.now() })
  }

  async #signer({ node, asker }: LiveNode): Promise<Result<SignerAndCaller>> {
    if (node.source.kind === 'key') {
      const { identity } = node.source
      const key = await this.#parts.keys.read(identity)
      return key.ok ? succeed({ signer: { ...key.value, sessionToken: null }, caller: identity.arn }) : key
    }
    const source = this.#nodes.get(node.source.node.key)
    const held =
      source !== undefined && servable(source, this.#parts.clock.now())
        ? succeed(source.held)
        : await this.obtain(node.source.node, asker)
    if (!held.ok) return held
    const { credentials } = held.value
    return succeed({ signer: credentials, caller: credentials.arn })
  }

  #isWanted(live: LiveNode): boolean {
    return this.#nodes.get(live.node.key) === live && this.#needed.has(live.node.key)
  }

  /** By a clock that is ahead, credentials can have ended as they come: to get them again at once would be a storm. */
  #unlessEnded(held: Held): Result<Held> {
    const late = held.obtainedAt - held.credentials.expiration
    return late < 0 ? succeed(held) : fail({ kind: 'clock-ahead', late })
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

  /** What a person has done for one session helps the others that start from the same node. */
  #tryThoseAbove({ node }: LiveNode): void {
    for (const above of this.#nodes.values()) {
      const { source } = above.node
      const waits = above.trouble !== null && remedyOf(above.trouble.failure) === 'person'
      const isAbove = source.kind === 'node' && source.node.key === node.key
      // How it ends is kept in the node.
      if (waits && isAbove && this.#isWanted(above)) void this.obtain(above.node, 'renewal')
    }
  }

  #retryAt(live: LiveNode, failure: Failure, count: number): number | null {
    const now = this.#parts.clock.now()
    const remedy = remedyOf(failure)
    switch (remedy) {
      case 'retry':
        return now + backoff(count, this.#parts.dice())
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

function withdrawn(live: LiveNode): Result<Held> {
  return fail({ kind: 'mfa', reason: 'withdrawn', device: live.node.device?.owner ?? '' })
}

function isWithdrawn(failure: Failure): boolean {
  return failure.kind === 'mfa' && failure.reason === 'withdrawn'
}

interface SignerAndCaller {
  readonly signer: Signer
  readonly caller: string
}
