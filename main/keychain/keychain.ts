import { type Clock, SECOND } from '../core/clock.ts'
import { done, type Failure, fail, type Result, succeed } from '../core/failure.ts'
import type { SecretStore } from '../core/keys.ts'
import { Secret } from '../core/secret.ts'
import type { Host, Reply, Request, StartHost } from './messages.ts'

/** A locked keyring may be asking for its password in a window of its own; after this (ms) it is given up. */
const TIME_LIMIT = 30 * SECOND
const CANARY = 'canary'

type Ask =
  | { readonly op: 'get' | 'remove'; readonly account: string }
  | { readonly op: 'set'; readonly account: string; readonly value: string }

type Outcome =
  | { readonly kind: 'replied'; readonly value: string | boolean | null }
  | { readonly kind: 'rejected'; readonly detail: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'timed-out' }

interface Pending {
  readonly id: number
  readonly finish: (outcome: Outcome) => void
}

/**
 * The OS keychain. One call at a time, each with a time limit. On Linux a locked keyring answers "no such item",
 * so that is believed only after an item of our own could be written and read back.
 */
export class Keychain implements SecretStore {
  readonly #start: StartHost
  readonly #clock: Clock
  #host: Host | null = null
  /** Whether this host has answered before: only then can it be the host that is at fault. */
  #hostWorked = false
  #pending: Pending | null = null
  #lastId = 0
  #queue: Promise<unknown> = Promise.resolve()

  constructor(start: StartHost, clock: Clock) {
    this.#start = start
    this.#clock = clock
  }

  get(account: string): Promise<Result<Secret | null>> {
    return this.#inTurn(async () => {
      const outcome = await this.#ask({ op: 'get', account })
      if (outcome.kind !== 'replied') return fail(toFailure(outcome))
      if (typeof outcome.value === 'string') return succeed(new Secret(outcome.value))
      const reachable = await this.#probe()
      return reachable.ok ? succeed(null) : reachable
    })
  }

  /** @throws if the value holds a NUL: the native module would cut it there without a word */
  set(account: string, value: Secret): Promise<Result<void>> {
    const text = value.reveal()
    if (text.includes('\0')) throw new Error('A keychain item may not hold a NUL character.')
    return this.#inTurn(async () => {
      const outcome = await this.#ask({ op: 'set', account, value: text })
      return outcome.kind === 'replied' ? done : fail(toFailure(outcome))
    })
  }

  remove(account: string): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const outcome = await this.#ask({ op: 'remove', account })
      if (outcome.kind !== 'replied') return fail(toFailure(outcome))
      return outcome.value === true ? done : this.#probe()
    })
  }

  close(): void {
    this.#host?.kill()
    this.#host = null
    this.#hostWorked = false
  }

  /** Writes an item that is no secret and reads it back: only then is "no such item" true of another one. */
  async #probe(): Promise<Result<void>> {
    const value = `understudy-${this.#lastId}`
    const set = await this.#ask({ op: 'set', account: CANARY, value })
    if (set.kind !== 'replied') return fail(toFailure(set))
    const got = await this.#ask({ op: 'get', account: CANARY })
    if (got.kind === 'replied' && got.value === value) return done
    return fail({ kind: 'keychain', reason: 'locked', detail: '' })
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(run)
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  /**
   * Tries once more in a new host where the old one had worked, since a process whose daemon was restarted never
   * reaches the new one; and where it crashed. Not else: it may be the user who has closed the keychain's dialog,
   * and it would only come again.
   */
  async #ask(ask: Ask): Promise<Outcome> {
    const hadWorked = this.#hostWorked
    const first = await this.#askOnce(ask)
    if (first.kind === 'replied') return first
    this.close()
    const again = first.kind === 'gone' || (first.kind === 'rejected' && hadWorked)
    return again ? this.#askOnce(ask) : first
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

/** The system translates these texts, so they are no more than a hint; each of them means "unavailable". */
function toFailure(outcome: Exclude<Outcome, { kind: 'replied' }>): Failure {
  switch (outcome.kind) {
    case 'timed-out':
      return { kind: 'keychain', reason: 'timed-out', detail: '' }
    case 'gone':
      return { kind: 'keychain', reason: 'unavailable', detail: 'the keychain’s process ended' }
    case 'rejected': {
      const locked = /locked|dismissed/i.test(outcome.detail)
      return { kind: 'keychain', reason: locked ? 'locked' : 'unavailable', detail: outcome.detail }
    }
  }
}
