import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSns, callSts, type Keys, keysOf, type Reply } from '../../client.ts'
import { type DemoWorld, demoWorld } from '../../demo-world.ts'
import type { PolicyDocument } from '../../policy.ts'
import { type LocalAws, startLocalAws } from '../../server.ts'
import type { User } from '../../world.ts'

const ACCOUNT = '111122223333'
const TOPICS = `arn:aws:sns:eu-central-1:${ACCOUNT}`
const READ_ONLY_ACCESS = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

let now: number
let demo: DemoWorld
let user: User
let aws: LocalAws
beforeEach(async () => {
  now = Date.now()
  demo = demoWorld()
  const [alice] = demo.world.accounts.flatMap(account => account.users)
  if (alice === undefined) throw new Error('the demo world has a user')
  user = alice
  aws = await startLocalAws({ world: demo.world, now: () => now })
})
afterEach(() => aws.close())

const sts = (keys: Keys, parameters: Record<string, string>) =>
  callSts(aws.url, keys, parameters, { at: now })
const assume = async (RoleArn: string, more: Record<string, string> = {}) =>
  keysOf(await sts(demo.alice, { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me', ...more }))
const prodAdmin = (more: Record<string, string> = {}) =>
  assume(demo.roles.prodAdmin, {
    SerialNumber: demo.alice.mfaSerial,
    TokenCode: aws.code(demo.alice.mfaSerial),
    ...more,
  })
const create = (keys: Keys, Name = 'news', region = 'eu-central-1') =>
  callSns(aws.url, keys, { Action: 'CreateTopic', Name }, { at: now, region })
const list = (keys: Keys, region = 'eu-central-1') =>
  callSns(aws.url, keys, { Action: 'ListTopics' }, { at: now, region })

const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const sessionOf = (role: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/me`
const denied = (who: string, operation: string, name: string, why: string) => [
  'AuthorizationError',
  403,
  `User: ${who} is not authorized to perform: SNS:${operation} on resource: ${TOPICS}:${name} ${why}`,
]
const noIdentityPolicy = (operation: string) =>
  `because no identity-based policy allows the SNS:${operation} action`
const noSessionPolicy = (operation: string) => `because no session policy allows the SNS:${operation} action`
const policy = (Effect: 'Allow' | 'Deny', Action: string, Resource = '*'): PolicyDocument => ({
  Statement: [{ Effect, Action, Resource }],
})
const inline = (...documents: PolicyDocument[]) => ({
  Policy: JSON.stringify({ Statement: documents.flatMap(one => one.Statement) }),
})

describe('topics', () => {
  it('are created, and created again, and listed by Region', async () => {
    const keys = await prodAdmin()
    const first = await create(keys)
    expect(first.xml).toContain('<CreateTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">')
    expect(first.field('TopicArn')).toBe(`${TOPICS}:news`)
    expect((await create(keys)).field('TopicArn')).toBe(`${TOPICS}:news`)
    await create(keys, 'abroad', 'us-east-1')
    const listed = await list(keys)
    expect(listed.xml.match(/<TopicArn>/g)).toHaveLength(1)
    expect(listed.field('TopicArn')).toBe(`${TOPICS}:news`)
    expect((await list(keys, 'us-east-1')).field('TopicArn')).toContain('us-east-1')
    expect((await list(keys, 'eu-west-1')).xml).not.toContain('TopicArn')
  })

  it.each<[string, string]>([
    ['empty', ''],
    ['with a blank', 'a b'],
    ['not in ASCII', 'größe'],
    ['too long', 'x'.repeat(257)],
    ['of the FIFO kind', 'a.fifo'],
  ])('have no name that is %s', async (_, name) => {
    const reply = await create(await prodAdmin(), name)
    expect(refusal(reply)).toEqual(['InvalidParameter', 400, 'Invalid parameter: Topic Name'])
    expect(reply.field('Type')).toBe('Sender')
    expect(reply.xml).toContain('<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">')
  })

  it('have their name looked at only for those who may create them', async () => {
    const keys = await assume(demo.roles.devReadonly)
    expect((await create(keys, 'a b')).field('Code')).toBe('AuthorizationError')
  })

  it('have a name and, here, nothing else', async () => {
    const keys = await prodAdmin()
    const without = await callSns(aws.url, keys, { Action: 'CreateTopic' }, { at: now })
    expect(without.field('Message')).toContain("Value null at 'name'")
    const more = { Action: 'CreateTopic', Name: 'a', 'Attributes.entry.1.key': 'FifoTopic' }
    expect((await callSns(aws.url, keys, more, { at: now })).field('Code')).toBe('ValidationError')
  })
})

describe('which service a call is for', () => {
  it.each<[string, string, string, string, string]>([
    ['ListTopics', '2010-03-31', 'sts', 'SignatureDoesNotMatch', "correct service: 'sns'"],
    ['GetCallerIdentity', '2011-06-15', 'sns', 'SignatureDoesNotMatch', "correct service: 'sts'"],
    ['GetCallerIdentity', '2010-03-31', 'sns', 'InvalidAction', 'GetCallerIdentity for version 2010-03-31'],
    ['ListTopics', '2011-06-15', 'sts', 'InvalidAction', 'ListTopics for version 2011-06-15'],
    ['ListTopics', '1999-01-01', 'sns', 'InvalidAction', 'ListTopics for version 1999-01-01'],
  ])('%s of %s, signed for %s: %s', async (Action, Version, service, code, message) => {
    const reply = await callSts(aws.url, await prodAdmin(), { Action, Version }, { service, at: now })
    expect(reply.field('Code')).toBe(code)
    expect(reply.field('Message')).toContain(message)
  })

  it('is told in the calls, and in the namespace of a refusal', async () => {
    const reply = await list({ ...demo.alice, secretAccessKey: 'wrong' })
    expect(reply.field('Code')).toBe('SignatureDoesNotMatch')
    expect(reply.xml).toContain('xmlns="http://sns.amazonaws.com/doc/2010-03-31/"')
    await aws.fault({ kind: 'throttle', operations: ['ListTopics'] })
    expect((await list(demo.alice)).xml).toContain('xmlns="http://sns.amazonaws.com/doc/2010-03-31/"')
    expect(aws.calls().map(({ service, operation, outcome }) => [service, operation, outcome])).toEqual([
      ['sns', 'ListTopics', 'SignatureDoesNotMatch'],
      ['sns', 'ListTopics', 'fault:throttle'],
    ])
  })

  it('does not make its credentials any better', async () => {
    const keys = await assume(demo.roles.devReadonly)
    expect((await list({ ...keys, sessionToken: `${keys.sessionToken}x` })).field('Code')).toBe(
      'InvalidClientTokenId',
    )
    expect((await list(keys)).status).toBe(200)
    now += 3_600_000
    expect((await list(keys)).field('Code')).toBe('ExpiredToken')
  })
})

describe('who may', () => {
  it('a role, by its own policies', async () => {
    const keys = await assume(demo.roles.devReadonly)
    expect((await list(keys)).status).toBe(200)
    expect(refusal(await create(keys))).toEqual(
      denied(sessionOf('dev-readonly'), 'CreateTopic', 'news', noIdentityPolicy('CreateTopic')),
    )
    const admin = await prodAdmin()
    const audit = await callSts(
      aws.url,
      admin,
      { Action: 'AssumeRole', RoleArn: demo.roles.auditChained, RoleSessionName: 'me' },
      { at: now },
    )
    expect(refusal(await list(keysOf(audit)))).toEqual(
      denied(sessionOf('audit-chained'), 'ListTopics', '*', noIdentityPolicy('ListTopics')),
    )
  })

  it.each([['with a key'], ['with GetSessionToken']])('a user %s, by the user’s policies', async how => {
    const keys =
      how === 'with a key' ? demo.alice : keysOf(await sts(demo.alice, { Action: 'GetSessionToken' }))
    expect(refusal(await list(keys))).toEqual(
      denied(demo.alice.arn, 'ListTopics', '*', noIdentityPolicy('ListTopics')),
    )
    user.policies = [policy('Allow', 'sns:*'), policy('Deny', 'sns:CreateTopic', `${TOPICS}:secret-*`)]
    expect((await list(keys)).status).toBe(200)
    expect((await create(keys)).status).toBe(200)
    const why = 'with an explicit deny in an identity-based policy'
    expect(refusal(await create(keys, 'secret-1'))).toEqual(
      denied(demo.alice.arn, 'CreateTopic', 'secret-1', why),
    )
  })

  it('by Region, and by MFA', async () => {
    user.policies = [
      {
        Statement: {
          Effect: 'Allow',
          Action: 'sns:*',
          Resource: '*',
          Condition: {
            StringEquals: { 'aws:RequestedRegion': 'eu-central-1' },
            Bool: { 'aws:MultiFactorAuthPresent': 'true' },
          },
        },
      },
    ]
    const code = { SerialNumber: demo.alice.mfaSerial, TokenCode: aws.code(demo.alice.mfaSerial) }
    const keys = keysOf(await sts(demo.alice, { Action: 'GetSessionToken', ...code }))
    expect((await list(keys)).status).toBe(200)
    expect((await list(keys, 'us-east-1')).status).toBe(403)
    expect((await list(demo.alice)).status).toBe(403)
  })
})

describe('session policies', () => {
  const who = sessionOf('prod-admin')

  it('of a managed policy leave what both it and the role allow', async () => {
    const keys = await prodAdmin({ 'PolicyArns.member.1.arn': READ_ONLY_ACCESS })
    expect((await list(keys)).status).toBe(200)
    expect(refusal(await create(keys))).toEqual(
      denied(who, 'CreateTopic', 'news', noSessionPolicy('CreateTopic')),
    )
  })

  it('add up among themselves, and never to more than the role has', async () => {
    const both = {
      ...inline(policy('Allow', 'sns:CreateTopic', `${TOPICS}:news`)),
      'PolicyArns.member.1.arn': READ_ONLY_ACCESS,
    }
    const admin = await prodAdmin(both)
    expect((await list(admin)).status).toBe(200)
    expect((await create(admin)).status).toBe(200)
    expect((await create(admin, 'olds')).field('Message')).toContain(noSessionPolicy('CreateTopic'))
    const dev = await assume(demo.roles.devReadonly, both)
    expect((await create(dev)).field('Message')).toContain(noIdentityPolicy('CreateTopic'))
  })

  it('deny what the role allows', async () => {
    const keys = await prodAdmin(inline(policy('Allow', '*'), policy('Deny', 'sns:Create*')))
    const why = 'with an explicit deny in a session policy'
    expect(refusal(await create(keys))).toEqual(denied(who, 'CreateTopic', 'news', why))
    expect((await list(keys)).status).toBe(200)
  })
})
