/**
 * Lets many askers share one costly look at the system. Who asks while a look is under way gets the next one: the
 * current one may already have passed the place where the answer has appeared since.
 */
export class NextRun<Found> {
  readonly #look: () => Promise<Found>
  #current: Promise<Found> | null = null
  #next: Promise<Found> | null = null

  /** @param look never rejects */
  constructor(look: () => Promise<Found>) {
    this.#look = look
  }

  ask(): Promise<Found> {
    if (this.#next !== null) return this.#next
    if (this.#current === null) return this.#start()
    this.#next = this.#current.then(() => this.#start())
    return this.#next
  }

  #start(): Promise<Found> {
    this.#next = null
    this.#current = this.#look().finally(() => {
      this.#current = null
    })
    return this.#current
  }
}
