import { CONSOLE_SIGN_IN_HOSTS } from '../../core/sts/partitions.ts'

/** What every SAML provider shares, or the one address that is a provider's own, which encrypted assertions need. */
const PATH = /^\/saml(?:\/acs\/[^/]+)?$/

/**
 * Whether a page is about to hand its user's assertion to AWS: `https://signin.aws.amazon.com/saml` or
 * `…/saml/acs/SAMLSP…`, or the same of a Region or of another partition.
 * Source: "Configure SAML assertions for the authentication response" in the IAM User Guide.
 */
export function isForAws(method: string, address: string): boolean {
  if (method !== 'POST' || !URL.canParse(address)) return false
  const { protocol, hostname, port, pathname } = new URL(address)
  // A name with a dot at its end is the same host.
  const name = hostname.replace(/\.$/, '')
  const isHost = CONSOLE_SIGN_IN_HOSTS.some(host => name === host || name.endsWith(`.${host}`))
  return protocol === 'https:' && port === '' && isHost && PATH.test(pathname)
}

/** Bytes. AWS takes 100,000 characters, of which each may be written as three; the rest is for what is posted beside. */
const LONGEST = 1024 * 1024

/** What a form posts under this name; null where it does not, or where it is so long that a page means harm by it. */
export function samlResponseIn(parts: readonly { readonly bytes?: Buffer }[]): string | null {
  const pieces = parts.map(part => part.bytes ?? Buffer.alloc(0))
  if (pieces.reduce((sum, piece) => sum + piece.length, 0) > LONGEST) return null
  return new URLSearchParams(Buffer.concat(pieces).toString('utf8')).get('SAMLResponse') || null
}
