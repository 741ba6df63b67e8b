import { type Clock, MINUTE } from '../core/clock.ts'

/** More wrong tokens than these in a minute are worth telling. */
const MOST = 20
/** What a wrong token then has to wait (ms) for its refusal. A good one never waits. */
const DELAY = 250

/** Counts the requests whose token opens nothing. */
export class WrongTokens {
  readonly #clock: Clock
  readonly #onMany: (count: number) => void
  #since = 0
  #count = 0

  /** @param onMany told once for each minute in which there are too many */
  constructor(clock: Clock, onMany: (count: number) => void) {
    this.#clock = clock
    this.#onMany = onMany
  }

  /** Resolves when the refusal may be sent. */
  note(): Promise<void> {
    const now = this.#clock.now()
    if (now - this.#since >= MINUTE) {
      this.#since = now
      this.#count = 0
    }
    this.#count += 1
    if (this.#count <= MOST) return Promise.resolve()
    if (this.#count === MOST + 1) this.#onMany(this.#count)
    return new Promise(resolve => {
      this.#clock.after(DELAY, resolve)
    })
  }
}
