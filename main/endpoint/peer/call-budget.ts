/** Less than a millisecond, since each takes some ten or twenty microseconds. */
const CALLS_PER_TURN = 32

/**
 * Synchronous calls to /proc are many times cheaper than asynchronous ones, but a thousand in a row would hold up
 * every request. All who share a budget make so many of them in one turn of the event loop, and no more.
 */
export class CallBudget {
  #left = CALLS_PER_TURN
  #turn: Promise<void> | null = null

  async spend(calls = 1): Promise<void> {
    while (this.#left <= 0) await this.#nextTurn()
    this.#left -= calls
    void this.#nextTurn()
  }

  #nextTurn(): Promise<void> {
    this.#turn ??= new Promise(resolve =>
      setImmediate(() => {
        this.#turn = null
        this.#left = CALLS_PER_TURN
        resolve()
      }),
    )
    return this.#turn
  }
}
