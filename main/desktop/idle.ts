import { type Clock, MINUTE } from '../core/clock.ts'

/** Tells once when nobody has touched keyboard or mouse for as long as the user has chosen. */
export class IdleWatch {
  readonly #clock: Clock
  readonly #idleMinutes: () => number
  readonly #onIdle: () => void
  #limit: number | null = null
  #stop = (): void => {}

  /** @param idleMinutes since keyboard or mouse were last touched */
  constructor(clock: Clock, idleMinutes: () => number, onIdle: () => void) {
    this.#clock = clock
    this.#idleMinutes = idleMinutes
    this.#onIdle = onIdle
  }

  /** @param limit in minutes; null to watch no more, which costs nothing */
  setLimit(limit: number | null): void {
    if (limit === this.#limit) return
    this.#limit = limit
    this.#stop()
    if (limit !== null) this.#look(limit, this.#clock.now(), false)
  }

  #look(limit: number, lookedAt: number, wasIdle: boolean): void {
    const now = this.#clock.now()
    // Whoever wakes the computer touches it, but nobody has while it slept.
    const hasSlept = now - lookedAt >= limit * MINUTE
    const isIdle = this.#idleMinutes() >= limit
    if (hasSlept || (isIdle && !wasIdle)) this.#onIdle()
    this.#stop = this.#clock.after(MINUTE, () => this.#look(limit, now, isIdle))
  }
}
