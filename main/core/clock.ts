/** The one way to learn the time or to wait. Milliseconds throughout. */
export interface Clock {
  /**
   * Runs evenly: on through the computer's sleep, and untouched when its clock is set. It looks like an epoch time
   * and began as one, so it may be compared with itself and with nothing else.
   */
  now(): number
  /** Milliseconds since the epoch as the computer's clock has them: for screens, and to compare with AWS's clock. */
  wall(): number
  /** Calls `run` once, when `now` is `ms` further, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
