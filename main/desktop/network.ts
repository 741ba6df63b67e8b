import { type Clock, SECOND } from '../core/clock.ts'

const LOOK_EACH = 3 * SECOND

/**
 * Tells when the network is back. Electron's main process hears nothing of that, so it is looked at; but only
 * while something waits for it.
 */
export class NetworkWatch {
  readonly #clock: Clock
  readonly #isOnline: () => boolean
  readonly #onBack: () => void
  #stop: (() => void) | null = null

  constructor(clock: Clock, isOnline: () => boolean, onBack: () => void) {
    this.#clock = clock
    this.#isOnline = isOnline
    this.#onBack = onBack
  }

  /** @param missed whether something has failed for want of the network */
  look(missed: boolean): void {
    if (missed && this.#stop === null) this.#wait(this.#isOnline())
    if (!missed) this.close()
  }

  close(): void {
    this.#stop?.()
    this.#stop = null
  }

  #wait(wasOnline: boolean): void {
    this.#stop = this.#clock.after(LOOK_EACH, () => {
      const isOnline = this.#isOnline()
      this.#wait(isOnline)
      if (isOnline && !wasOnline) this.#onBack()
    })
  }
}
