import { createPublicKey, type KeyObject } from 'node:crypto'
import * as v from 'valibot'

/** Where a build looks for newer ones, and whom it believes. It is a part of the build: nothing on a computer changes it. */
export interface FeedAddress {
  /** A folder, with the feed and all files of its releases in it. */
  readonly url: URL
  /** Ed25519. */
  readonly key: KeyObject
  /** For people: where there is something to download. */
  readonly page: string
}

const feed = v.strictObject({
  url: v.pipe(v.string(), v.url(), v.check(isSafe), v.endsWith('/')),
  // 32 bytes.
  publicKey: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{43}=$/)),
  page: v.pipe(v.string(), v.url(), v.startsWith('https://'), v.maxLength(200)),
})
const packageFile = v.object({ updates: v.nullable(feed) })

/**
 * @param said what package.json says
 * @returns null where the build looks for none
 * @throws where its address or its key is none, which scripts/package does not let pass
 */
export function readFeedAddress(said: unknown): FeedAddress | null {
  const { updates } = v.parse(packageFile, said)
  if (updates === null) return null
  const { url, publicKey, page } = updates
  return { url: new URL(url), key: toKey(publicKey), page }
}

/** A public key of 32 bytes, as RFC 8410 wraps it. */
function toKey(publicKey: string): KeyObject {
  const head = Buffer.from('302a300506032b6570032100', 'hex')
  return createPublicKey({
    key: Buffer.concat([head, Buffer.from(publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  })
}

/** Over TLS, or on this computer, for a trial. */
function isSafe(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')
}
