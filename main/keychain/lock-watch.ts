import { type Clock, SECOND } from '../core/clock.ts'

/** What the system tells of the keychain without opening it, and so without a dialog. */
export interface KeychainLock {
  /** Null where the system does not tell. */
  readonly isLocked: () => Promise<boolean | null>
  /** Called when the keychain, which could not be used, was unlocked. */
  readonly onOpened: () => void
}

/** Looks at the lock this often (ms) at first, and more and more seldom the longer it stays locked. */
const LOOK_FIRST = 2 * SECOND
const LOOK_LAST = 30 * SECOND

/** Waits for a keychain that could not be used to be unlocked, and tells it once. */
export class LockWatch {
  readonly #lock: KeychainLock
  readonly #clock: Clock
  /** Null while nothing is waited for. */
  #stop: (() => void) | null = null

  constructor(lock: KeychainLock, clock: Clock) {
    this.#lock = lock
    this.#clock = clock
  }

  isLocked(): Promise<boolean | null> {
    return this.#lock.isLocked()
  }

  /** It is locked, as was seen a moment ago; it may be open again before anybody is told. */
  begin(): void {
    if (this.#stop === null) this.#lookAgain(this.#clock.now())
  }

  /** Something went wrong: only a keychain that is locked now can be told to have opened. */
  async beginIfLocked(): Promise<void> {
    if (this.#stop !== null) return
    this.#stop = () => {}
    const isLocked = await this.#lock.isLocked()
    if (this.#stop === null) return
    if (isLocked === false) this.#stop = null
    else this.#lookAgain(this.#clock.now())
  }

  end(): void {
    this.#stop?.()
    this.#stop = null
  }

  #lookAgain(since: number): void {
    const pause = Math.min(Math.max(LOOK_FIRST, (this.#clock.now() - since) / 8), LOOK_LAST)
    this.#stop = this.#clock.after(pause, () => {
      void this.#lock.isLocked().then(isLocked => {
        if (this.#stop === null) return
        if (isLocked !== false) return this.#lookAgain(since)
        this.#stop = null
        this.#lock.onOpened()
      })
    })
  }
}
