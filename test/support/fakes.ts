import { setImmediate } from 'node:timers/promises'
import type { KeySource } from '../../main/core/broker/acquire.ts'
import type { StsEndpoint } from '../../main/core/broker/chain.ts'
import type { AccessKey, Signer } from '../../main/core/broker/credentials.ts'
import type { KeptToken, KeptTokenIndex } from '../../main/core/broker/kept-tokens.ts'
import type { CatalogStore } from '../../main/core/catalog/catalog.ts'
import type { CatalogData } from '../../main/core/catalog/catalog-data.ts'
import type { IamUser } from '../../main/core/catalog/identity.ts'
import { type Clock, HOUR } from '../../main/core/clock.ts'
import { done, type Failure, fail, type Result, succeed } from '../../main/core/failures/failure.ts'
import { Secret } from '../../main/core/secret.ts'
import type { SecretStore } from '../../main/core/secret-store.ts'
import type { Caller, Lookups } from '../../main/core/sts/lookups.ts'
import type { ActivityEntry, ActivityStore } from '../../main/core/tools/activity.ts'

/** Lets everything that waits for nothing but a promise go on. */
export async function flush(): Promise<void> {
  await setImmediate()
}

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** Stands still until it is told to go on; 2026-07-15, a whole hour. */
export class FakeClock implements Clock {
  #now = 495_576 * HOUR
  /** How far the computer's clock is from the time that it had at first. */
  #setBy = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#now
  }

  wall(): number {
    return this.#now + this.#setBy
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }

  /** How many timers are set: a part that has ended must leave none. */
  get timers(): number {
    return this.#timers.size
  }

  /** Runs what falls due, in order, each after everything that the one before set off. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    let atOnce = 0
    await flush()
    for (;;) {
      const next = this.#earliest()
      if (next === null || next.at > end) break
      this.#timers.delete(next)
      atOnce = next.at > this.#now ? 0 : atOnce + 1
      if (atOnce > 1_000) throw new Error('A storm: a thousand timers have run, and no time has passed.')
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await flush()
    }
    this.#now = end
  }

  /** Time goes on while no timer runs, as when the machine sleeps. */
  sleep(ms: number): void {
    this.#now += ms
  }

  /** Somebody sets the computer's clock forward, or back with less than 0. No time passes. */
  set(ms: number): void {
    this.#setBy += ms
  }

  /** The process has ended, and its timers with it. */
  forgetTimers(): void {
    this.#timers.clear()
  }

  /** Of those that fall due together the one that was set first: the set keeps them in that order. */
  #earliest(): Timer | null {
    let earliest: Timer | null = null
    for (const timer of this.#timers) if (earliest === null || timer.at < earliest.at) earliest = timer
    return earliest
  }
}

/** A gate for answers: open by default; while it is shut, who comes waits until let through. */
export class Gate {
  #waiting: (() => void)[] = []
  #shut = false

  get waiting(): number {
    return this.#waiting.length
  }

  shut(): void {
    this.#shut = true
  }

  /** Lets through everybody who waits, and who comes later. */
  async open(): Promise<void> {
    this.#shut = false
    for (const go of this.#waiting.splice(0)) go()
    await flush()
  }

  /** Lets the one through who has waited longest, and nobody else. */
  async letOne(): Promise<void> {
    this.#waiting.shift()?.()
    await flush()
  }

  /** Lets the one through who came last, and nobody else. */
  async letLast(): Promise<void> {
    this.#waiting.pop()?.()
    await flush()
  }

  /** Who waits is never let through, as when their process has ended. */
  forget(): void {
    this.#waiting = []
  }

  async pass(): Promise<void> {
    if (this.#shut) await new Promise<void>(resolve => this.#waiting.push(resolve))
  }
}

export const TYPED_SECRET = 'hidden+secret+of+forty+characters+AAAAAA'

/** The keys of identities, without a keychain. */
export class FakeKeySource implements KeySource {
  readonly gate = new Gate()
  failure: Failure | null = null
  /** Thrown once, as by a fault in the code. */
  fault: Error | null = null
  reads = 0

  async read(identity: IamUser): Promise<Result<AccessKey>> {
    this.reads += 1
    await this.gate.pass()
    const { fault } = this
    this.fault = null
    if (fault !== null) throw fault
    if (this.failure !== null) return fail(this.failure)
    return succeed({
      accessKeyId: `AKIA${identity.keychainAccount}`,
      secretAccessKey: new Secret(TYPED_SECRET),
    })
  }
}

/** A keychain in memory, with a log of what was done in which order. */
export class FakeSecretStore implements SecretStore {
  readonly items = new Map<string, Secret>()
  readonly log: string[] = []
  readonly gate = new Gate()
  readonly failures = new Map<'get' | 'set' | 'remove', Failure>()
  /** In the place of what was set. */
  getsInstead: Secret | null | undefined

  get(account: string): Promise<Result<Secret | null>> {
    return this.#did('get', account, () =>
      this.getsInstead === undefined ? (this.items.get(account) ?? null) : this.getsInstead,
    )
  }

  set(account: string, value: Secret): Promise<Result<void>> {
    return this.#did('set', account, () => void this.items.set(account, value))
  }

  remove(account: string): Promise<Result<void>> {
    return this.#did('remove', account, () => void this.items.delete(account))
  }

  async #did<T>(what: 'get' | 'set' | 'remove', account: string, act: () => T): Promise<Result<T>> {
    this.log.push(`${what} ${account}`)
    await this.gate.pass()
    const failure = this.failures.get(what)
    return failure === undefined ? succeed(act()) : fail(failure)
  }
}

