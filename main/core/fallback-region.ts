import type { Sts, StsCall } from './acquire.ts'
import { type Clock, MINUTE } from './clock.ts'
import type { Issued } from './credentials.ts'
import type { Result } from './failure.ts'

/** For so long (ms) a Region that could not be reached is asked second: else each call would first wait for it. */
const AVOIDED_FOR = 5 * MINUTE

/** Where a Region can't be reached, asks the fallback Region that the identity has, if it has one. */
export class FallbackRegion implements Sts {
  readonly #sts: Sts
  readonly #clock: Clock
  readonly #avoidedUntil = new Map<string, number>()

  constructor(sts: Sts, clock: Clock) {
    this.#sts = sts
    this.#clock = clock
  }

  async obtain(call: StsCall): Promise<Result<Issued>> {
    const { region, fallbackRegion, url } = call.endpoint
    // A custom URL is one host, whatever the Region.
    if (fallbackRegion === null || url !== null) return this.#sts.obtain(call)
    const turned = this.#isAvoided(region) && !this.#isAvoided(fallbackRegion)
    const [first, second] = turned ? [fallbackRegion, region] : [region, fallbackRegion]
    const result = await this.#askIn(first, call)
    // A code that may have arrived is spent: the next one goes to the other Region.
    return isUnreachable(result) && call.mfa === null ? this.#askIn(second, call) : result
  }

  async #askIn(region: string, call: StsCall): Promise<Result<Issued>> {
    const result = await this.#sts.obtain({ ...call, endpoint: { ...call.endpoint, region } })
    if (isUnreachable(result)) this.#avoidedUntil.set(region, this.#clock.now() + AVOIDED_FOR)
    else this.#avoidedUntil.delete(region)
    return result
  }

  #isAvoided(region: string): boolean {
    return this.#clock.now() < (this.#avoidedUntil.get(region) ?? 0)
  }
}

function isUnreachable(result: Result<unknown>): boolean {
  return !result.ok && result.failure.kind === 'network' && result.failure.reason !== 'tls'
}
