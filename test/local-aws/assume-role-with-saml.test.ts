import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../support/certificates.ts'
import { type Claims, makeSamlResponse, type Signing, samlProvider } from '../support/saml-assertion.ts'
import { callSns, callSts, callUnsigned, keysOf, type Reply } from './client.ts'
import { demoWorld } from './demo-world.ts'
import { addSamlDev, SAML_DEV } from './federated-world.ts'
import type { Statement } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account, Role } from './world.ts'

const START = Date.UTC(2026, 4, 1, 12, 0, 0)
const HOME = '111122223333'
const ENTITY = 'https://idp.example/metadata'
const signer = { entityId: ENTITY, certificate: selfSigned() }
const stranger = { entityId: ENTITY, certificate: selfSigned() }

let now: number
let home: Account
let role: Role
let aws: LocalAws
beforeEach(async () => {
  now = START
  const { world } = demoWorld()
  addSamlDev(world, samlProvider(SAML_DEV.provider, signer))
  const account = world.accounts.find(({ id }) => id === HOME)
  const added = account?.roles.find(({ name }) => name === 'saml-dev')
  if (account === undefined || added === undefined) throw new Error('the role was just added')
  home = account
  role = added
  aws = await startLocalAws({ world, now: () => now })
})
afterEach(() => aws.close())

const respond = (claims: Partial<Claims> = {}, signing: Signing = {}) =>
  makeSamlResponse({ roles: [SAML_DEV], sessionName: 'alice', ...claims }, signer, now, signing)
const assume = (response: string, parameters: Record<string, string> = {}) =>
  callUnsigned(aws.url, {
    Action: 'AssumeRoleWithSAML',
    RoleArn: SAML_DEV.role,
    PrincipalArn: SAML_DEV.provider,
    SAMLAssertion: response,
    ...parameters,
  })
const assumeAs = (claims: Partial<Claims>, parameters: Record<string, string> = {}) =>
  assume(respond(claims), parameters)
const edited = (edit: (xml: string) => string) => assume(respond({}, { edit }))
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const invalid = (message: string) => ['InvalidIdentityToken', 400, message]
const notAuthorized = (action = 'sts:AssumeRoleWithSAML') => [
  'AccessDenied',
  403,
  `Not authorized to perform ${action}`,
]
const lifeOf = (reply: Reply) => (Date.parse(reply.field('Expiration')) - now) / 1000
const setTrust = (more: Partial<Statement>) => {
  role.trust = {
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: SAML_DEV.provider },
      Action: 'sts:AssumeRoleWithSAML',
      ...more,
    },
  }
}
const textOf = (base64: string) => Buffer.from(base64, 'base64').toString('utf8')
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('what is given', () => {
  it('tells who it is for, and by whom', async () => {
    const reply = await assumeAs({ subject: 'alice@example.com' })
    const arn = `arn:aws:sts::${HOME}:assumed-role/saml-dev/alice`
    const qualifier = createHash('sha1').update(`${ENTITY}${HOME}/corporate`).digest('base64')
    const names = ['Arn', 'Issuer', 'Audience', 'Subject', 'SubjectType', 'NameQualifier', 'PackedPolicySize']
    expect(names.map(reply.field)).toEqual([
      arn,
      ENTITY,
      'https://signin.aws.amazon.com/saml',
      'alice@example.com',
      'persistent',
      qualifier,
      '',
    ])
    const who = await callSts(aws.url, keysOf(reply), { Action: 'GetCallerIdentity' }, { at: now })
    expect([who.field('Arn'), who.field('UserId')]).toEqual([arn, `${role.roleId}:alice`])
  })

  it('has the role’s rights, within the session’s policy', async () => {
    const topics = (reply: Reply) =>
      callSns(aws.url, keysOf(reply), { Action: 'ListTopics' }, { at: now }).then(({ status }) => status)
    expect(await topics(await assume(respond()))).toBe(200)
    const Policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } })
    const bounded = await assume(respond(), { Policy })
    expect(Number(bounded.field('PackedPolicySize'))).toBeGreaterThan(0)
    expect(await topics(bounded)).toBe(403)
  })

  it('is noted without a signature', async () => {
    await assume(respond(), { Policy: '{' })
    const [call] = aws.calls()
    expect(call).toMatchObject({ operation: 'AssumeRoleWithSAML', accessKeyId: '', region: '' })
    expect(call?.sessionPolicies).toEqual({ policy: '{', policyArns: [] })
  })

  it.each(['assertion', 'response'] as const)('for a signature of the %s', async signed => {
    expect((await assume(respond({}, { signed }))).status).toBe(200)
  })

  it('as often as it is asked for while the assertion holds', async () => {
    const response = respond()
    expect((await assume(response)).status).toBe(200)
    expect((await assume(response)).status).toBe(200)
  })
})

