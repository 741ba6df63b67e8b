import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account, User } from './world.ts'

const START = Date.UTC(2026, 4, 1, 12, 0, 0)
const INVALID_CODE = 'MultiFactorAuthentication failed with invalid MFA one time pass code. '

let now: number
let demo: DemoWorld
let account: Account
let aws: LocalAws
beforeEach(async () => {
  now = START
  demo = demoWorld()
  const [first] = demo.world.accounts
  if (first === undefined) throw new Error('the demo world has an account')
  account = first
  aws = await startLocalAws({ world: demo.world, now: () => now })
})
afterEach(() => aws.close())

const call = (keys: Keys, parameters: Record<string, string>) =>
  callSts(aws.url, keys, parameters, { at: now })
const getToken = (parameters: Record<string, string> = {}, keys: Keys = demo.alice) =>
  call(keys, { Action: 'GetSessionToken', ...parameters })
const mfa = (code = aws.code(demo.alice.mfaSerial), serial = demo.alice.mfaSerial) => ({
  SerialNumber: serial,
  TokenCode: code,
})
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const lifeOf = (reply: Reply) => (Date.parse(reply.field('Expiration')) - now) / 1000

const other = (): User => ({
  name: 'bob',
  userId: 'AIDABOB',
  keys: [{ accessKeyId: `AKIA${'B'.repeat(16)}`, secretAccessKey: 'b'.repeat(40), active: true }],
  mfaDevices: [{ serial: 'GAHT12345678', secret: 'A'.repeat(32) }],
  policies: [],
})

describe('lives', () => {
  it.each([
    [undefined, 43_200],
    ['900', 900],
    ['129600', 129_600],
  ])('asked for %s, %i s are given', async (asked, given) => {
    const reply = await getToken(asked === undefined ? {} : { DurationSeconds: asked })
    expect(lifeOf(reply)).toBe(given)
    expect(reply.field('Expiration')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })

  it.each([
    ['899', 'greater than or equal to 900'],
    ['129601', 'less than or equal to 129600'],
  ])('%s s are refused', async (asked, bound) => {
    const message = `1 validation error detected: Value '${asked}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`
    expect(refusal(await getToken({ DurationSeconds: asked }))).toEqual(['ValidationError', 400, message])
  })

  it('the root user gets an hour, whatever it asked', async () => {
    const root = { accessKeyId: `AKIA${'R'.repeat(16)}`, secretAccessKey: 'r'.repeat(40), active: true }
    account.root = { keys: [root], mfaDevices: [] }
    const reply = await getToken({ DurationSeconds: '7200' }, root)
    expect(lifeOf(reply)).toBe(3600)
    const who = await call(keysOf(reply), { Action: 'GetCallerIdentity' })
    expect(who.field('Arn')).toBe('arn:aws:iam::111122223333:root')
  })

  it('may be shortened without an error', async () => {
    aws.life({ sessionTokenLifeSeconds: 60 })
    expect(lifeOf(await getToken({ DurationSeconds: '3600' }))).toBe(60)
  })

  it('end at the second', async () => {
    const keys = keysOf(await getToken({ DurationSeconds: '900' }))
    now = START + 899_999
    expect((await call(keys, { Action: 'GetCallerIdentity' })).status).toBe(200)
    now = START + 900_000
    expect(refusal(await call(keys, { Action: 'GetCallerIdentity' }))).toEqual([
      'ExpiredToken',
      403,
      'The security token included in the request is expired',
    ])
  })
})

describe('MFA', () => {
  it('takes a code once, and the next one at once', async () => {
    expect((await getToken(mfa())).status).toBe(200)
    expect(refusal(await getToken(mfa()))).toEqual(['AccessDenied', 403, INVALID_CODE])
    expect((await getToken(mfa(aws.totp(demo.alice.mfaSerial, 1)))).status).toBe(200)
  })

  it('counts how long a code is shown', () => {
    expect(aws.nextCodeIn()).toBe(30)
    now += 29_000
    expect(aws.nextCodeIn()).toBe(1)
    expect(aws.totp(demo.alice.mfaSerial, 0)).toBe(aws.code(demo.alice.mfaSerial))
    expect(() => aws.code('arn:aws:iam::111122223333:mfa/nobody')).toThrow('no MFA device')
  })

  it('refuses old codes, wrong codes, wrong and strange devices alike', async () => {
    account.users.push(other())
    const code = aws.code(demo.alice.mfaSerial)
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    for (const given of [
      mfa(aws.totp(demo.alice.mfaSerial, -2)),
      mfa(aws.totp(demo.alice.mfaSerial, 2)),
      mfa(wrong),
      mfa(code, 'arn:aws:iam::111122223333:mfa/bob'),
      mfa(aws.code('GAHT12345678'), 'GAHT12345678'),
    ]) {
      expect(refusal(await getToken(given))).toEqual(['AccessDenied', 403, INVALID_CODE])
    }
    expect((await getToken(mfa(code))).status).toBe(200)
  })

  it('wants both the serial number and the code', async () => {
    const { SerialNumber, TokenCode } = mfa()
    for (const half of [{ SerialNumber }, { TokenCode }]) {
      expect(refusal(await getToken(half))).toEqual([
        'AccessDenied',
        403,
        'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
      ])
    }
  })

  it('wants six digits', async () => {
    const message =
      "2 validation errors detected: Value '12x' at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*; Value '12x' at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6"
    expect(refusal(await getToken(mfa('12x')))).toEqual(['ValidationError', 400, message])
  })
})

describe('who may ask', () => {
  it('not one who has temporary credentials', async () => {
    const session = keysOf(await getToken(mfa()))
    const assume = { Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: 'me' }
    const role = keysOf(await call(session, assume))
    for (const keys of [session, role]) {
      const message = 'Cannot call GetSessionToken with session credentials'
      expect(refusal(await getToken({}, keys))).toEqual(['AccessDenied', 403, message])
    }
  })

  it.each<[string, (user: User) => void]>([
    ['inactive', ({ keys }) => keys.splice(0, 1, { ...demo.alice, active: false })],
    ['deleted', user => user.keys.splice(0)],
  ])('not one whose key is %s', async (_, change) => {
    const session = keysOf(await getToken())
    account.users.forEach(change)
    const message = 'The security token included in the request is invalid.'
    expect(refusal(await getToken())).toEqual(['InvalidClientTokenId', 403, message])
    // What the key had been good for stays good until it expires.
    expect((await call(session, { Action: 'GetCallerIdentity' })).status).toBe(200)
  })

  it('credentials die with their user', async () => {
    const session = keysOf(await getToken())
    account.users.splice(0)
    expect((await call(session, { Action: 'GetCallerIdentity' })).field('Code')).toBe('InvalidClientTokenId')
  })
})

describe('who the caller is', () => {
  it('is the user, with a key or with a session', async () => {
    for (const keys of [demo.alice, keysOf(await getToken())]) {
      const who = await call(keys, { Action: 'GetCallerIdentity' })
      expect(who.field('Arn')).toBe(demo.alice.arn)
      expect(who.field('Account')).toBe('111122223333')
      expect(who.field('UserId')).toBe(account.users[0]?.userId)
    }
  })

  it('all that was handed out can be looked up', async () => {
    const reply = await getToken(mfa())
    expect(aws.issued()).toEqual([
      {
        operation: 'GetSessionToken',
        ...keysOf(reply),
        arn: demo.alice.arn,
        expiration: reply.field('Expiration'),
      },
    ])
  })
})
