import { setImmediate } from 'node:timers/promises'
import type { KeySource, Sts, StsCall } from '../../main/core/acquire.ts'
import type { CatalogStore } from '../../main/core/catalog.ts'
import type { CatalogData } from '../../main/core/catalog-data.ts'
import type { StsEndpoint } from '../../main/core/chain.ts'
import { type Clock, HOUR, SECOND } from '../../main/core/clock.ts'
import type { AccessKey, Issued } from '../../main/core/credentials.ts'
import { done, type Failure, fail, type Result, succeed } from '../../main/core/failure.ts'
import type { Identity } from '../../main/core/identity.ts'
import type { KeptToken, KeptTokenIndex } from '../../main/core/kept-tokens.ts'
import type { SecretStore, WhoAmI } from '../../main/core/keys.ts'
import { Secret } from '../../main/core/secret.ts'

/** Lets everything that waits for nothing but a promise go on. */
export async function flush(): Promise<void> {
  await setImmediate()
}

/** Stands still until it is told to go on; 2026-07-15, a whole hour. */
export class FakeClock implements Clock {
  #now = 495_576 * HOUR
  /** How far the computer's clock is from the time that it had at first. */
  #setBy = 0
  #timers: { readonly at: number; readonly run: () => void }[] = []

  now(): number {
    return this.#now
  }

  wall(): number {
    return this.#now + this.#setBy
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(each => each !== timer)
    }
  }

  /** How many timers are set: a part that has ended must leave none. */
  get timers(): number {
    return this.#timers.length
  }

  /** Runs what falls due, in order, each after everything that the one before set off. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    let atOnce = 0
    await flush()
    for (;;) {
      const [next] = this.#timers.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#timers = this.#timers.filter(each => each !== next)
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

  async pass(): Promise<void> {
    if (this.#shut) await new Promise<void>(resolve => this.#waiting.push(resolve))
  }
}

/** An STS that gives what is asked, until it is told otherwise. */
export class FakeSts implements Sts {
  readonly calls: StsCall[] = []
  /** Each code, with the moment when it was sent. */
  readonly sent: { readonly code: string; readonly at: number }[] = []
  readonly gate = new Gate()
  /** The most calls that were ever in flight at once for one request along one way from one key. */
  mostAtOnce = 0
  /** In the place of what was asked for, as AWS may do (ms). */
  life: number | null = null
  /** AWS's clock is right, whatever the computer's says; it may keep that to itself. */
  tellsTime = true
  readonly #clock: Clock
  readonly #next: Failure[] = []
  readonly #once = new Map<StsCall, Failure>()
  readonly #flying = new Map<string, number>()
  /** From the ID of a key that was given out to all that led to it. */
  readonly #origin = new Map<string, string>()
  #always: Failure | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get codes(): readonly string[] {
    return this.sent.map(each => each.code)
  }

  get operations(): readonly string[] {
    return this.calls.map(call => call.request.operation)
  }

  failNext(...failures: readonly Failure[]): void {
    this.#next.push(...failures)
  }

  /** Fails one call that waits at the gate. */
  failThat(call: StsCall | undefined, failure: Failure): void {
    if (call === undefined) throw new Error('No such call was made.')
    this.#once.set(call, failure)
  }

  /** @param failure null to work again */
  failAlways(failure: Failure | null): void {
    this.#always = failure
  }

  async obtain(call: StsCall): Promise<Result<Issued>> {
    this.calls.push(call)
    if (call.mfa !== null) this.sent.push({ code: call.mfa.code, at: this.#clock.now() })
    const way = this.#way(call)
    const flying = (this.#flying.get(way) ?? 0) + 1
    this.#flying.set(way, flying)
    this.mostAtOnce = Math.max(this.mostAtOnce, flying)
    await this.gate.pass()
    this.#flying.set(way, (this.#flying.get(way) ?? 0) - 1)
    const failure = this.#once.get(call) ?? this.#next.shift()
    if (failure !== undefined) return fail(failure)
    return this.#always === null ? succeed(this.#give(call, way)) : fail(this.#always)
  }

  #way({ request, endpoint, mfa, signer }: StsCall): string {
    const origin = this.#origin.get(signer.accessKeyId) ?? signer.accessKeyId
    return JSON.stringify([request, endpoint, mfa?.serial, origin])
  }

  #give({ request, caller }: StsCall, way: string): Issued {
    const accessKeyId = `ASIA${String(this.#origin.size).padStart(16, '0')}`
    this.#origin.set(accessKeyId, way)
    const usual = request.operation === 'AssumeRole' ? HOUR : 12 * HOUR
    const asked = request.durationSeconds === null ? usual : request.durationSeconds * SECOND
    const role = request.operation === 'AssumeRole' ? request : null
    const credentials = {
      accessKeyId,
      secretAccessKey: new Secret(`hidden-secret-${accessKeyId}`),
      sessionToken: new Secret(`hidden-token-${accessKeyId}`),
      expiration: this.#clock.now() + (this.life ?? asked),
      arn:
        role === null
          ? caller
          : `${role.roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${role.roleSessionName}`,
      account: (role?.roleArn ?? caller).split(':')[4] ?? '',
    }
    return { credentials, skew: this.tellsTime ? this.#clock.now() - this.#clock.wall() : null }
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

  async read(identity: Identity): Promise<Result<AccessKey>> {
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
  readonly failures = new Map<'get' | 'set' | 'remove', Failure>()
  /** In the place of what was set. */
  getsInstead: Secret | null | undefined

  get(account: string): Promise<Result<Secret | null>> {
    const item = this.getsInstead === undefined ? (this.items.get(account) ?? null) : this.getsInstead
    return this.#did('get', account, () => item)
  }

  set(account: string, value: Secret): Promise<Result<void>> {
    return this.#did('set', account, () => void this.items.set(account, value))
  }

  remove(account: string): Promise<Result<void>> {
    return this.#did('remove', account, () => void this.items.delete(account))
  }

  #did<T>(what: 'get' | 'set' | 'remove', account: string, act: () => T): Promise<Result<T>> {
    this.log.push(`${what} ${account}`)
    const failure = this.failures.get(what)
    return Promise.resolve(failure === undefined ? succeed(act()) : fail(failure))
  }
}

export class FakeWhoAmI implements WhoAmI {
  readonly asked: { readonly key: AccessKey; readonly endpoint: StsEndpoint }[] = []
  answer: Result<{ readonly arn: string; readonly account: string }> = succeed({
    arn: 'arn:aws:iam::111122223333:user/team/alice',
    account: '111122223333',
  })

  whoAmI(key: AccessKey, endpoint: StsEndpoint): Promise<typeof this.answer> {
    this.asked.push({ key, endpoint })
    return Promise.resolve(this.answer)
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
