import * as v from 'valibot'
import type { StsCall } from '../core/broker/acquire.ts'
import type { ProofFacts } from '../core/sts/call-facts.ts'
import { readAssertion } from './saml.ts'

const claims = v.object({
  iss: v.optional(v.string()),
  aud: v.optional(v.union([v.string(), v.array(v.string())])),
  sub: v.optional(v.string()),
  exp: v.optional(v.number()),
})

/** What can be said of the proof that a call brings. Nothing in it is trusted: AWS checks it. */
export function proofFacts({ request, proofs }: StsCall): ProofFacts | null {
  const [first] = proofs
  if (first === undefined) return null
  switch (request.operation) {
    case 'AssumeRoleWithWebIdentity':
      return { kind: 'web-identity', ...claimsIn(first.reveal()) }
    case 'AssumeRoleWithSAML':
      return { kind: 'saml', ...statedIn(first.reveal()) }
    default:
      return { kind: 'context', ...NOTHING }
  }
}

type Stated = Omit<ProofFacts, 'kind'>
const NOTHING: Stated = { issuer: null, audience: null, subject: null, expiry: null }

/** Source: RFC 7519. */
function claimsIn(token: string): Stated {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const { iss, aud, sub, exp } = v.parse(claims, payload)
    return {
      issuer: iss ?? null,
      audience: aud === undefined ? null : [aud].flat().join(', '),
      subject: sub ?? null,
      expiry: exp === undefined ? null : new Date(exp * 1_000).toISOString(),
    }
  } catch {
    return NOTHING
  }
}

function statedIn(base64: string): Stated {
  const stated = readAssertion(base64)
  return stated === null
    ? NOTHING
    : { issuer: stated.issuer, audience: stated.audience, subject: null, expiry: stated.expiry }
}
