import { type Clock, SECOND } from '../core/clock.ts'
import type { Host, OtherTool, Reply, Request, StartHost } from './messages.ts'

/** A locked keyring may be asking for its password in a window of its own; after this (ms) it is given up. */
const TIME_LIMIT = 30 * SECOND

export type Ask =
  | { readonly op: 'get'; readonly account: string; readonly of?: OtherTool }
  | { readonly op: 'remove'; readonly account: string }
  | { readonly op: 'set'; readonly account: string; readonly value: string }

export type Outcome =
  | { readonly kind: 'replied'; readonly value: string | boolean | null }
  | { readonly kind: 'rejected'; readonly detail: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'timed-out' }

interface Pending {
  readonly id: number
  readonly finish: (outcome: Outcome) => void
}

/** With the process that has the native module: one question at a time, which whoever asks sees to. */
export class Conversation {
  readonly #start: StartHost
  readonly #clock: Clock
  #host: Host | null = null
  /** Whether this host has answered before: only then can it be the host that is at fault. */
  #hostWorked = false
  #pending: Pending | null = null
  #lastId = 0

  constructor(start: StartHost, clock: Clock) {
    this.#start = start
    this.#clock = clock
  }

  /** How many questions there were. */
  get count(): number {
    return this.#lastId
  }

  /**
   * Tries once more in a new host where the old one had worked, since a process whose daemon was restarted never
   * reaches the new one; and where it crashed. Not else: it may be the user who has closed the keychain's dialog,
   * and it would only come again.
   */
  async ask(ask: Ask): Promise<Outcome> {
    const hadWorked = this.#hostWorked
    const first = await this.#askOnce(ask)
    if (first.kind === 'replied') return first
    this.end()
    const again = first.kind === 'gone' || (first.kind === 'rejected' && hadWorked)
    return again ? this.#askOnce(ask) : first
  }

  end(): void {
    this.#host?.kill()
    this.#host = null
    this.#hostWorked = false
  }

  #askOnce(ask: Ask): Promise<Outcome> {
    return new Promise(resolve => {
      const request: Request = { ...ask, id: ++this.#lastId }
      const finish = (outcome: Outcome): void => {
        stop()
        this.#pending = null
        resolve(outcome)
      }
      const stop = this.#clock.after(TIME_LIMIT, () => finish({ kind: 'timed-out' }))
      this.#pending = { id: request.id, finish }
      try {
        this.#host ??= this.#startHost()
        this.#host.send(request)
      } catch (error) {
        finish({ kind: 'rejected', detail: error instanceof Error ? error.message : String(error) })
      }
    })
  }

  #startHost(): Host {
    const host: Host = this.#start({
      onReply: reply => this.#onReply(reply),
      onExit: () => {
        if (this.#host !== host) return
        this.#host = null
        this.#hostWorked = false
        this.#pending?.finish({ kind: 'gone' })
      },
    })
    return host
  }

  #onReply(reply: Reply): void {
    if (this.#pending?.id !== reply.id) return
    if (reply.ok) this.#hostWorked = true
    this.#pending.finish(
      reply.ok ? { kind: 'replied', value: reply.value } : { kind: 'rejected', detail: reply.error },
    )
  }
}
