import { createHmac, timingSafeEqual } from 'node:crypto'

export const STEP_SECONDS = 30
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32, as authenticator apps write secrets: any case, spaces and padding ignored. */
export function base32Decode(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text.toUpperCase().replace(/[\s=]/g, '')) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) throw new Error(`"${letter}" is no base32 letter`)
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
      held &= (1 << bits) - 1
    }
  }
  return Buffer.from(bytes)
}

export function base32Encode(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  if (bits > 0) text += ALPHABET[(held << (5 - bits)) & 31]
  return text
}

export const stepAt = (milliseconds: number) => Math.floor(milliseconds / 1000 / STEP_SECONDS)

/** The code of one step: RFC 4226's HOTP with the step as its counter. */
export function codeOfStep(secret: Uint8Array, step: number, digits = 6): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 15
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

export type MfaDevice = { readonly serial: string; readonly secret: string }

/** Which codes were used: AWS takes each of them once. */
export class UsedCodes {
  readonly #used = new Map<string, Set<number>>()

  /** True for a code of this step or a neighbour that was never accepted before; accepting uses it up. */
  accept(device: MfaDevice, code: string, now: number): boolean {
    const secret = base32Decode(device.secret)
    const used = this.#used.get(device.serial) ?? new Set()
    this.#used.set(device.serial, used)
    const current = stepAt(now)
    const step = [current, current - 1, current + 1].find(
      candidate => candidate >= 0 && !used.has(candidate) && sameText(codeOfStep(secret, candidate), code),
    )
    if (step === undefined) return false
    used.add(step)
    return true
  }
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
