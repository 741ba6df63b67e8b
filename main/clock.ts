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

interface Wait {
  readonly due: number
  readonly run: () => void
  timer: NodeJS.Timeout | undefined
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
    const asleep = (uptime - this.#uptime) * 1_000 - passed
    this.#now += asleep > SHORTEST_SLEEP ? passed + asleep : passed
    this.#wall = wall
    this.#awake = awake
    this.#uptime = uptime
    return this.#now
  }

  wall(): number {
    return this.#times.wall()
  }

  after(ms: number, run: () => void): () => void {
    const wait: Wait = { due: this.now() + ms, run, timer: undefined }
    this.#waits.add(wait)
    this.#arm(wait)
    return () => {
      this.#waits.delete(wait)
      clearTimeout(wait.timer)
    }
  }

  /** To be called when the computer has slept: what fell due meanwhile runs now. */
  rearm(): void {
    for (const wait of this.#waits) this.#arm(wait)
  }

  #arm(wait: Wait): void {
    clearTimeout(wait.timer)
    const left = wait.due - this.now()
    wait.timer = setTimeout(() => this.#ring(wait), Math.min(Math.max(0, left), LONGEST_WAIT))
  }

  #ring(wait: Wait): void {
    if (this.now() < wait.due) this.#arm(wait)
    else {
      this.#waits.delete(wait)
      wait.run()
    }
  }
}
