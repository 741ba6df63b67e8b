import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSns, callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld, homeOf } from './demo-world.ts'
import type { PolicyDocument, Statement } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account, User } from './world.ts'

const START = Date.UTC(2026, 4, 1, 12, 0, 0)
const HOME = '111122223333'
const FEDERATED = `arn:aws:sts::${HOME}:federated-user/guest`
const READ_ONLY_ACCESS = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const TOPIC = `arn:aws:sns:eu-central-1:${HOME}:news`

let now: number
let demo: DemoWorld
let home: Account
let user: User
let aws: LocalAws
beforeEach(async () => {
  now = START
  demo = demoWorld()
  ;({ home, user } = homeOf(demo))
  user.policies = [policy({ Action: ['sts:GetFederationToken', 'sts:TagSession'] })]
  aws = await startLocalAws({ world: demo.world, now: () => now })
})
afterEach(() => aws.close())

const call = (keys: Keys, parameters: Record<string, string>) =>
  callSts(aws.url, keys, parameters, { at: now })
const federate = (parameters: Record<string, string> = {}, keys: Keys = demo.alice) =>
  call(keys, { Action: 'GetFederationToken', Name: 'guest', ...parameters })
const sns = (keys: Keys, parameters: Record<string, string>) =>
  callSns(aws.url, keys, parameters, { at: now })
const list = (keys: Keys) => sns(keys, { Action: 'ListTopics' })
const create = (keys: Keys) => sns(keys, { Action: 'CreateTopic', Name: 'news' })
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const lifeOf = (reply: Reply) => (Date.parse(reply.field('Expiration')) - now) / 1000

function policy(statement: Partial<Statement>): PolicyDocument {
  return { Statement: { Effect: 'Allow', Resource: '*', ...statement } }
}
const inline = (statement: Partial<Statement>) => ({ Policy: JSON.stringify(policy(statement)) })
const addRoot = () => {
  const key = { accessKeyId: `AKIA${'R'.repeat(16)}`, secretAccessKey: 'r'.repeat(40), active: true }
  home.root = { keys: [key], mfaDevices: [] }
  return key
}

describe('what is given', () => {
  it('names the federated user, who then is who they say', async () => {
    const reply = await federate()
    expect(reply.field('FederatedUserId')).toBe(`${HOME}:guest`)
    expect(reply.field('Arn')).toBe(FEDERATED)
    expect(reply.xml).not.toContain('PackedPolicySize')
    const who = await call(keysOf(reply), { Action: 'GetCallerIdentity' })
    const told = [who.field('Arn'), who.field('UserId'), who.field('Account')]
    expect(told).toEqual([FEDERATED, `${HOME}:guest`, HOME])
    expect(aws.issued()).toEqual([
      {
        operation: 'GetFederationToken',
        ...keysOf(reply),
        arn: FEDERATED,
        expiration: reply.field('Expiration'),
      },
    ])
  })

  it('tells how full the session is', async () => {
    const reply = await federate(inline({ Action: 'sns:*' }))
    expect(Number(reply.field('PackedPolicySize'))).toBeGreaterThan(0)
  })

  it.each([
    [undefined, 43_200],
    ['900', 900],
    ['129600', 129_600],
  ])('asked for %s, lasts %i s', async (asked, given) => {
    expect(lifeOf(await federate(asked === undefined ? {} : { DurationSeconds: asked }))).toBe(given)
  })

  it('lasts an hour for the root user, whatever it asked', async () => {
    expect(lifeOf(await federate({ DurationSeconds: '7200' }, addRoot()))).toBe(3600)
  })

  it('may be shortened without an error', async () => {
    aws.life({ sessionTokenLifeSeconds: 60 })
    expect(lifeOf(await federate())).toBe(60)
  })

  it('has a token of the size that was asked for', async () => {
    expect(keysOf(await federate({ MinimumSessionTokenSize: '4096' })).sessionToken.length).toBeGreaterThan(
      4095,
    )
  })
})

describe('parameters', () => {
  it.each([
    ['Name', 'x', 'have length greater than or equal to 2'],
    ['Name', 'x'.repeat(33), 'have length less than or equal to 32'],
    ['Name', 'a b', 'satisfy regular expression pattern: [\\w+=,.@-]*'],
    ['DurationSeconds', '899', 'have value greater than or equal to 900'],
    ['DurationSeconds', '129601', 'have value less than or equal to 129600'],
    ['MinimumSessionTokenSize', '4097', 'have value less than or equal to 4096'],
  ])('%s=%s is refused', async (name, value, constraint) => {
    const field = name.charAt(0).toLowerCase() + name.slice(1)
    const message = `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must ${constraint}`
    expect(refusal(await federate({ [name]: value }))).toEqual(['ValidationError', 400, message])
  })

  it.each(['SerialNumber', 'TokenCode', 'SourceIdentity', 'TransitiveTagKeys.member.1', 'RoleArn'])(
    '%s is none of them',
    async name => {
      const message = `Unknown parameters for this operation: ${name}`
      expect(refusal(await federate({ [name]: '123456' }))).toEqual(['ValidationError', 400, message])
    },
  )

  it('a policy must be one', async () => {
    expect((await federate({ Policy: '{' })).field('Code')).toBe('MalformedPolicyDocument')
    const abroad = { 'PolicyArns.member.1.arn': 'arn:aws:iam::444455556666:policy/theirs' }
    expect((await federate(abroad)).field('Code')).toBe('ValidationError')
  })
})

