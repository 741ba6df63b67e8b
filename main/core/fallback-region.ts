import type { Sts, StsCall } from './acquire.ts'
import type { StsEndpoint } from './chain.ts'
import { type Clock, MINUTE } from './clock.ts'
import type { AccessKey, Issued } from './credentials.ts'
import type { Result } from './failure.ts'
import type { Caller, WhoAmI } from './keys.ts'

/** For so long (ms) a Region that could not be reached is asked second: else each call would first wait for it. */
const AVOIDED_FOR = 5 * MINUTE

/** Where a Region can't be reached, asks the fallback Region that the identity has, if it has one. */
export class FallbackRegion implements Sts, WhoAmI {
  readonly #sts: Sts
  readonly #who: WhoAmI
  readonly #clock: Clock
  readonly #avoidedUntil = new Map<string, number>()

  constructor(sts: Sts, who: WhoAmI, clock: Clock) {
    this.#sts = sts
    this.#who = who
    this.#clock = clock
  }

  obtain(call: StsCall): Promise<Result<Issued>> {
    // A code that may have arrived is spent: the next one goes to the other Region.
    return this.#ask(call.endpoint, call.mfa === null, endpoint => this.#sts.obtain({ ...call, endpoint }))
  }

  whoAmI(key: AccessKey, endpoint: StsEndpoint): Promise<Result<Caller>> {
    return this.#ask(endpoint, true, where => this.#who.whoAmI(key, where))
  }

  async #ask<T>(
    endpoint: StsEndpoint,
    mayAskTwice: boolean,
    run: (endpoint: StsEndpoint) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const { region, fallbackRegion, url } = endpoint
    // A custom URL is one host, whatever the Region.
    if (fallbackRegion === null || url !== null) return run(endpoint)
    const askIn = async (where: string): Promise<Result<T>> => {
      const result = await run({ ...endpoint, region: where })
      if (isUnreachable(result)) this.#avoidedUntil.set(where, this.#clock.now() + AVOIDED_FOR)
      else this.#avoidedUntil.delete(where)
      return result
    }
    const turned = this.#isAvoided(region) && !this.#isAvoided(fallbackRegion)
    const [first, second] = turned ? [fallbackRegion, region] : [region, fallbackRegion]
    const result = await askIn(first)
    return isUnreachable(result) && mayAskTwice ? askIn(second) : result
  }

  #isAvoided(region: string): boolean {
    return this.#clock.now() < (this.#avoidedUntil.get(region) ?? 0)
  }
}

function isUnreachable(result: Result<unknown>): boolean {
  return !result.ok && result.failure.kind === 'network' && result.failure.reason !== 'tls'
}
