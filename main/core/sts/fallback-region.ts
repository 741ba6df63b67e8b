import type { Sts, StsCall } from '../broker/acquire.ts'
import type { StsEndpoint } from '../broker/chain.ts'
import type { Issued, Signer } from '../broker/credentials.ts'
import { type Clock, MINUTE } from '../clock.ts'
import { type Failure, fail, isWrongCode, type Result } from '../failures/failure.ts'
import type { Caller, Lookups } from './lookups.ts'

/** For so long (ms) a Region that could not be reached is asked second: else each call would first wait for it. */
const AVOIDED_FOR = 5 * MINUTE

/** Where a Region can't be reached, asks the fallback Region that the identity has, if it has one. */
export class FallbackRegion implements Sts, Lookups {
  readonly #sts: Sts
  readonly #lookups: Lookups
  readonly #clock: Clock
  readonly #avoided = new Map<string, { readonly until: number; readonly failure: Failure }>()

  constructor(sts: Sts, lookups: Lookups, clock: Clock) {
    this.#sts = sts
    this.#lookups = lookups
    this.#clock = clock
  }

  obtain(call: StsCall): Promise<Result<Issued>> {
    // A code that may have arrived is spent: the next one goes to the other Region.
    return this.#ask(call.endpoint, call.mfa === null, endpoint => this.#sts.obtain({ ...call, endpoint }))
  }

  whoAmI(signer: Signer, endpoint: StsEndpoint): Promise<Result<Caller>> {
    return this.#ask(endpoint, true, where => this.#lookups.whoAmI(signer, where))
  }

  accountOfKey(accessKeyId: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>> {
    return this.#ask(endpoint, true, where => this.#lookups.accountOfKey(accessKeyId, signer, where))
  }

  decode(message: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>> {
    return this.#ask(endpoint, true, where => this.#lookups.decode(message, signer, where))
  }

  /** IAM has one endpoint for all Regions. */
  mfaDevices(signer: Signer, endpoint: StsEndpoint): Promise<Result<readonly string[]>> {
    return this.#lookups.mfaDevices(signer, endpoint)
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
      const isAway = where === region ? isUnreachable(result) : !isAnswer(result)
      if (!result.ok && isAway) this.#avoid(where, result.failure)
      else this.#avoided.delete(where)
      return result
    }
    const away = this.#avoidedFor(region)
    if (away !== null && this.#avoidedFor(fallbackRegion) === null) {
      const result = await askIn(fallbackRegion)
      if (isAnswer(result)) return result
      return mayAskTwice ? askIn(region) : fail(away)
    }
    const result = await askIn(region)
    if (!isUnreachable(result) || !mayAskTwice) return result
    const instead = await askIn(fallbackRegion)
    return isAnswer(instead) ? instead : result
  }

  #avoid(region: string, failure: Failure): void {
    this.#avoided.set(region, { until: this.#clock.now() + AVOIDED_FOR, failure })
  }

  /** Why the Region is asked second for the time being, or null. */
  #avoidedFor(region: string): Failure | null {
    const avoided = this.#avoided.get(region)
    return avoided !== undefined && this.#clock.now() < avoided.until ? avoided.failure : null
  }
}

/**
 * What the fallback Region says counts only if it gives what was asked for, or looks at the code. It may refuse for a
 * reason of its own (not activated, forbidden by a policy), and the first Region would not.
 */
function isAnswer(result: Result<unknown>): boolean {
  return result.ok || isWrongCode(result.failure)
}

function isUnreachable(result: Result<unknown>): boolean {
  return !result.ok && result.failure.kind === 'network' && result.failure.reason !== 'tls'
}
