import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newOidcIssuer, type OidcIssuer, type TokenOptions } from '../support/oidc-issuer.ts'
import { callSns, callSts, callUnsigned, keysOf, type Reply } from './client.ts'
import { demoWorld } from './demo-world.ts'
import { addWebDev } from './federated-world.ts'
import type { Statement } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { OidcProvider, Role } from './world.ts'

const START = Date.UTC(2026, 4, 1, 12, 0, 0)
const SECONDS = START / 1000
const HOME = '111122223333'
const ISSUER = 'https://tokens.example/Team'
const PROVIDER = `arn:aws:iam::${HOME}:oidc-provider/tokens.example/Team`
const TAGS = 'https://aws.amazon.com/tags'

let now: number
let issuer: OidcIssuer
let provider: OidcProvider
let roleArn: string
let role: Role
let aws: LocalAws
beforeAll(async () => {
  issuer = await newOidcIssuer(ISSUER, 'sts.amazonaws.com', 'other-client')
})
beforeEach(async () => {
  now = START
  provider = { ...issuer.provider }
  const { world } = demoWorld()
  roleArn = addWebDev(world, provider)
  const added = world.accounts.flatMap(({ roles }) => roles).find(({ name }) => name === 'web-dev')
  if (added === undefined) throw new Error('the role was just added')
  role = added
  aws = await startLocalAws({ world, now: () => now })
})
afterEach(() => aws.close())

type Claims = Readonly<Record<string, unknown>>
const tokenOf = (claims: Claims = {}, options: TokenOptions = {}) => issuer.token(claims, { now, ...options })
const assume = (token: string, parameters: Record<string, string> = {}) =>
  callUnsigned(aws.url, {
    Action: 'AssumeRoleWithWebIdentity',
    RoleArn: roleArn,
    RoleSessionName: 'me',
    WebIdentityToken: token,
    ...parameters,
  })
const assumeAs = async (claims: Claims, options: TokenOptions = {}) => assume(await tokenOf(claims, options))
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const invalid = (message: string) => ['InvalidIdentityToken', 400, message]
const notAuthorized = (action = 'sts:AssumeRoleWithWebIdentity') => [
  'AccessDenied',
  403,
  `Not authorized to perform ${action}`,
]
const lifeOf = (reply: Reply) => (Date.parse(reply.field('Expiration')) - now) / 1000
const setTrust = (more: Partial<Statement>) => {
  role.trust = {
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: PROVIDER },
      Action: 'sts:AssumeRoleWithWebIdentity',
      ...more,
    },
  }
}

describe('what is given', () => {
  it('tells who it is for, and by whom', async () => {
    const reply = await assumeAs({ sub: 'repo:org/name' })
    const arn = `arn:aws:sts::${HOME}:assumed-role/web-dev/me`
    const names = ['Arn', 'Provider', 'Audience', 'SubjectFromWebIdentityToken', 'PackedPolicySize']
    expect(names.map(reply.field)).toEqual([arn, PROVIDER, 'sts.amazonaws.com', 'repo:org/name', ''])
    const who = await callSts(aws.url, keysOf(reply), { Action: 'GetCallerIdentity' }, { at: now })
    expect([who.field('Arn'), who.field('UserId')]).toEqual([arn, `${role.roleId}:me`])
  })

  it('has the role’s rights, within the session’s policy', async () => {
    const topics = (reply: Reply) =>
      callSns(aws.url, keysOf(reply), { Action: 'ListTopics' }, { at: now }).then(({ status }) => status)
    expect(await topics(await assume(await tokenOf()))).toBe(200)
    const Policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } })
    const bounded = await assume(await tokenOf(), { Policy })
    expect(Number(bounded.field('PackedPolicySize'))).toBeGreaterThan(0)
    expect(await topics(bounded)).toBe(403)
  })

  it.each([
    [undefined, 3600],
    ['900', 900],
    ['43200', 43_200],
  ])('asked for %s, lasts %i s, whatever the token', async (asked, given) => {
    const parameters: Record<string, string> = asked === undefined ? {} : { DurationSeconds: asked }
    expect(lifeOf(await assume(await tokenOf({ exp: SECONDS + 60 }), parameters))).toBe(given)
  })

  it('lasts no longer than the role allows', async () => {
    role.maxSessionSeconds = 3600
    const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    const reply = await assume(await tokenOf(), { DurationSeconds: '3601' })
    expect(refusal(reply)).toEqual(['ValidationError', 400, message])
  })
})