describe('lives', () => {
  it.each([
    [undefined, 3600],
    ['900', 900],
    ['43200', 43_200],
  ])('asked for %s, %i s are given', async (asked, given) => {
    const parameters: Record<string, string> = asked === undefined ? {} : { DurationSeconds: asked }
    expect(lifeOf(await assume(respond(), parameters))).toBe(given)
  })

  it('are bounded by the role', async () => {
    role.maxSessionSeconds = 3600
    const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    const reply = await assume(respond(), { DurationSeconds: '3601' })
    expect(refusal(reply)).toEqual(['ValidationError', 400, message])
  })

  it('end with SessionNotOnOrAfter, but not later for it', async () => {
    const parameters = { DurationSeconds: '7200' }
    expect(lifeOf(await assumeAs({ sessionEndsInSeconds: 1800 }, parameters))).toBe(1800)
    expect(lifeOf(await assumeAs({ sessionEndsInSeconds: 10_000 }, parameters))).toBe(7200)
    const over = await assumeAs({ sessionEndsInSeconds: 0 }, parameters)
    expect([over.field('Code'), over.status]).toEqual(['ExpiredTokenException', 400])
  })

  it('do not end with the assertion', async () => {
    expect(lifeOf(await assumeAs({ lifeSeconds: 60 }))).toBe(3600)
  })

  it('don’t go by SessionDuration, which must be right all the same', async () => {
    expect(lifeOf(await assumeAs({ consoleSeconds: 900 }))).toBe(3600)
    expect((await assumeAs({ consoleSeconds: 899 })).field('Code')).toBe('InvalidIdentityToken')
  })
})

describe('parameters', () => {
  it.each([
    ['PrincipalArn', 'have length greater than or equal to 20', 'short'],
    ['SAMLAssertion', 'have length greater than or equal to 4', 'abc'],
    ['SAMLAssertion', 'have length less than or equal to 100000', 'A'.repeat(100_001)],
    ['DurationSeconds', 'have value greater than or equal to 900', '899'],
    ['MinimumSessionTokenSize', 'have value less than or equal to 4096', '4097'],
  ])('%s must %s', async (name, constraint, value) => {
    const reply = await assume(respond(), { [name]: value })
    expect(reply.field('Code')).toBe('ValidationError')
    expect(reply.field('Message')).toContain(constraint)
  })

  it('knows no RoleSessionName: the assertion has it', async () => {
    const reply = await assume(respond(), { RoleSessionName: 'me' })
    expect(reply.field('Message')).toBe('Unknown parameters for this operation: RoleSessionName')
  })
})

describe('the response', () => {
  it.each<[string, string, string]>([
    ['no base64', '<xml>', 'Invalid base64 SAMLResponse'],
    ['no XML', base64('hello'), 'Your request included an invalid SAML response.'],
    ['another document', base64('<html></html>'), 'Your request included an invalid SAML response.'],
  ])('%s', async (_, response, message) => {
    expect(refusal(await assume(response))).toEqual(invalid(message))
  })

  it('may have line breaks in its base64, as MIME has', async () => {
    expect((await assume(respond().replace(/.{76}/g, '$&\r\n'))).status).toBe(200)
  })

  it('with a declaration of its own is refused', async () => {
    const xml = `<!DOCTYPE x [<!ENTITY name "bob">]>${textOf(respond())}`
    expect(refusal(await assume(base64(xml)))).toEqual(
      invalid('Your request included an invalid SAML response.'),
    )
  })

  it('that tells of a failure', async () => {
    const reply = await edited(xml => xml.replace('status:Success', 'status:Responder'))
    const message = 'The identity provider (IdP) reported that authentication failed.'
    expect(refusal(reply)).toEqual(['IDPRejectedClaim', 403, message])
  })
})

