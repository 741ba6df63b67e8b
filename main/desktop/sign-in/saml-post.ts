import { CONSOLE_SIGN_IN_HOSTS } from '../../core/partitions.ts'

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

/** What a form posts under this name; null where it does not. */
export function samlResponseIn(parts: readonly { readonly bytes?: Buffer }[]): string | null {
  const body = Buffer.concat(parts.map(part => part.bytes ?? Buffer.alloc(0))).toString('utf8')
  return new URLSearchParams(body).get('SAMLResponse') || null
}
