import { describe, expect, it } from 'vitest'
import { proofFacts } from '../../main/aws/proofs.ts'
import type { StsCall } from '../../main/core/broker/acquire.ts'
import { Secret } from '../../main/core/secret.ts'
import type { StsRequest } from '../../main/core/sts/sts-request.ts'
import { selfSigned } from '../support/certificates.ts'
import { newOidcIssuer } from '../support/oidc-issuer.ts'
import { assumeRole, SESSION_TOKEN } from '../support/requests.ts'
import { makeSamlResponse } from '../support/saml-assertion.ts'

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0)
const ROLE = 'arn:aws:iam::111122223333:role/dev'
const common = {
  roleArn: ROLE,
  durationSeconds: null,
  minimumSessionTokenSize: null,
  policy: null,
  policyArns: [],
}
const byWeb: StsRequest = {
  ...common,
  operation: 'AssumeRoleWithWebIdentity',
  roleSessionName: 'me',
  providerId: null,
}
const bySaml: StsRequest = {
  ...common,
  operation: 'AssumeRoleWithSAML',
  principalArn: 'arn:aws:iam::111122223333:saml-provider/corporate',
}

const factsOf = (request: StsRequest, ...proofs: readonly string[]) => {
  const call: StsCall = {
    request,
    signer: null,
    caller: null,
    proofs: proofs.map(proof => new Secret(proof)),
    endpoint: { region: 'eu-central-1', fallbackRegion: null, url: null },
    mfa: null,
  }
  return proofFacts(call)
}
const jwt = (claims: unknown) =>
  `x.${Buffer.from(typeof claims === 'string' ? claims : JSON.stringify(claims)).toString('base64url')}.x`
const nothing = { issuer: null, audience: null, subject: null, expiry: null }

describe('what is said of a proof', () => {
  it('is nothing where there is none', () => {
    expect(factsOf(SESSION_TOKEN)).toBeNull()
  })

  it('of a real token is who issued it, for whom, until when', async () => {
    const issuer = await newOidcIssuer('https://tokens.example', 'sts.amazonaws.com')
    const facts = factsOf(byWeb, await issuer.token({}, { now: NOW }))
    expect(facts).toMatchObject({
      kind: 'web-identity',
      issuer: 'https://tokens.example',
      audience: 'sts.amazonaws.com',
      subject: expect.any(String),
    })
    expect(Date.parse(facts?.expiry ?? '')).toBeGreaterThan(NOW)
  })

  it('of a token with several audiences names them all', () => {
    expect(factsOf(byWeb, jwt({ aud: ['a', 'b'], exp: 1_777_636_800 }))).toEqual({
      kind: 'web-identity',
      issuer: null,
      audience: 'a, b',
      subject: null,
      expiry: '2026-05-01T12:00:00.000Z',
    })
  })

  it.each(['', 'Atza|opaque', 'a.b', jwt('{'), jwt('null'), jwt([]), jwt({ iss: 7 }), jwt({ exp: 1e300 })])(
    'of %s is nothing more than its kind',
    token => {
      expect(factsOf(byWeb, token)).toEqual({ kind: 'web-identity', ...nothing })
    },
  )

  it('of an assertion is what that states, but for the roles', () => {
    const signer = { entityId: 'https://idp.example/metadata', certificate: selfSigned() }
    const assertion = makeSamlResponse({ roles: [], sessionName: 'alice' }, signer, NOW)
    expect(factsOf(bySaml, assertion)).toEqual({
      kind: 'saml',
      issuer: 'https://idp.example/metadata',
      audience: 'urn:amazon:webservices',
      subject: null,
      expiry: '2026-05-01T12:05:00.000Z',
    })
    expect(factsOf(bySaml, 'unreadable')).toEqual({ kind: 'saml', ...nothing })
  })

  it('of a context is its kind', () => {
    expect(factsOf(assumeRole(ROLE), 'assertion')).toEqual({ kind: 'context', ...nothing })
  })

  it('holds no part of the proof itself', async () => {
    const issuer = await newOidcIssuer('https://tokens.example', 'sts.amazonaws.com')
    const token = await issuer.token({ sub: 'somebody', email: 'some@body.example' }, { now: NOW })
    const told = JSON.stringify(factsOf(byWeb, token))
    for (const part of token.split('.')) expect(told).not.toContain(part)
    // Whom it is for is what a trust policy names; nothing else that it tells of them is.
    expect(told).not.toContain('body.example')
  })
})