describe('the signature', () => {
  const wrong = invalid('Response signature invalid')

  it('must be there', async () => {
    expect(refusal(await assume(respond({}, { signed: 'nothing' })))).toEqual(wrong)
  })

  it('must be the provider’s, whatever certificate comes along', async () => {
    const claims = { roles: [SAML_DEV], sessionName: 'alice' }
    const response = makeSamlResponse(claims, stranger, now)
    expect(textOf(response)).toContain('X509Certificate')
    expect(refusal(await assume(response))).toEqual(wrong)
  })

  it.each(['assertion', 'response'] as const)('must fit what the %s says', async signed => {
    const forged = textOf(respond({}, { signed })).replaceAll('>alice<', '>mallory<')
    expect(refusal(await assume(base64(forged)))).toEqual(wrong)
  })

  const assertionOf = (xml: string) => /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)?.[0] ?? ''
  const forge = (assertion: string) =>
    assertion
      .replaceAll('>alice<', '>mallory<')
      .replace(/<ds:Signature.*<\/ds:Signature>/s, '')
      .replace(/ ID="[^"]*"/, ' ID="_forged"')
  const signatureOf = (xml: string) => /<ds:Signature.*<\/ds:Signature>/s.exec(xml)?.[0] ?? ''

  it.each<[string, (xml: string, good: string) => string]>([
    ['before', (xml, good) => xml.replace(good, () => forge(good) + good)],
    ['behind', (xml, good) => xml.replace(good, () => good + forge(good))],
    [
      'around',
      (xml, good) =>
        xml.replace(good, () => forge(good).replace('</saml:Assertion>', `${good}</saml:Assertion>`)),
    ],
    [
      'in place of it, which is hidden in an extension',
      (xml, good) => xml.replace(good, () => `<samlp:Extensions>${good}</samlp:Extensions>${forge(good)}`),
    ],
  ])('a forged assertion %s', async (_, wrap) => {
    const xml = textOf(respond())
    const reply = await assume(base64(wrap(xml, assertionOf(xml))))
    expect(refusal(reply)).toEqual(invalid('Your request included an invalid SAML response.'))
  })

  it('must not be about another element than the one that it is in', async () => {
    const whole = textOf(respond({}, { signed: 'response' }))
    const moved = whole
      .replace(signatureOf(whole), '')
      .replace(/(<saml:Assertion.*?<\/saml:Issuer>)/s, (_, head) => head + signatureOf(whole))
    expect(refusal(await assume(base64(moved)))).toEqual(wrong)
  })

  it('a comment does not cut a name short', async () => {
    const xml = textOf(respond({ subject: 'alice.mallory' }))
    const reply = await assume(base64(xml.replace('alice.mallory', 'alice<!-- -->.mallory')))
    expect(reply.field('Subject')).toBe('alice.mallory')
  })
})