describe('parameters', () => {
  it.each([
    ['RoleSessionName', 'have length greater than or equal to 2', 'x'],
    ['RoleSessionName', 'satisfy regular expression pattern', 'a b'],
    ['WebIdentityToken', 'have length greater than or equal to 4', 'abc'],
    ['WebIdentityToken', 'have length less than or equal to 20000', 'A'.repeat(20_001)],
    ['ProviderId', 'have length greater than or equal to 4', 'abc'],
    ['DurationSeconds', 'have value greater than or equal to 900', '899'],
    ['MinimumSessionTokenSize', 'have value less than or equal to 4096', '4097'],
  ])('%s must %s', async (name, constraint, value) => {
    const reply = await assume(await tokenOf(), { [name]: value })
    expect(reply.field('Code')).toBe('ValidationError')
    expect(reply.field('Message')).toContain(constraint)
  })

  it('a ProviderId is for other tokens than these', async () => {
    const reply = await assume(await tokenOf(), { ProviderId: 'www.amazon.com' })
    const message = 'ProviderId must not be specified for OpenID Connect ID tokens'
    expect(refusal(reply)).toEqual(['ValidationError', 400, message])
  })
})

describe('the token', () => {
  const noJwt =
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'

  it.each(['RS256', 'ES256'] as const)('may be signed by %s', async algorithm => {
    expect((await assumeAs({}, { algorithm })).status).toBe(200)
  })

  it.each(['opaque-access-token', 'a.b.c'])('%s is none', async token => {
    expect(refusal(await assume(token))).toEqual(invalid(noJwt))
  })

  it('must be signed', async () => {
    const [, payload = ''] = (await tokenOf()).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: 'RS256' })).toString('base64url')
    expect(refusal(await assume(`${header}.${payload}.`))).toEqual(invalid(noJwt))
  })

  const unsigned = 'The signature of the token is not valid'

  it('must be signed by its provider', async () => {
    const stranger = await newOidcIssuer(ISSUER, 'sts.amazonaws.com')
    expect(refusal(await assume(await stranger.token({}, { now })))).toEqual(invalid(unsigned))
  })

  it('must say what was signed', async () => {
    const [header, , signature] = (await tokenOf()).split('.')
    const [, payload] = (await tokenOf({ sub: 'mallory' })).split('.')
    expect(refusal(await assume(`${header}.${payload}.${signature}`))).toEqual(invalid(unsigned))
  })

  const noKey =
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"

  it.each([null, 'other'])('must name its key: not %s', async kid => {
    expect(refusal(await assumeAs({}, { kid }))).toEqual(invalid(noKey))
  })

  it('must be by a provider that the account has', async () => {
    const message = 'No OpenIDConnect provider found in your account for https://other.example'
    expect(refusal(await assumeAs({ iss: 'https://other.example' }))).toEqual(invalid(message))
  })

  it.each(['iss', 'sub', 'aud', 'exp', 'iat'])('must have %s', async claim => {
    const reply = await assumeAs({ [claim]: undefined })
    expect(refusal(reply)).toEqual(invalid(`Missing a required claim: ${claim}`))
  })

  it('must be for one of the provider’s clients', async () => {
    setTrust({})
    expect((await assumeAs({ aud: ['nobody', 'other-client'] })).field('Audience')).toBe('other-client')
    expect(refusal(await assumeAs({ aud: 'nobody' }))).toEqual(invalid('Incorrect token audience'))
    expect(refusal(await assumeAs({ azp: 'nobody' }))).toEqual(invalid('Incorrect token audience'))
    expect((await assumeAs({ aud: 'nobody', azp: 'other-client' })).status).toBe(200)
  })

  it('holds until it expires', async () => {
    const token = await tokenOf({ exp: SECONDS + 60 })
    now += 59_999
    expect((await assume(token)).status).toBe(200)
    now += 1
    const message = `Token expired: current date/time ${SECONDS + 60} must be before the expiration date/time ${SECONDS + 60}`
    expect(refusal(await assume(token))).toEqual(['ExpiredTokenException', 400, message])
  })

  it.each([
    ['nbf', SECONDS + 10],
    ['iat', SECONDS + 10],
    ['exp', 'tomorrow'],
    ['sub', 7],
  ])('is refused for %s = %s', async (claim, value) => {
    const message = `The claim ${claim} in the token is not valid`
    expect(refusal(await assumeAs({ [claim]: value }))).toEqual(invalid(message))
  })

  it('can’t be judged while its provider is out of reach', async () => {
    provider.unreachable = true
    const reply = await assume(await tokenOf())
    expect([reply.field('Code'), reply.status]).toEqual(['IDPCommunicationError', 400])
    provider.unreachable = false
    expect((await assume(await tokenOf())).status).toBe(200)
  })
})