describe('who may ask', () => {
  const denied = (action: string, why = ` because no identity-based policy allows the ${action} action`) => [
    'AccessDenied',
    403,
    `User: ${demo.alice.arn} is not authorized to perform: ${action} on resource: ${FEDERATED}${why}`,
  ]

  it('a user with sts:GetFederationToken for this name', async () => {
    user.policies = []
    expect(refusal(await federate())).toEqual(denied('sts:GetFederationToken'))
    user.policies = [policy({ Action: 'sts:GetFederationToken', Resource: FEDERATED })]
    expect((await federate()).status).toBe(200)
    expect((await federate({ Name: 'other' })).status).toBe(403)
    user.policies.push(policy({ Effect: 'Deny', Action: 'sts:GetFederationToken' }))
    const why = ' with an explicit deny in an identity-based policy'
    expect(refusal(await federate())).toEqual(denied('sts:GetFederationToken', why))
  })

  it('with tags only one who has sts:TagSession too', async () => {
    const tag = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'blue' }
    user.policies = [policy({ Action: 'sts:GetFederationToken' })]
    expect(refusal(await federate(tag))).toEqual(denied('sts:TagSession'))
    user.policies.push(
      policy({ Action: 'sts:TagSession', Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } } }),
    )
    expect((await federate(tag)).status).toBe(200)
    expect((await federate({ ...tag, 'Tags.member.1.Value': 'red' })).status).toBe(403)
  })

  it('the root user', async () => {
    const reply = await federate({}, addRoot())
    expect(reply.field('Arn')).toBe(FEDERATED)
  })

  it('not one who has temporary credentials', async () => {
    const assume = { Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: 'me' }
    user.policies.push(policy({ Action: 'sts:AssumeRole' }))
    const given = [await call(demo.alice, { Action: 'GetSessionToken' }), await call(demo.alice, assume)]
    for (const keys of [...given, await federate(inline({ Action: '*' }))].map(keysOf)) {
      const message = 'Cannot call GetFederationToken with session credentials'
      expect(refusal(await federate({}, keys))).toEqual(['AccessDenied', 403, message])
    }
  })
})

describe('what its credentials may', () => {
  const denied = (operation: string, why: string) => [
    'AuthorizationError',
    403,
    `User: ${FEDERATED} is not authorized to perform: SNS:${operation} on resource: ${TOPIC.replace('news', operation === 'ListTopics' ? '*' : 'news')} ${why}`,
  ]
  const noPolicy = (operation: string, kind: string) =>
    `because no ${kind} policy allows the SNS:${operation} action`

  it('nothing without a session policy, whatever the user may', async () => {
    for (const keys of [demo.alice, addRoot()]) {
      user.policies.push(policy({ Action: 'sns:*' }))
      const guest = keysOf(await federate({}, keys))
      expect(refusal(await list(guest))).toEqual(denied('ListTopics', noPolicy('ListTopics', 'session')))
    }
  })

  it('what both the user and the session may', async () => {
    user.policies.push(policy({ Action: 'sns:List*' }))
    const guest = keysOf(await federate(inline({ Action: 'sns:*' })))
    expect((await list(guest)).status).toBe(200)
    expect(refusal(await create(guest))).toEqual(
      denied('CreateTopic', noPolicy('CreateTopic', 'identity-based')),
    )
    user.policies.push(policy({ Action: 'sns:*' }))
    expect((await create(guest)).status).toBe(200)
    const reader = keysOf(await federate({ 'PolicyArns.member.1.arn': READ_ONLY_ACCESS }))
    expect((await list(reader)).status).toBe(200)
    expect(refusal(await create(reader))).toEqual(denied('CreateTopic', noPolicy('CreateTopic', 'session')))
  })

  it('what the root user’s session policy says', async () => {
    const guest = keysOf(await federate(inline({ Action: 'sns:List*' }), addRoot()))
    expect((await list(guest)).status).toBe(200)
    expect((await create(guest)).status).toBe(403)
  })

  it.each<[string, Record<string, string>]>([
    ['aws:PrincipalArn', { 'aws:PrincipalArn': FEDERATED }],
    ['aws:userid', { 'aws:userid': `${HOME}:guest` }],
    ['aws:PrincipalType', { 'aws:PrincipalType': 'FederatedUser' }],
    ['the user’s tags', { 'aws:PrincipalTag/floor': '3' }],
    ['the session’s tags before the user’s', { 'aws:PrincipalTag/team': 'red' }],
  ])('goes by %s', async (_, keys) => {
    user.tags = new Map([
      ['floor', '3'],
      ['Team', 'blue'],
    ])
    user.policies.push(policy({ Action: 'sns:ListTopics', Condition: { StringEquals: keys } }))
    const tag = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' }
    const guest = keysOf(await federate({ ...inline({ Action: '*' }), ...tag }))
    expect((await list(guest)).status).toBe(200)
    user.policies.pop()
    const name = { Null: { 'aws:username': 'false' } }
    user.policies.push(policy({ Action: 'sns:ListTopics', Condition: name }))
    expect((await list(guest)).status).toBe(403)
    expect((await list(demo.alice)).status).toBe(200)
  })

  it('nothing any more when the user is gone', async () => {
    const guest = keysOf(await federate())
    home.users.splice(0)
    expect((await call(guest, { Action: 'GetCallerIdentity' })).field('Code')).toBe('InvalidClientTokenId')
  })
})

it('has its session policies in the calls', async () => {
  const sent = inline({ Action: 'sns:*' })
  await federate(sent)
  expect(aws.calls().map(({ sessionPolicies }) => sessionPolicies)).toEqual([
    { policy: sent.Policy, policyArns: [] },
  ])
})
