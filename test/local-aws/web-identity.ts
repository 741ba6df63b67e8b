import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import { expiredProof, invalidIdentityToken, Refusal } from './refusal.ts'
import type { OidcProvider } from './world.ts'

/** JWTs may lack a subject; those that AWS takes have one. */
export type Claims = JWTPayload & { readonly sub: string }

const ALGORITHMS = ['RS256', 'ES256']

const noJwt = () =>
  invalidIdentityToken(
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  )

/** Who claims to have made the token: believed once its signature was checked. */
export function issuerOf(token: string): string {
  try {
    const { iss } = decodeJwt(token)
    if (typeof iss === 'string') return iss
  } catch {
    throw noJwt()
  }
  throw invalidIdentityToken('Missing a required claim: iss')
}

/** AWS's words for what jose found. */
function refusalOf(error: unknown, { exp = 0 }: JWTPayload, seconds: number): Refusal {
  if (error instanceof errors.JWTExpired) {
    return expiredProof(
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${exp}`,
    )
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error
    return invalidIdentityToken(
      reason === 'missing'
        ? `Missing a required claim: ${claim}`
        : `The claim ${claim} in the token is not valid`,
    )
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return invalidIdentityToken(
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    )
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return invalidIdentityToken('The signature of the token is not valid')
  }
  return noJwt()
}

/** What a token says, once it is sure that its provider says so, now. Whom it is for is left to see. */
export async function verifiedClaims(
  token: string,
  { url, keys, unreachable = false }: OidcProvider,
  now: number,
): Promise<Claims> {
  if (unreachable) {
    throw new Refusal(
      'IDPCommunicationError',
      400,
      'The identity provider could not be reached to verify the incoming identity token.',
    )
  }
  const seconds = Math.floor(now / 1000)
  const keyOf = createLocalJWKSet({ keys })
  try {
    const { payload } = await jwtVerify<Claims>(
      token,
      (header, jws) => {
        // Without a name any key might fit; AWS wants to be told which one.
        if (header.kid === undefined) throw new errors.JWKSNoMatchingKey()
        return keyOf(header, jws)
      },
      {
        algorithms: ALGORITHMS,
        issuer: url,
        requiredClaims: ['exp', 'iat', 'sub', 'aud'],
        // What is issued later than now, jose refuses only where it looks at the age at all.
        maxTokenAge: Number.MAX_SAFE_INTEGER,
        currentDate: new Date(now),
      },
    )
    if (typeof payload.sub !== 'string') {
      throw new errors.JWTClaimValidationFailed('no text', payload, 'sub', 'invalid')
    }
    return payload
  } catch (error) {
    throw refusalOf(error, decodeJwt(token), seconds)
  }
}
