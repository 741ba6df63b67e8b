import { channels } from '../../preload/contract.ts'
import { type Clock, MINUTE } from '../core/clock.ts'

/** A renderer that waits holds some 50 MB; whoever has not switched for so long can wait a moment. */
const REST = 10 * MINUTE

interface RestingWindow {
  readonly hide: () => void
  readonly destroy: () => void
  readonly webContents: { readonly send: (channel: string, isShown: boolean) => void }
}

/** Keeps a closed window out of sight, so that it is there at once the next time, and gives it up after a while. */
export class Rest {
  readonly #clock: Clock
  #stop: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  begin(window: RestingWindow): void {
    this.#stop?.()
    window.hide()
    window.webContents.send(channels.shown, false)
    this.#stop = this.#clock.after(REST, () => window.destroy())
  }

  /** The window is wanted again. Its page is told first, and draws while the system shows it. */
  end(window: RestingWindow): void {
    if (this.#stop === null) return
    this.forget()
    window.webContents.send(channels.shown, true)
  }

  /** The window is gone. */
  forget(): void {
    this.#stop?.()
    this.#stop = null
  }
}