type Lookup = keyof Lookups

/** Answers what is looked up, and knows what that was. */
export class FakeLookups implements Lookups {
  readonly asked: {
    readonly what: Lookup
    readonly of: string | null
    readonly signer: Signer
    readonly endpoint: StsEndpoint
  }[] = []
  caller: Result<Caller> = succeed({
    arn: 'arn:aws:iam::111122223333:user/team/alice',
    account: '111122223333',
    userId: 'AIDAALICE',
  })
  account: Result<string> = succeed('111122223333')
  decoded: Result<string> = succeed('{"allowed":false}')
  devices: Result<readonly string[]> = succeed(['arn:aws:iam::111122223333:mfa/alice'])

  whoAmI(signer: Signer, endpoint: StsEndpoint): Promise<Result<Caller>> {
    return this.#answer('whoAmI', null, signer, endpoint, this.caller)
  }

  accountOfKey(accessKeyId: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>> {
    return this.#answer('accountOfKey', accessKeyId, signer, endpoint, this.account)
  }

  decode(message: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>> {
    return this.#answer('decode', message, signer, endpoint, this.decoded)
  }

  mfaDevices(signer: Signer, endpoint: StsEndpoint): Promise<Result<readonly string[]>> {
    return this.#answer('mfaDevices', null, signer, endpoint, this.devices)
  }

  #answer<T>(
    what: Lookup,
    of: string | null,
    signer: Signer,
    endpoint: StsEndpoint,
    answer: Result<T>,
  ): Promise<Result<T>> {
    this.asked.push({ what, of, signer, endpoint })
    return Promise.resolve(answer)
  }
}

/** A settings file in memory. */
export class FakeCatalogStore implements CatalogStore {
  readonly saved: CatalogData[] = []
  readonly gate = new Gate()
  failure: Failure | null = null
  /** Thrown once, as by a fault in the code. */
  fault: Error | null = null

  async save(data: CatalogData): Promise<Result<void>> {
    await this.gate.pass()
    const { fault } = this
    this.fault = null
    if (fault !== null) throw fault
    if (this.failure !== null) return fail(this.failure)
    this.saved.push(data)
    return done
  }
}

/** `id-1`, `id-2` and so on. */
export function countingIds(prefix = 'id'): () => string {
  let count = 0
  return () => {
    count += 1
    return `${prefix}-${count}`
  }
}

/** The index of kept session tokens, in memory. */
export class FakeTokenIndex implements KeptTokenIndex {
  keptTokens: readonly KeptToken[] = []
  failure: Failure | null = null

  saveKeptTokens(tokens: readonly KeptToken[]): Result<void> {
    if (this.failure !== null) return fail(this.failure)
    this.keptTokens = tokens
    return done
  }
}

/** Keeps what a file would hold: each line that was appended. */
export class FakeActivityStore implements ActivityStore {
  readonly lines: ActivityEntry[] = []
  /** Why nothing can be written; null while it can. */
  failure: Failure | null = null

  load(): readonly ActivityEntry[] {
    return [...new Map(this.lines.map(line => [line.id, line])).values()]
  }

  append(entry: ActivityEntry): Result<void> {
    if (this.failure !== null) return fail(this.failure)
    this.lines.push(entry)
    return done
  }
}
