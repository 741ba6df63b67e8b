import { setTimeout as pass } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { fromSession, alice as identity, role as roleSession, token } from '../../core/world.ts'
import { callSts } from '../../local-aws/client.ts'
import { got } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { ALICE, account, addRole, alice, allow, HOME, trust } from './worlds.ts'

const TARGET = `arn:aws:iam::${HOME}:role/target`
const target = (changes: Parameters<typeof roleSession>[1] = {}) =>
  roleSession('target', { roleArn: TARGET, ...changes })
const day = token('day', { mfa: false })

let app: LocalApp
beforeEach(async () => {
  app = await startApp(({ world }) => {
    addRole(world, 'target', { trust: trust(ALICE), policies: [allow('*')], maxSessionSeconds: 7_200 })
    alice(world).policies = [allow('*')]
  })
})
afterEach(() => app.close())

describe('a code', () => {
  it.each<[string, () => string]>([
    ['that is wrong', () => '000000'],
    ['of an hour ago', () => app.aws.totp(app.demo.alice.mfaSerial, -120)],
  ])('%s is asked for again, in the same prompt', async (_, code) => {
    app.codes.push(code())
    got(await app.get(token('it')))
    expect([...app.notices]).toEqual(['wrong'])
    expect(app.outcomes()).toEqual(['GetSessionToken AccessDenied', 'GetSessionToken ok'])
  })

  it('that somebody else has used is asked for again', async () => {
    const { mfaSerial, ...key } = app.demo.alice
    const code = app.aws.code(mfaSerial)
    const parameters = { Action: 'GetSessionToken', SerialNumber: mfaSerial, TokenCode: code }
    expect((await callSts(app.aws.url, key, parameters)).status).toBe(200)
    app.setUp()
    // The one that comes next is good still.
    app.codes.push(code, app.aws.totp(mfaSerial, 1))
    got(await app.get(token('it')))
    expect([...app.notices]).toEqual(['wrong'])
    expect(app.outcomes()).toEqual(['GetSessionToken AccessDenied', 'GetSessionToken ok'])
  })

  it('of a device that is not the user’s is told as a wrong one', async () => {
    const other = `arn:aws:iam::${HOME}:mfa/bob`
    account(app.demo.world).users.push({
      name: 'bob',
      userId: 'AIDABOB',
      keys: [],
      mfaDevices: [{ serial: other, secret: app.demo.alice.mfaSecret }],
      policies: [],
    })
    got(await app.keys.edit(identity.id, app.settings({ name: 'alice', mfaSerial: other }), null))
    app.codes.push(app.aws.code(other), null)
    const failure = await app.refusal(token('it'))
    expect(failure).toEqual({ kind: 'mfa', reason: 'cancelled', device: 'alice' })
    expect([...app.notices]).toEqual(['wrong'])
  })
})

describe('a key', () => {
  const hint = () => `AKIA…${app.demo.alice.accessKeyId.slice(-4)}`

  it('that was deactivated since it worked is told from one that never did', async () => {
    const before = await app.get(day)
    got(before)
    for (const key of alice(app.demo.world).keys) key.active = false
    await app.clock.advance(3 * MINUTE)
    const { title, advice } = await app.told(target())
    expect(title).toBe(`AWS does not know the access key ${hint()}. It worked until 3 min ago.`)
    expect(advice).toMatch(/^It was deleted or deactivated since then\./)
  })

  it('that never worked here may be of another partition', async () => {
    alice(app.demo.world).keys = []
    const { title, advice } = await app.told(target())
    expect(title).toBe(`AWS does not know the access key ${hint()}.`)
    expect(advice).toContain('another partition')
  })

  it('with another secret is named by its last letters', async () => {
    for (const key of alice(app.demo.world).keys) key.secretAccessKey = 'x'.repeat(40)
    const { title, advice } = await app.told(target())
    expect(title).toBe(`The secret access key does not belong to ${hint()}.`)
    expect(advice).not.toContain('clock')
  })

  it.each([
    [10 * MINUTE, 'behind'],
    [-10 * MINUTE, 'ahead of'],
  ])('is not to blame where the clocks differ by %d ms', async (ms, way) => {
    await app.aws.fault({ kind: 'skew', ms })
    const { title } = await app.told(token('it'))
    expect(title).toMatch(new RegExp(`^This computer’s clock is (59\\d|60\\d) s ${way} AWS’s\\.$`))
  })

  it('is good where the clocks differ and no code is sent: the SDK signs anew', async () => {
    await app.aws.fault({ kind: 'skew', ms: 10 * MINUTE })
    got(await app.get(target()))
    expect(app.outcomes()).toEqual(['AssumeRole SignatureDoesNotMatch', 'AssumeRole ok'])
  })
})

