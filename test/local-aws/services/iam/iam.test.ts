import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callIam, callSts, type Keys, keysOf, type Reply } from '../../client.ts'
import { addBob, type DemoUser, type DemoWorld, demoWorld, homeOf } from '../../demo-world.ts'
import type { PolicyDocument } from '../../policy.ts'
import { type LocalAws, startLocalAws } from '../../server.ts'
import type { Account, User } from '../../world.ts'

const HOME = '111122223333'
const INVALID_TOKEN = ['InvalidClientTokenId', 403, 'The security token included in the request is invalid.']

let demo: DemoWorld
let home: Account
let user: User
let bob: DemoUser
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  ;({ home, user } = homeOf(demo))
  bob = addBob(demo)
  user.policies = [may('iam:*', 'sts:*')]
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

function may(...actions: string[]): PolicyDocument {
  return { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }
}
const iam = (keys: Keys, Action: string, more: Record<string, string> = {}, region = 'us-east-1') =>
  callIam(aws.url, keys, { Action, ...more }, { region })
const devices = (keys: Keys, more: Record<string, string> = {}) => iam(keys, 'ListMFADevices', more)
const getUser = (keys: Keys, more: Record<string, string> = {}) => iam(keys, 'GetUser', more)
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const sts = async (parameters: Record<string, string>) =>
  keysOf(await callSts(aws.url, demo.alice, parameters))
const mfa = () => ({ SerialNumber: demo.alice.mfaSerial, TokenCode: aws.code(demo.alice.mfaSerial) })
const addRoot = () => {
  const key = { accessKeyId: `AKIA${'R'.repeat(16)}`, secretAccessKey: 'r'.repeat(40), active: true }
  home.root = {
    keys: [key],
    mfaDevices: [{ serial: `arn:aws:iam::${HOME}:mfa/root`, secret: 'A'.repeat(32) }],
  }
  return key
}

describe('ListMFADevices', () => {
  it('tells one’s own devices', async () => {
    user.mfaDevices.push({ serial: 'GAHT12345678', secret: 'A'.repeat(32) })
    const { xml, field } = await devices(demo.alice)
    expect(xml).toContain('<ListMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">')
    expect([...xml.matchAll(/<SerialNumber>([^<]*)</g)].map(([, serial]) => serial)).toEqual([
      demo.alice.mfaSerial,
      'GAHT12345678',
    ])
    expect([field('UserName'), field('IsTruncated')]).toEqual(['alice', 'false'])
    expect(field('EnableDate')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })

  it('tells another’s, and none where there is none', async () => {
    expect((await devices(demo.alice, { UserName: 'bob' })).field('SerialNumber')).toBe(bob.mfaSerial)
    for (const one of home.users) one.mfaDevices = []
    const reply = await devices(demo.alice, { UserName: 'bob' })
    expect([reply.status, reply.xml.includes('<member>')]).toEqual([200, false])
  })

  it('tells the root user’s', async () => {
    expect((await devices(addRoot())).field('SerialNumber')).toBe(`arn:aws:iam::${HOME}:mfa/root`)
  })
})

describe('GetUser', () => {
  it('tells who a user is', async () => {
    user.path = '/team/'
    const { field } = await getUser(demo.alice)
    expect(['Path', 'UserName', 'UserId', 'Arn'].map(field)).toEqual([
      '/team/',
      'alice',
      user.userId,
      `arn:aws:iam::${HOME}:user/team/alice`,
    ])
    expect((await getUser(demo.alice, { UserName: 'bob' })).field('Arn')).toBe(bob.arn)
  })

  it('tells who the root user is', async () => {
    const { field } = await getUser(addRoot())
    expect(['UserName', 'UserId', 'Arn'].map(field)).toEqual(['', HOME, `arn:aws:iam::${HOME}:root`])
  })

  it('knows nobody else', async () => {
    const message = 'The user with name carol cannot be found.'
    expect(refusal(await getUser(demo.alice, { UserName: 'carol' }))).toEqual(['NoSuchEntity', 404, message])
    expect((await getUser(demo.alice, { UserName: 'a b' })).field('Code')).toBe('ValidationError')
  })
})

describe('who may', () => {
  const denied = (operation: string, name: string, why: string) => [
    'AccessDenied',
    403,
    `User: ${demo.alice.arn} is not authorized to perform: iam:${operation} on resource: user ${name} ${why}`,
  ]

  it.each(['ListMFADevices', 'GetUser'])('%s: whoever’s policies allow it', async operation => {
    user.policies = []
    const why = `because no identity-based policy allows the iam:${operation} action`
    expect(refusal(await iam(demo.alice, operation))).toEqual(denied(operation, 'alice', why))
    // Whether there is such a user is for those to know who may ask.
    const carol = await iam(demo.alice, operation, { UserName: 'carol' })
    expect(refusal(carol)).toEqual(denied(operation, 'carol', why))
    user.policies = [{ Statement: { Effect: 'Allow', Action: `iam:${operation}`, Resource: demo.alice.arn } }]
    expect((await iam(demo.alice, operation)).status).toBe(200)
    expect((await iam(demo.alice, operation, { UserName: 'bob' })).status).toBe(403)
  })

  it('credentials of GetSessionToken only with MFA', async () => {
    const without = await sts({ Action: 'GetSessionToken' })
    expect(refusal(await devices(without))).toEqual(INVALID_TOKEN)
    expect(refusal(await getUser(without))).toEqual(INVALID_TOKEN)
    const withMfa = await sts({ Action: 'GetSessionToken', ...mfa() })
    expect((await devices(withMfa)).field('SerialNumber')).toBe(demo.alice.mfaSerial)
  })

  it('credentials of GetFederationToken never', async () => {
    const Policy = JSON.stringify(may('*'))
    const guest = await sts({ Action: 'GetFederationToken', Name: 'guest', Policy })
    expect(refusal(await devices(guest, { UserName: 'alice' }))).toEqual(INVALID_TOKEN)
    expect(refusal(await getUser(guest))).toEqual(INVALID_TOKEN)
  })

  it('a role, but it has no user of its own', async () => {
    for (const role of home.roles) role.policies = [may('iam:*')]
    const role = await sts({ Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: 'me' })
    const message = 'Must specify userName when calling with non-User credentials'
    expect(refusal(await devices(role))).toEqual(['ValidationError', 400, message])
    expect((await devices(role, { UserName: 'alice' })).field('SerialNumber')).toBe(demo.alice.mfaSerial)
  })
})

describe('the Region', () => {
  it.each([
    ['aws', 'us-east-1', 'eu-central-1'],
    ['aws-cn', 'cn-north-1', 'us-east-1'],
    ['aws-us-gov', 'us-gov-west-1', 'us-east-1'],
  ])('of IAM in %s is %s', async (partition, region, other) => {
    demo.world.partition = partition
    expect((await iam(demo.alice, 'GetUser', {}, region)).status).toBe(200)
    const message = `Credential should be scoped to a valid region, not '${other}'. `
    expect(refusal(await iam(demo.alice, 'GetUser', {}, other))).toEqual([
      'SignatureDoesNotMatch',
      403,
      message,
    ])
  })
})

it('is in the calls by its name', async () => {
  await devices(demo.alice)
  expect(aws.calls()).toMatchObject([{ service: 'iam', operation: 'ListMFADevices', outcome: 'ok' }])
})
