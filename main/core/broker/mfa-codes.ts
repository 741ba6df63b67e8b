import { type Clock, SECOND } from '../clock.ts'

/** How long a device shows a code (ms): RFC 6238, section 5.2. */
const STEP = 30 * SECOND
/** AWS takes a code of the step before and after its own, so a code can come up as typed again for so long (ms). */
const REMEMBERED = 3 * STEP

/** What can be said of a code without AWS: a wrong one, or one that was sent before, would cost a call in vain. */
export class MfaCodes {
  readonly #clock: Clock
  /** By the device's serial number: each code that was sent, and when. */
  readonly #sent = new Map<string, Map<string, number>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The six digits that were meant; null where it is no code. */
  read(typed: string): string | null {
    const code = typed.replace(/[\s-]/g, '')
    return /^\d{6}$/.test(code) ? code : null
  }

  /** True the first time that a device's code is taken, since AWS takes it once. */
  take(serial: string, code: string): boolean {
    const now = this.#clock.now()
    const sent = this.#sent.get(serial) ?? new Map<string, number>()
    for (const [old, at] of sent) if (now - at > REMEMBERED) sent.delete(old)
    if (sent.has(code)) return false
    sent.set(code, now)
    this.#sent.set(serial, sent)
    return true
  }

  /** When devices show their next code: epoch ms by this computer's clock. */
  nextAt(): number {
    return (Math.floor(this.#clock.wall() / STEP) + 1) * STEP
  }
}
