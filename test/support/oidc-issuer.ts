import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { OidcProvider } from '../local-aws/world.ts'

export interface TokenOptions {
  /** RS256 unless said. */
  readonly algorithm?: 'RS256' | 'ES256'
  /** The name of the key that it claims to be signed with; null for none. */
  readonly kid?: string | null
  readonly now?: number
}

/** Whoever gives JWTs to people or machines that AWS then trusts. */
export interface OidcIssuer {
  /** How AWS's world knows it. */
  readonly provider: OidcProvider
  /**
   * A JWT that says this. Issuer, first audience, subject and times (from now, for an hour) are there unless other
   * ones are given; a claim that is undefined is left out.
   */
  token(claims?: Readonly<Record<string, unknown>>, options?: TokenOptions): Promise<string>
}

/** @param url with https; nobody listens there, since the keys are in the world already */
export async function newOidcIssuer(
  url: string,
  clientId: string,
  ...more: readonly string[]
): Promise<OidcIssuer> {
  const rsa = await generateKeyPair('RS256', { extractable: true })
  const ec = await generateKeyPair('ES256', { extractable: true })
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: 'RS256', alg: 'RS256', use: 'sig' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ES256', alg: 'ES256', use: 'sig' },
  ]
  return {
    provider: { url, clientIds: [clientId, ...more], keys },
    token(claims = {}, { algorithm = 'RS256', kid = algorithm, now = Date.now() } = {}) {
      const seconds = Math.floor(now / 1000)
      const usual = { iss: url, aud: clientId, sub: 'somebody', iat: seconds, exp: seconds + 3600 }
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(kid !== null && { kid }) })
        .sign((algorithm === 'RS256' ? rsa : ec).privateKey)
    },
  }
}
