import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import type { PolicyDocument } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account, Role } from './world.ts'

const START = Date.UTC(2026, 4, 1, 12, 0, 0)
const HOME = '111122223333'
const ABROAD = '444455556666'
const ALICE = `arn:aws:iam::${HOME}:user/alice`

let now: number
let demo: DemoWorld
let home: Account
let abroad: Account
let aws: LocalAws
beforeEach(async () => {
  now = START
  demo = demoWorld()
  abroad = { id: ABROAD, users: [], roles: [] }
  demo.world.accounts.push(abroad)
  const [first] = demo.world.accounts
  if (first === undefined) throw new Error('the demo world has an account')
  home = first
  aws = await startLocalAws({ world: demo.world, now: () => now })
})
afterEach(() => aws.close())

const call = (keys: Keys, parameters: Record<string, string>) =>
  callSts(aws.url, keys, parameters, { at: now })
const assume = (roleArn: string, parameters: Record<string, string> = {}, keys: Keys = demo.alice) =>
  call(keys, { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me', ...parameters })
const mfa = (code = aws.code(demo.alice.mfaSerial)) => ({
  SerialNumber: demo.alice.mfaSerial,
  TokenCode: code,
})
const session = async (parameters: Record<string, string> = {}) =>
  keysOf(await call(demo.alice, { Action: 'GetSessionToken', ...parameters }))
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const denied = (roleArn: string, who = ALICE, why = '') => [
  'AccessDenied',
  403,
  `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}${why}`,
]
const lifeOf = (reply: Reply) => (Date.parse(reply.field('Expiration')) - now) / 1000

type Rule = { effect?: 'Allow' | 'Deny'; condition?: Record<string, Record<string, string>> }
const trust = (principal: string, { effect = 'Allow', condition }: Rule = {}): PolicyDocument => ({
  Statement: {
    Effect: effect,
    Principal: principal === '*' ? '*' : { AWS: principal },
    Action: 'sts:AssumeRole',
    ...(condition && { Condition: condition }),
  },
})
const may = (effect: 'Allow' | 'Deny', resource: string): PolicyDocument => ({
  Statement: { Effect: effect, Action: 'sts:AssumeRole', Resource: resource },
})
const addRole = (account: Account, name: string, document: PolicyDocument, more: Partial<Role> = {}) => {
  account.roles.push({ name, roleId: `AROA${name.toUpperCase()}`, trust: document, policies: [], ...more })
  return `arn:aws:iam::${account.id}:role${more.path ?? '/'}${name}`
}
const setPolicies = (...policies: PolicyDocument[]) => {
  for (const user of home.users) user.policies = policies
}

describe('what is given', () => {
  it('names the session, without the role’s path', async () => {
    const role = addRole(home, 'deep', trust(ALICE), { path: '/team/a/' })
    const reply = await assume(role)
    const arn = `arn:aws:sts::${HOME}:assumed-role/deep/me`
    expect([reply.field('Arn'), reply.field('AssumedRoleId')]).toEqual([arn, 'AROADEEP:me'])
    const who = await call(keysOf(reply), { Action: 'GetCallerIdentity' })
    expect([who.field('Arn'), who.field('UserId'), who.field('Account')]).toEqual([arn, 'AROADEEP:me', HOME])
  })
})

describe('lives', () => {
  it.each([
    [undefined, 3600],
    ['900', 900],
    ['43200', 43_200],
  ])('asked for %s, %i s are given', async (asked, given) => {
    const role = addRole(home, 'long', trust(ALICE), { maxSessionSeconds: 43_200 })
    expect(lifeOf(await assume(role, asked === undefined ? {} : { DurationSeconds: asked }))).toBe(given)
  })

  it('are bounded by the role', async () => {
    const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    const reply = await assume(demo.roles.devReadonly, { DurationSeconds: '3601' })
    expect(refusal(reply)).toEqual(['ValidationError', 400, message])
  })

  it('are bounded to an hour down a chain, but not behind GetSessionToken', async () => {
    const last = addRole(home, 'last', trust('*'), { maxSessionSeconds: 43_200 })
    const behindSession = await assume(last, { DurationSeconds: '43200' }, await session())
    expect(lifeOf(behindSession)).toBe(43_200)
    const chained = await assume(last, { DurationSeconds: '3601' }, keysOf(behindSession))
    const message =
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
    expect(refusal(chained)).toEqual(['ValidationError', 400, message])
    expect(lifeOf(await assume(last, {}, keysOf(behindSession)))).toBe(3600)
  })

  it('may be shortened without an error', async () => {
    aws.life({ roleLifeSeconds: 90 })
    expect(lifeOf(await assume(demo.roles.devReadonly, { DurationSeconds: '3600' }))).toBe(90)
  })
})

describe('parameters', () => {
  const invalid = (...problems: string[]) => {
    const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
    return ['ValidationError', 400, `${count} detected: ${problems.join('; ')}`]
  }
  const failed = (value: string, name: string, constraint: string) =>
    `Value ${value} at '${name}' failed to satisfy constraint: Member must ${constraint}`

  it('that are missing are listed together', async () => {
    expect(refusal(await call(demo.alice, { Action: 'AssumeRole' }))).toEqual(
      invalid(failed('null', 'roleArn', 'not be null'), failed('null', 'roleSessionName', 'not be null')),
    )
  })

  const pattern = (set: string) => `satisfy regular expression pattern: ${set}`
  it.each([
    ['RoleArn', 'short', 'have length greater than or equal to 20'],
    ['RoleSessionName', 'x', 'have length greater than or equal to 2'],
    ['RoleSessionName', 'x'.repeat(65), 'have length less than or equal to 64'],
    ['RoleSessionName', 'a b', pattern('[\\w+=,.@-]*')],
    ['ExternalId', 'x', 'have length greater than or equal to 2'],
    ['ExternalId', 'a&b', pattern('[\\w+=,.@:/-]*')],
    ['DurationSeconds', '899', 'have value greater than or equal to 900'],
    ['DurationSeconds', '43201', 'have value less than or equal to 43200'],
    ['SerialNumber', 'short', 'have length greater than or equal to 9'],
    ['TokenCode', '1234567', 'have length less than or equal to 6'],
    ['MinimumSessionTokenSize', '4097', 'have value less than or equal to 4096'],
  ])('%s=%s is refused', async (name, value, constraint) => {
    const field = name.charAt(0).toLowerCase() + name.slice(1)
    const reply = await assume(demo.roles.devReadonly, { [name]: value })
    expect(refusal(reply)).toEqual(invalid(failed(`'${value}'`, field, constraint)))
  })

  it('a role’s ARN that is none is invalid, one that is another kind is denied', async () => {
    expect(refusal(await assume('prod-admin-is-my-role'))).toEqual([
      'ValidationError',
      400,
      'prod-admin-is-my-role is invalid',
    ])
    expect(refusal(await assume(ALICE))).toEqual(denied(ALICE))
  })

  it('that nobody knows are refused', async () => {
    const reply = await assume(demo.roles.devReadonly, { Duration: '900' })
    expect(refusal(reply)).toEqual([
      'ValidationError',
      400,
      'Unknown parameters for this operation: Duration',
    ])
  })
})

describe('MFA', () => {
  const role = () => demo.roles.prodAdmin

  it('is missed where the role demands it', async () => {
    expect(refusal(await assume(role()))).toEqual(denied(role()))
    expect(refusal(await assume(role(), {}, await session()))).toEqual(denied(role()))
  })

  it('counts when given with the call', async () => {
    expect((await assume(role(), mfa())).status).toBe(200)
    expect((await assume(role(), mfa())).field('Message')).toBe(
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    )
  })

  it('counts when given for the session, with its age', async () => {
    const hourly = addRole(
      home,
      'hourly',
      trust(ALICE, { condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } } }),
    )
    const keys = await session(mfa())
    expect((await assume(role(), {}, keys)).status).toBe(200)
    now += 3_599_000
    expect((await assume(hourly, {}, keys)).status).toBe(200)
    now += 1000
    expect(refusal(await assume(hourly, {}, keys))).toEqual(denied(hourly))
    expect((await assume(role(), {}, keys)).status).toBe(200)
    expect((await assume(hourly, mfa(), keys)).status).toBe(200)
  })

  it('does not go on down a chain', async () => {
    const strict = addRole(
      home,
      'strict',
      trust('*', { condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    )
    const first = keysOf(await assume(role(), mfa()))
    const who = `arn:aws:sts::${HOME}:assumed-role/prod-admin/me`
    expect(refusal(await assume(strict, {}, first))).toEqual(denied(strict, who))
    const code = mfa(aws.totp(demo.alice.mfaSerial, 1))
    expect((await assume(strict, code, first)).field('Message')).toContain('MultiFactorAuthentication failed')
  })

  it('is not there at all with a long-term key', async () => {
    const deny = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }
    const lax = addRole(home, 'lax', trust(ALICE, { condition: deny }))
    const exists = addRole(home, 'exists', trust(ALICE, { condition: { BoolIfExists: deny.Bool } }))
    expect((await assume(lax)).status).toBe(403)
    expect((await assume(exists)).status).toBe(200)
    expect((await assume(lax, {}, await session())).status).toBe(200)
  })
})

describe('conditions on the call', () => {
  it('the external id', async () => {
    const role = addRole(
      abroad,
      'vendor',
      trust(HOME, { condition: { StringEquals: { 'sts:ExternalId': 'T:7/a' } } }),
    )
    setPolicies(may('Allow', role))
    expect(refusal(await assume(role))).toEqual(denied(role))
    expect(refusal(await assume(role, { ExternalId: 'T:7/b' }))).toEqual(denied(role))
    expect((await assume(role, { ExternalId: 'T:7/a' })).status).toBe(200)
  })

  it('the session’s name', async () => {
    const variable = ['$', '{aws:username}'].join('')
    const condition = { StringLike: { 'sts:RoleSessionName': `${variable}@*` } }
    const role = addRole(home, 'named', trust(ALICE, { condition }))
    expect((await assume(role, { RoleSessionName: 'bob@x' })).status).toBe(403)
    expect((await assume(role, { RoleSessionName: 'alice@x' })).status).toBe(200)
  })
})

describe('who may assume', () => {
  const ROOT = `arn:aws:iam::${HOME}:root`
  const SESSION = `arn:aws:sts::${HOME}:assumed-role/first/me`
  const FIRST = `arn:aws:iam::${HOME}:role/first`

  // The account of the role, the trust policy's principal, the user's own policy.
  it.each<['home' | 'abroad', string, 'Allow' | 'Deny' | 'none', boolean]>([
    ['home', ALICE, 'none', true],
    ['home', ALICE, 'Allow', true],
    ['home', ALICE, 'Deny', false],
    ['home', ROOT, 'none', false],
    ['home', ROOT, 'Allow', true],
    ['home', ROOT, 'Deny', false],
    ['home', HOME, 'Allow', true],
    ['home', '*', 'none', true],
    ['home', '*', 'Deny', false],
    ['home', `arn:aws:iam::${HOME}:user/bob`, 'Allow', false],
    ['home', `arn:aws:iam::${HOME}:user/*`, 'Allow', false],
    ['home', ABROAD, 'Allow', false],
    ['abroad', ALICE, 'none', false],
    ['abroad', ALICE, 'Allow', true],
    ['abroad', ALICE, 'Deny', false],
    ['abroad', ROOT, 'none', false],
    ['abroad', ROOT, 'Allow', true],
    ['abroad', '*', 'none', false],
    ['abroad', '*', 'Allow', true],
    ['abroad', ABROAD, 'Allow', false],
  ])('%s, trusting %s, user policy %s: %s', async (where, principal, own, allowed) => {
    const role = addRole(where === 'home' ? home : abroad, 'target', trust(principal))
    setPolicies(...(own === 'none' ? [] : [may('Allow', '*'), may(own, role)]))
    const why = own === 'Deny' ? ' with an explicit deny in an identity-based policy' : ''
    for (const keys of [demo.alice, await session()]) {
      const reply = await assume(role, {}, keys)
      if (allowed) expect(reply.status).toBe(200)
      else expect(refusal(reply)).toEqual(denied(role, ALICE, why))
    }
  })

  it.each<['home' | 'abroad', string, 'Allow' | 'Deny' | 'none', boolean]>([
    ['home', FIRST, 'none', true],
    ['home', FIRST, 'Deny', false],
    ['home', SESSION, 'none', true],
    ['home', SESSION.replace('/me', '/you'), 'Allow', false],
    ['home', ROOT, 'none', false],
    ['home', ROOT, 'Allow', true],
    ['home', ALICE, 'Allow', false],
    ['abroad', FIRST, 'none', false],
    ['abroad', FIRST, 'Allow', true],
    ['abroad', SESSION, 'Allow', true],
  ])('from a role, %s, trusting %s, role policy %s: %s', async (where, principal, own, allowed) => {
    const role = addRole(where === 'home' ? home : abroad, 'target', trust(principal))
    addRole(home, 'first', trust(ALICE), { policies: own === 'none' ? [] : [may(own, role)] })
    const reply = await assume(role, {}, keysOf(await assume(FIRST)))
    const why = own === 'Deny' ? ' with an explicit deny in an identity-based policy' : ''
    if (allowed) expect(reply.status).toBe(200)
    else expect(refusal(reply)).toEqual(denied(role, SESSION, why))
  })

  it('an explicit deny in the trust policy wins', async () => {
    const role = addRole(home, 'target', trust(ALICE))
    const target = home.roles.find(one => one.name === 'target')
    if (target === undefined) throw new Error('the role was just made')
    const allow = trust(ALICE).Statement
    const deny = trust(ROOT, { effect: 'Deny' }).Statement
    if (!('Effect' in allow) || !('Effect' in deny)) throw new Error('one statement each')
    target.trust = { Statement: [allow, deny] }
    const why = ' with an explicit deny in a resource-based policy'
    expect(refusal(await assume(role))).toEqual(denied(role, ALICE, why))
  })

  it('a role that does not exist answers as one that is closed', async () => {
    const role = `arn:aws:iam::${HOME}:role/none`
    expect(refusal(await assume(role))).toEqual(denied(role))
  })

  it('the root user can’t', async () => {
    const root = { accessKeyId: `AKIA${'R'.repeat(16)}`, secretAccessKey: 'r'.repeat(40), active: true }
    home.root = { keys: [root], mfaDevices: [] }
    const message = 'Roles may not be assumed by root accounts.'
    expect(refusal(await assume(demo.roles.devReadonly, {}, root))).toEqual(['AccessDenied', 403, message])
  })
})
