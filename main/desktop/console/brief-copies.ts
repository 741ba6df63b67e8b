import { type Clock, MINUTE } from '../../core/clock.ts'
import type { Secret } from '../../core/secret.ts'

/** What was copied stays in the clipboard for so long (ms); what came after it is left alone. */
const COPIED_FOR = MINUTE

export interface Clipboard {
  /** At once in older versions of Electron. */
  readText(): string | Promise<string>
  writeText(text: string): void
  clear(): void
}

/** Puts secrets into the clipboard for a while. */
export class BriefCopies {
  readonly #clock: Clock
  readonly #clipboard: Clipboard
  /** Each takes one away, where it is there still. */
  readonly #ends = new Set<() => Promise<void>>()

  constructor(clock: Clock, clipboard: Clipboard) {
    this.#clock = clock
    this.#clipboard = clipboard
  }

  copy(secret: Secret): void {
    this.#clipboard.writeText(secret.reveal())
    const end = async (): Promise<void> => {
      stop()
      this.#ends.delete(end)
      if ((await this.#clipboard.readText()) === secret.reveal()) this.#clipboard.clear()
    }
    const stop = this.#clock.after(COPIED_FOR, () => void end())
    this.#ends.add(end)
  }

  /** At the end of the app, since nobody would take them away later. */
  async close(): Promise<void> {
    await Promise.all([...this.#ends].map(end => end()))
  }
}
