import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** What services say of a refusal in a form that only DecodeAuthorizationMessage can read, and nobody can forge. */
export class EncodedDenials {
  readonly #key = randomBytes(32)

  encode(text: string): string {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(CIPHER, this.#key, iv)
    const sealed = Buffer.concat([cipher.update(deflateRawSync(text)), cipher.final()])
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
  }

  /** Null for what was not encoded here, or was changed since. */
  decode(encoded: string): string | null {
    const bytes = Buffer.from(encoded, 'base64url')
    if (bytes.length <= IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== encoded) return null
    const cipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, IV_BYTES))
    cipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    try {
      const packed = Buffer.concat([cipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), cipher.final()])
      return inflateRawSync(packed).toString('utf8')
    } catch {
      return null
    }
  }
}
