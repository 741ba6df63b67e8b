/** The one way to learn the time or to wait. Milliseconds throughout; `now` is wall-clock time since the epoch. */
export interface Clock {
  now(): number
  /** Calls `run` once, `ms` from now, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