describe('the role', () => {
  it('that does not exist answers as one that is closed', async () => {
    for (const account of [HOME, '444455556666']) {
      const reply = await assume(await tokenOf(), { RoleArn: `arn:aws:iam::${account}:role/none` })
      expect(refusal(reply)).toEqual(notAuthorized())
    }
  })

  it('of the demo wants the first audience', async () => {
    expect(refusal(await assumeAs({ aud: 'other-client' }))).toEqual(notAuthorized())
  })

  it.each<[string, Partial<Statement>]>([
    ['another provider', { Principal: { Federated: `${PROVIDER}2` } }],
    ['AWS principals alone', { Principal: { AWS: HOME } }],
    ['another operation', { Action: 'sts:AssumeRoleWithSAML' }],
    ['nobody', { Effect: 'Deny' }],
  ])('is closed where it trusts %s', async (_, trust) => {
    setTrust(trust)
    expect(refusal(await assume(await tokenOf()))).toEqual(notAuthorized())
  })

  it.each([
    ['tokens.example/Team:aud', 'sts.amazonaws.com'],
    ['tokens.example/Team:sub', 'somebody'],
    ['sts:RoleSessionName', 'me'],
    ['aws:FederatedProvider', PROVIDER],
  ])('may ask for %s', async (key, value) => {
    setTrust({ Condition: { StringEquals: { [key]: value } } })
    expect((await assume(await tokenOf())).status).toBe(200)
    setTrust({ Condition: { StringEquals: { [key]: `${value}x` } } })
    expect(refusal(await assume(await tokenOf()))).toEqual(notAuthorized())
  })

  it('may ask for one of the ways in which somebody has signed in', async () => {
    setTrust({ Condition: { 'ForAnyValue:StringEquals': { 'tokens.example/Team:amr': 'mfa' } } })
    expect((await assumeAs({ amr: ['pwd', 'mfa'] })).status).toBe(200)
    expect(refusal(await assumeAs({ amr: ['pwd'] }))).toEqual(notAuthorized())
    expect(refusal(await assumeAs({}))).toEqual(notAuthorized())
  })

  it('sees azp as the audience where there is one', async () => {
    const keys = { 'tokens.example/Team:aud': 'other-client', 'tokens.example/Team:oaud': 'nobody' }
    setTrust({ Condition: { StringEquals: keys } })
    expect((await assumeAs({ aud: 'nobody', azp: 'other-client' })).status).toBe(200)
    expect(refusal(await assumeAs({ aud: 'other-client' }))).toEqual(notAuthorized())
  })
})

describe('tags and the source identity', () => {
  const tags = (principalTags: unknown, ...transitive: string[]) => ({
    [TAGS]: { principal_tags: principalTags, transitive_tag_keys: transitive },
  })

  it('fill the session', async () => {
    setTrust({
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Condition: {
        StringEquals: { 'aws:RequestTag/team': 'blue', 'sts:SourceIdentity': 'alice' },
        'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': 'team' },
      },
    })
    const identity = { 'https://aws.amazon.com/source_identity': 'alice' }
    const reply = await assumeAs({ ...tags({ team: ['blue'] }, 'team'), ...identity })
    expect([reply.status, reply.field('SourceIdentity')]).toEqual([200, 'alice'])
    expect(Number(reply.field('PackedPolicySize'))).toBeGreaterThan(0)
    expect((await assumeAs({ ...tags({ team: ['blue'] }), ...identity })).status).toBe(403)
  })

  it('need to be allowed by the role', async () => {
    setTrust({})
    expect(refusal(await assumeAs(tags({ team: ['blue'] })))).toEqual(notAuthorized('sts:TagSession'))
    const identity = await assumeAs({ 'https://aws.amazon.com/source_identity': 'alice' })
    expect(refusal(identity)).toEqual(notAuthorized('sts:SetSourceIdentity'))
  })

  it.each<[string, Claims, string]>([
    ['tags that are no object', { [TAGS]: 'team' }, 'InvalidIdentityToken'],
    ['a tag without a list', tags({ team: 'blue' }), 'InvalidIdentityToken'],
    ['a tag with two values', tags({ team: ['blue', 'red'] }), 'InvalidIdentityToken'],
    ['a transitive key without its tag', tags({}, 'team'), 'ValidationError'],
    [
      'a source identity that is no text',
      { 'https://aws.amazon.com/source_identity': 7 },
      'InvalidIdentityToken',
    ],
  ])('%s: refused', async (_, claims, code) => {
    expect((await assumeAs(claims)).field('Code')).toBe(code)
  })
})