it('credentials that AWS takes no more are renewed, and what starts from them, without a word', async () => {
  app.aws.life({ sessionTokenLifeSeconds: 2 })
  got(await app.get(day))
  await pass(2 * SECOND + 500)
  app.aws.life({ sessionTokenLifeSeconds: 900 })
  got(await app.get(target({ source: fromSession('day') })))
  expect(app.outcomes()).toEqual([
    'GetSessionToken ok',
    'AssumeRole ExpiredToken',
    'GetSessionToken ok',
    'AssumeRole ok',
  ])
})

describe('a session policy', () => {
  it.each([
    [
      'Syntax errors',
      { policy: '{"Statement":[{"Effect":"Alow","Action":"*","Resource":"*"}]}', policyArns: [] },
    ],
    [
      'arn:aws:iam::aws:policy/Nothing does not exist',
      { policy: null, policyArns: ['arn:aws:iam::aws:policy/Nothing'] },
    ],
  ])('that AWS can’t read is told in its words: %s', async (part, sessionPolicies) => {
    const { title } = await app.told(target({ sessionPolicies }))
    expect(title).toMatch(/^AWS did not take the session policies \(MalformedPolicyDocument\): /)
    expect(title).toContain(part)
  })

  it('that is no JSON is not even sent, and where it breaks off is said', async () => {
    const failure = await app.refusal(
      target({ sessionPolicies: { policy: '{"Statement":[}', policyArns: [] } }),
    )
    expect(failure).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'policy', problem: expect.stringContaining('in line 1, at character 15') }],
    })
    expect(app.calls()).toEqual([])
  })

  it('and tags that are too large once packed are told with the percentage, and what is largest', async () => {
    // What looks like chance packs badly.
    const noise = (seed: number) =>
      Buffer.from(Array.from({ length: 150 }, (_, at) => (at * at * seed + 31 * at + seed * seed) % 251))
        .toString('base64')
        .slice(0, 200)
    const tags = Array.from({ length: 50 }, (_, at) => ({ key: `k${at}`, value: noise(at * 7 + 3) }))
    const sessionPolicies = { policy: JSON.stringify(allow('*')), policyArns: [] }
    const { title, advice } = await app.told(target({ tags, sessionPolicies }))
    expect(title).toMatch(/too large once AWS has packed them: \d{3} % of the space\.$/)
    expect(advice).toMatch(/^Largest is the set of tags, with 101\d\d characters\./)
  })
})

describe('a Region where STS is off', () => {
  it('is named, and the switch to another one helps', async () => {
    account(app.demo.world).disabledRegions = ['eu-central-1']
    const { title, remedies = [] } = await app.told(target())
    expect(title).toBe('STS is not active in eu-central-1 for this account.')
    const [remedy] = remedies
    if (remedy?.kind !== 'switch-region') throw new Error('no other Region is offered')
    got(await app.catalog.switchRegion(target().id, remedy.region))
    got(await app.obtain(target()))
    expect(app.calls().map(({ region, outcome }) => [region, outcome])).toEqual([
      ['eu-central-1', 'RegionDisabledException'],
      ['us-east-1', 'ok'],
    ])
  })
})

describe('a duration over the role’s maximum', () => {
  const long = target({ durationSeconds: 43_200 })

  it.each<[string, readonly Session[], number, string]>([
    ['every role gives', [], 3_600, '3600 s works for every role'],
    [
      'has worked',
      [roleSession('before', { roleArn: TARGET, durationSeconds: 7_200, roleSessionName: 'before' })],
      7_200,
      '7200 s has worked',
    ],
  ])('is shortened to what %s', async (_, before, seconds, part) => {
    for (const session of before) got(await app.get(session))
    const { title, advice, remedies } = await app.told(long)
    expect(title).toMatch(/^The role is not given for 43200 s \(DurationSeconds\)\./)
    expect(advice).toContain(part)
    expect(remedies).toEqual([{ kind: 'shorten', seconds }])
    got(await app.catalog.shorten(long.id, seconds))
    got(await app.obtain(long))
    expect(app.form.get('DurationSeconds')).toBe(String(seconds))
  })
})
