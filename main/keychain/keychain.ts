import type { Clock } from '../core/clock.ts'
import { done, type Failure, fail, type Result, succeed } from '../core/failures/failure.ts'
import { remedyOf } from '../core/failures/failure-remedy.ts'
import { Secret } from '../core/secret.ts'
import type { SecretStore } from '../core/secret-store.ts'
import { type Ask, Conversation, type Outcome } from './conversation.ts'
import { type KeychainLock, LockWatch } from './lock-watch.ts'
import type { OtherTool, StartHost } from './messages.ts'

const CANARY = 'canary'
/** Of its own: another Understudy may be looking at the canary at this moment. */
const TRIAL = 'trial'

/**
 * The OS keychain. One call at a time, each with a time limit. On Linux a locked keyring answers "no such item",
 * so that is believed only when the system says that it is unlocked, or after an item of our own could be written
 * and read back.
 */
export class Keychain implements SecretStore {
  readonly #host: Conversation
  /** Null where the system has no lock. */
  readonly #lock: LockWatch | null
  #lastTurn = 0
  /** The last answer that only a person can change, and who was in line when it came. */
  #refused: { readonly failure: Failure; readonly lastTurn: number } | null = null
  #queue: Promise<unknown> = Promise.resolve()

  /** @param lock null where the system has no such thing */
  constructor(start: StartHost, clock: Clock, lock: KeychainLock | null) {
    this.#host = new Conversation(start, clock)
    this.#lock = lock === null ? null : new LockWatch(lock, clock)
  }

  get(account: string): Promise<Result<Secret | null>> {
    return this.#get({ op: 'get', account })
  }

  /** An item that another program keeps; on macOS the system asks the user whether it may be read. */
  getOf(of: OtherTool, account: string): Promise<Result<Secret | null>> {
    return this.#get({ op: 'get', account, of })
  }

  #get(ask: Ask): Promise<Result<Secret | null>> {
    return this.#inTurn(async () => {
      const answer = await this.#askSurely(ask)
      if (!answer.ok) return answer
      return succeed(typeof answer.value === 'string' ? new Secret(answer.value) : null)
    })
  }

  /** @throws if the value holds a NUL: the native module would cut it there without a word */
  set(account: string, value: Secret): Promise<Result<void>> {
    const text = value.reveal()
    if (text.includes('\0')) throw new Error('A keychain item may not hold a NUL character.')
    return this.#inTurn(async () => {
      const outcome = await this.#host.ask({ op: 'set', account, value: text })
      return outcome.kind === 'replied' ? done : fail(await this.#toFailure(outcome))
    })
  }

  remove(account: string): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const answer = await this.#askSurely({ op: 'remove', account })
      return answer.ok ? done : answer
    })
  }

  /** Takes away what was written to see whether it is open. There may be none, and that is no reason to write it anew. */
  removeProbe(): Promise<Result<void>> {
    return this.#inTurn(async () => {
      for (const account of [CANARY, TRIAL]) {
        const outcome = await this.#host.ask({ op: 'remove', account })
        if (outcome.kind !== 'replied') return fail(await this.#toFailure(outcome))
      }
      return done
    })
  }

  /** Writes an item that is no secret, reads it back and deletes it. Where it is locked, that may open a dialog. */
  tryOut(): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const tried = await this.#probe(TRIAL)
      if (!tried.ok) return tried
      const removed = await this.#host.ask({ op: 'remove', account: TRIAL })
      return removed.kind === 'replied' ? done : fail(await this.#toFailure(removed))
    })
  }

  /** Whether it can be used without a dialog, as far as the system tells. */
  async isOpen(): Promise<boolean> {
    return this.#lock === null || (await this.#lock.isLocked()) === false
  }

  close(): void {
    this.#lock?.end()
    this.#host.end()
  }

  /** That there is no such item is believed only of a keychain that was open when it said so. */
  async #askSurely(ask: Ask): Promise<Result<string | boolean | null>> {
    const first = await this.#host.ask(ask)
    if (first.kind !== 'replied') return fail(await this.#toFailure(first))
    if (first.value !== null && first.value !== false) return succeed(first.value)
    const open = await this.#checkOpen()
    if (!open.ok) return open
    // It may have been unlocked between the two questions, as happens at a login.
    const again = await this.#host.ask(ask)
    return again.kind === 'replied' ? succeed(again.value) : fail(await this.#toFailure(again))
  }

  /** Whether "no such item" can be true. */
  async #checkOpen(): Promise<Result<void>> {
    const lock = this.#lock
    const locked = lock === null ? null : await lock.isLocked()
    if (locked === false) return done
    // Not probed where it is locked: that could open a dialog, after the one that was just closed.
    if (lock === null || locked === null) return this.#probe()
    lock.begin()
    return fail({ kind: 'keychain', reason: 'locked', detail: '' })
  }

  /** Writes an item that is no secret and reads it back: only then is "no such item" true of another one. */
  async #probe(account = CANARY): Promise<Result<void>> {
    const value = `understudy-${this.#host.count}`
    const set = await this.#host.ask({ op: 'set', account, value })
    if (set.kind !== 'replied') return fail(await this.#toFailure(set))
    const got = await this.#host.ask({ op: 'get', account })
    if (got.kind === 'replied' && got.value === value) return done
    return fail({ kind: 'keychain', reason: 'locked', detail: '' })
  }

  #inTurn<T>(run: () => Promise<Result<T>>): Promise<Result<T>> {
    const number = ++this.#lastTurn
    const turn = this.#queue.then(async () => {
      if (this.#refused !== null && number <= this.#refused.lastTurn) return fail(this.#refused.failure)
      const result = await run()
      if (!result.ok) this.#noteFailure(result.failure)
      return result
    })
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  #noteFailure(failure: Failure): void {
    // Each of those that wait in line would open the same dialog again: what became of it holds for them too.
    if (remedyOf(failure) === 'person') this.#refused = { failure, lastTurn: this.#lastTurn }
    void this.#lock?.beginIfLocked()
  }

  async #toFailure(outcome: Exclude<Outcome, { kind: 'replied' }>): Promise<Failure> {
    // Nobody needs to type anything: it was busy or hung, and may be well again.
    if (outcome.kind === 'timed-out' && (await this.#lock?.isLocked()) === false)
      return { kind: 'keychain', reason: 'unavailable', detail: 'it did not answer in time' }
    return toFailure(outcome)
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
