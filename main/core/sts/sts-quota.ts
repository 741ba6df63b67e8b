import type { Sts, StsCall } from '../broker/acquire.ts'
import type { Issued } from '../broker/credentials.ts'
import { backoff } from '../broker/renewal.ts'
import { type Clock, SECOND } from '../clock.ts'
import type { Result } from '../failures/failure.ts'
import { isThrottling } from '../failures/failure-remedy.ts'

/** STS has one quota for an account and Region, shared by all who call there: 600 calls a second. */
const MOST_AT_ONCE = 20
/**
 * The longest pause (ms) after throttling. The quota is one of each second, so a few are enough for STS; and a code
 * that was typed before is still good after it, and so are credentials of which little is left.
 */
const LONGEST_PAUSE = 4 * SECOND

interface Waiting {
  readonly hasCode: boolean
  readonly go: () => void
}

/**
 * Keeps the app a small part of STS's quota: at most 20 calls at once over all sessions, and after a throttled one
 * none for a while. A call with an MFA code goes before the others, since a code ages.
 */
export class StsQuota implements Sts {
  readonly #sts: Sts
  readonly #clock: Clock
  readonly #dice: () => number
  readonly #line: Waiting[] = []
  #flying = 0
  /** Throttled answers in a row. */
  #throttled = 0
  #pausedUntil = 0

  constructor(sts: Sts, clock: Clock, dice: () => number) {
    this.#sts = sts
    this.#clock = clock
    this.#dice = dice
  }

  async obtain(call: StsCall): Promise<Result<Issued>> {
    await this.#turn(call.mfa !== null)
    try {
      const result = await this.#sts.obtain(call)
      if (!result.ok && isThrottling(result.failure)) this.#pause()
      else this.#throttled = 0
      return result
    } finally {
      this.#flying--
      this.#letGo()
    }
  }

  #turn(hasCode: boolean): Promise<void> {
    return new Promise(resolve => {
      const behind = hasCode ? this.#line.findIndex(each => !each.hasCode) : -1
      this.#line.splice(behind < 0 ? this.#line.length : behind, 0, { hasCode, go: resolve })
      this.#letGo()
    })
  }

  #letGo(): void {
    if (this.#clock.now() < this.#pausedUntil) return
    while (this.#flying < MOST_AT_ONCE) {
      const next = this.#line.shift()
      if (next === undefined) return
      this.#flying++
      next.go()
    }
  }

  /** Several that were in flight together are throttled together: that is one reason to pause, not many. */
  #pause(): void {
    const now = this.#clock.now()
    if (now < this.#pausedUntil) return
    this.#throttled++
    const pause = Math.min(LONGEST_PAUSE, backoff(this.#throttled, this.#dice()))
    this.#pausedUntil = now + pause
    this.#clock.after(pause, () => this.#letGo())
  }
}
