import { uptime } from 'node:os'
import { performance } from 'node:perf_hooks'
import { type Clock, MINUTE } from './core/clock.ts'

/** Two of the system's clocks that differ by more than this (ms) since they were last compared have parted. */
const PARTED = 100
/** The time since the boot has whole seconds on some systems: a sleep shorter than this (ms) can't be told. */
const SHORTEST_SLEEP = 2_000

/**
 * Node's timers stand still while the computer sleeps. Where nobody tells of the resume they are late by this (ms)
 * at the most, for the price of one wake-up a minute.
 */
const LONGEST_WAIT = MINUTE

/** From so much (ms) on, a step of the wall clock may be the pause of a virtual machine, whose own clocks stood still. */
const LONG_STEP = 30_000

interface Wait {
  readonly due: number
  readonly run: () => void
}

/** What the system says: epoch ms, ms without the time asleep, and seconds since the boot with it. */
export interface SystemTimes {
  readonly wall: () => number
  readonly awake: () => number
  readonly uptime: () => number
}

const ofThisSystem: SystemTimes = { wall: () => Date.now(), awake: () => performance.now(), uptime }

/** The real clock. The one place that reads the time. */
export class SystemClock implements Clock {
  readonly #times: SystemTimes
  readonly #waits = new Set<Wait>()
  /** One for all that wait: each timer of its own would be a wake-up of its own. */
  #timer: NodeJS.Timeout | undefined
  #ringsAt = Number.POSITIVE_INFINITY
  #onSetForward = (): void => {}
  #wall: number
  #awake: number
  #uptime: number
  /** What `now` was when the three above were read. */
  #now: number

  constructor(times: SystemTimes = ofThisSystem) {
    this.#times = times
    this.#wall = times.wall()
    this.#awake = times.awake()
    this.#uptime = times.uptime()
    this.#now = this.#wall
  }

  now(): number {
    const wall = this.#times.wall()
    const awake = this.#times.awake()
    const passed = awake - this.#awake
    if (Math.abs(wall - this.#wall - passed) < PARTED) return this.#now + passed
    // The computer has slept or its clock was set: the time since the boot tells which.
    const uptime = this.#times.uptime()
    const apart = (uptime - this.#uptime) * 1_000 - passed
    const asleep = apart > SHORTEST_SLEEP ? apart : 0
    // Not now: whoever asks for the time does not expect anything to happen.
    if (wall - this.#wall - passed - asleep > LONG_STEP) queueMicrotask(this.#onSetForward)
    this.#now += passed + asleep
    this.#wall = wall
    this.#awake = awake
    this.#uptime = uptime
    return this.#now
  }

  /** @param listener told when the computer's clock was set forward by half a minute or more */
  onSetForward(listener: () => void): void {
    this.#onSetForward = listener
  }

  wall(): number {
    return this.#times.wall()
  }

  after(ms: number, run: () => void): () => void {
    const wait: Wait = { due: this.now() + ms, run }
    this.#waits.add(wait)
    if (wait.due < this.#ringsAt) this.rearm()
    return () => {
      this.#waits.delete(wait)
      if (this.#waits.size === 0) this.rearm()
    }
  }

  /** To be called when the computer has slept: what fell due meanwhile runs now. */
  rearm(): void {
    clearTimeout(this.#timer)
    this.#ringsAt = Number.POSITIVE_INFINITY
    for (const wait of this.#waits) this.#ringsAt = Math.min(this.#ringsAt, wait.due)
    if (this.#waits.size === 0) return
    const left = Math.min(Math.max(0, this.#ringsAt - this.now()), LONGEST_WAIT)
    this.#timer = setTimeout(() => this.#ring(), left)
  }

  #ring(): void {
    const now = this.now()
    const due = [...this.#waits].filter(wait => wait.due <= now).sort((a, b) => a.due - b.due)
    try {
      // Not those that another one's end has cancelled.
      for (const wait of due) if (this.#waits.delete(wait)) wait.run()
    } finally {
      // Also for those that come after one that throws.
      this.rearm()
    }
  }
}