describe('the assertion', () => {
  it('must be of the provider that is named', async () => {
    const reply = await edited(xml => xml.replaceAll(ENTITY, 'https://other.example'))
    expect(refusal(reply)).toEqual(invalid('Issuer not present in specified provider'))
    const other = { PrincipalArn: `arn:aws:iam::${HOME}:saml-provider/other` }
    expect(refusal(await assume(respond(), other))).toEqual(invalid("Specified provider doesn't exist"))
  })

  it('must be for AWS', async () => {
    const audience = (text: string) => edited(xml => xml.replace('>urn:amazon:webservices<', `>${text}<`))
    expect((await audience('https://signin.aws.amazon.com/saml')).status).toBe(200)
    const message = 'Response does not contain the required audience'
    expect(refusal(await audience('https://other.example'))).toEqual(invalid(message))
    const none = await edited(xml =>
      xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ''),
    )
    expect(refusal(none)).toEqual(invalid(message))
  })

  it('must be to be brought to AWS', async () => {
    const recipient = (text: string) => edited(xml => xml.replace(/Recipient="[^"]*"/, `Recipient="${text}"`))
    const regional = await recipient('https://eu-central-1.signin.aws.amazon.com/saml')
    // The demo role's trust policy wants the global one.
    expect(refusal(regional)).toEqual(notAuthorized())
    for (const elsewhere of ['https://other.example/saml', 'https://signin.aws.amazon.com.example/saml']) {
      expect((await recipient(elsewhere)).field('Code')).toBe('InvalidIdentityToken')
    }
    const held = await edited(xml => xml.replace('cm:bearer', 'cm:holder-of-key'))
    expect(held.field('Code')).toBe('InvalidIdentityToken')
  })

  const old = ['ExpiredTokenException', 400, 'Token must be redeemed within 5 minutes of issuance']

  it('holds for five minutes at most', async () => {
    const response = respond({ lifeSeconds: 3600 })
    now += 299_999
    expect((await assume(response)).status).toBe(200)
    now += 1
    expect(refusal(await assume(response))).toEqual(old)
  })

  it.each<[string, (xml: string) => string]>([
    ['the conditions', xml => xml.replace(/(<saml:Conditions.*NotOnOrAfter=)"[^"]*"/, `$1"${iso(60)}"`)],
    ['the recipient', xml => xml.replace(/(ConfirmationData NotOnOrAfter=)"[^"]*"/, `$1"${iso(60)}"`)],
  ])('holds no longer than %s', async (_, edit) => {
    const response = respond({}, { edit })
    now += 59_999
    expect((await assume(response)).status).toBe(200)
    now += 1
    expect(refusal(await assume(response))).toEqual(old)
  })

  it('does not hold before its time', async () => {
    const response = respond({}, { edit: xml => xml.replace(/NotBefore="[^"]*"/, `NotBefore="${iso(10)}"`) })
    expect(refusal(await assume(response))).toEqual(invalid('AuthnResponse is not valid yet'))
    now += 10_000
    expect((await assume(response)).status).toBe(200)
  })

  it.each(['IssueInstant', 'NotOnOrAfter'])('must have a right %s', async name => {
    const wrong = await edited(xml => xml.replaceAll(new RegExp(`(\\b${name})="[^"]*"`, 'g'), '$1="today"'))
    expect(refusal(wrong)).toEqual(invalid(`${name} in AuthnResponse is no time`))
    const missing = await edited(xml => xml.replaceAll(new RegExp(`\\b${name}="[^"]*"`, 'g'), ''))
    expect(refusal(missing)).toEqual(invalid(`${name} is required in AuthnResponse`))
  })

  it.each([
    ['', 'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'],
    ['x', 'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'],
    ['a b', 'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'],
    ['x'.repeat(65), 'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'],
  ])('refuses the session name "%s"', async (sessionName, message) => {
    expect(refusal(await assumeAs({ sessionName, subject: 'alice' }))).toEqual(invalid(message))
  })

  it('must have a session name', async () => {
    const reply = await edited(xml => xml.replace('Attributes/RoleSessionName', 'Attributes/Name'))
    expect(refusal(reply)).toEqual(invalid('RoleSessionName is required in AuthnResponse'))
  })
})

describe('the role', () => {
  const { role: roleArn, provider } = SAML_DEV

  it('stands in the assertion with the provider, in either order, among others', async () => {
    const other = { role: `${roleArn}-2`, provider }
    expect((await assumeAs({ roles: [other, { role: provider, provider: roleArn }] })).status).toBe(200)
    expect(refusal(await assumeAs({ roles: [other] }))).toEqual(notAuthorized())
    const strange = { role: roleArn, provider: `${provider}-2` }
    expect(refusal(await assumeAs({ roles: [strange] }))).toEqual(notAuthorized())
    expect(refusal(await assumeAs({ roles: [] }))).toEqual(notAuthorized())
  })

  it('that does not exist answers as one that is closed', async () => {
    const none = { role: `arn:aws:iam::${HOME}:role/none`, provider }
    expect(refusal(await assumeAs({ roles: [none] }, { RoleArn: none.role }))).toEqual(notAuthorized())
  })

  it.each<[string, Partial<Statement>]>([
    ['another provider', { Principal: { Federated: `${provider}-2` } }],
    ['AWS principals alone', { Principal: { AWS: HOME } }],
    ['another operation', { Action: 'sts:AssumeRoleWithWebIdentity' }],
    ['nobody', { Effect: 'Deny' }],
  ])('is closed where it trusts %s', async (_, trust) => {
    setTrust(trust)
    expect(refusal(await assume(respond()))).toEqual(notAuthorized())
  })

  it.each([
    ['SAML:aud', 'https://signin.aws.amazon.com/saml'],
    ['SAML:iss', ENTITY],
    ['SAML:sub', 'alice'],
    ['SAML:sub_type', 'persistent'],
    ['SAML:doc', `${HOME}/corporate`],
    ['SAML:namequalifier', createHash('sha1').update(`${ENTITY}${HOME}/corporate`).digest('base64')],
    ['sts:RoleSessionName', 'alice'],
    ['aws:FederatedProvider', provider],
  ])('may ask for %s', async (key, value) => {
    setTrust({ Condition: { StringEquals: { [key]: value } } })
    expect((await assume(respond())).status).toBe(200)
    setTrust({ Condition: { StringEquals: { [key]: `${value}x` } } })
    expect(refusal(await assume(respond()))).toEqual(notAuthorized())
  })

  it('has its provider in its own account', async () => {
    const abroad = `arn:aws:iam::444455556666:saml-provider/corporate`
    aws.world.accounts.push({
      id: '444455556666',
      users: [],
      roles: [],
      samlProviders: [samlProvider(abroad, signer)],
    })
    setTrust({ Principal: { Federated: abroad } })
    const reply = await assumeAs({ roles: [{ role: roleArn, provider: abroad }] }, { PrincipalArn: abroad })
    expect(refusal(reply)).toEqual(notAuthorized())
  })
})

describe('tags and the source identity', () => {
  const claims = { tags: { team: 'blue' }, transitiveTagKeys: ['team'], sourceIdentity: 'alice' }

  it('fill the session, and go on down the chain', async () => {
    const condition = { StringEquals: { 'aws:PrincipalTag/team': 'blue', 'aws:SourceIdentity': 'alice' } }
    home.roles.push({
      name: 'blue',
      roleId: 'AROABLUE',
      trust: {
        Statement: {
          Effect: 'Allow',
          Principal: '*',
          Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
          Condition: condition,
        },
      },
      policies: [],
    })
    const chain = async (reply: Reply) => {
      const RoleArn = `arn:aws:iam::${HOME}:role/blue`
      const parameters = { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me' }
      return callSts(aws.url, keysOf(reply), parameters, { at: now })
    }
    const tagged = await assumeAs(claims)
    expect(tagged.field('SourceIdentity')).toBe('alice')
    expect(Number(tagged.field('PackedPolicySize'))).toBeGreaterThan(0)
    const second = await chain(tagged)
    expect([second.status, (await chain(second)).status]).toEqual([200, 200])
    expect((await chain(await assume(respond()))).status).toBe(403)
  })

  it('need to be allowed by the role', async () => {
    setTrust({})
    expect(refusal(await assumeAs({ tags: { team: 'blue' } }))).toEqual(notAuthorized('sts:TagSession'))
    const identity = await assumeAs({ sourceIdentity: 'alice' })
    expect(refusal(identity)).toEqual(notAuthorized('sts:SetSourceIdentity'))
  })

  it.each<[string, Partial<Claims>, string]>([
    ['a tag without a key', { tags: { '': 'x' } }, 'InvalidIdentityToken'],
    ['a tag that is too long', { tags: { team: 'x'.repeat(257) } }, 'InvalidIdentityToken'],
    ['AWS’s own tag', { tags: { 'aws:team': 'x' } }, 'InvalidParameterValue'],
    ['tags that differ in case', { tags: { team: 'x', TEAM: 'y' } }, 'InvalidParameterValue'],
    ['a transitive key without its tag', { transitiveTagKeys: ['team'] }, 'ValidationError'],
    ['a source identity that is too short', { sourceIdentity: 'a' }, 'InvalidIdentityToken'],
    ['a source identity of AWS’s own', { sourceIdentity: 'aws:me' }, 'InvalidIdentityToken'],
  ])('%s is refused', async (_, wrong, code) => {
    expect((await assumeAs(wrong)).field('Code')).toBe(code)
  })
})

function iso(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString()
}
