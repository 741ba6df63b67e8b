import { createDecipheriv, createHash } from 'node:crypto'

/** The text begins with it, then come 8 bytes of salt: OpenSSL's format, which CryptoJS has too. */
const MAGIC = 'Salted__'
const HEAD = 16
const KEY = 32
const IV = 16

/** What CryptoJS's `AES.encrypt(text, passphrase)` gives, taken apart. */
export interface Sealed {
  readonly salt: Buffer
  readonly content: Buffer
}

/** Null where the text is nothing of the kind: it is cut off, or something else. */
export function parseSealed(text: string): Sealed | null {
  const trimmed = text.trim()
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(trimmed)) return null
  const bytes = Buffer.from(trimmed, 'base64')
  const content = bytes.subarray(HEAD)
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null
  return content.length === 0 || content.length % IV !== 0
    ? null
    : { salt: bytes.subarray(MAGIC.length, HEAD), content }
}

/** Null where the passphrase is another one; one in some hundred of those gives gibberish instead. */
export function unseal({ salt, content }: Sealed, passphrase: string): string | null {
  const material = derive(Buffer.from(passphrase, 'utf8'), salt)
  try {
    const decipher = createDecipheriv('aes-256-cbc', material.subarray(0, KEY), material.subarray(KEY))
    return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/**
 * OpenSSL's EVP_BytesToKey with MD5 and one round. It protects little, and nothing of ours: it is what the other tool
 * has chosen.
 * @see https://docs.openssl.org/master/man3/EVP_BytesToKey/
 */
function derive(passphrase: Buffer, salt: Buffer): Buffer {
  let material = Buffer.alloc(0)
  let last = Buffer.alloc(0)
  while (material.length < KEY + IV) {
    last = createHash('md5').update(last).update(passphrase).update(salt).digest()
    material = Buffer.concat([material, last])
  }
  return material.subarray(0, KEY + IV)
}
