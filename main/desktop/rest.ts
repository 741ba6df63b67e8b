import { channels } from '../../preload/contract.ts'
import { type Clock, MINUTE } from '../core/clock.ts'
import type { Snapshot } from '../core/snapshot/snapshot.ts'

/** A renderer that waits holds some 50 MB; whoever has not switched for so long can wait a moment. */
const REST = 10 * MINUTE

interface RestingWindow {
  readonly hide: () => void
  readonly destroy: () => void
  readonly webContents: { readonly send: (channel: string, what: boolean | Snapshot) => void }
}

/** Keeps a closed window out of sight, so that it is there at once the next time, and gives it up after a while. */
export class Rest {
  readonly #clock: Clock
  #stop: (() => void) | null = null
  /** What its page does not know yet. */
  #missed: Snapshot | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  begin(window: RestingWindow): void {
    this.#stop?.()
    window.hide()
    window.webContents.send(channels.shown, false)
    this.#stop = this.#clock.after(REST, () => window.destroy())
  }

  /** Nobody sees a window that rests: its page is told the state when that is wanted, and not at each change before. */
  tell(window: RestingWindow, snapshot: Snapshot): void {
    if (this.#stop === null) window.webContents.send(channels.snapshot, snapshot)
    else this.#missed = snapshot
  }

  /** The window is wanted again. Its page is told first, and draws while the system shows it. */
  end(window: RestingWindow): void {
    if (this.#stop === null) return
    const missed = this.#missed
    this.forget()
    if (missed !== null) window.webContents.send(channels.snapshot, missed)
    window.webContents.send(channels.shown, true)
  }

  /** The window is gone. */
  forget(): void {
    this.#stop?.()
    this.#stop = null
    this.#missed = null
  }
}
