import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callIam, callSns, callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld, homeOf } from './demo-world.ts'
import type { PolicyDocument, Statement } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account, Organization, User } from './world.ts'

const START = Date.UTC(2026, 4, 1, 12, 0, 0)
const HOME = '111122223333'
const MEMBER = '444455556666'
const STRANGER = '777788889999'
const rootOf = (account: string) => `arn:aws:iam::${account}:root`
const task = (name: string) => `arn:aws:iam::aws:policy/root-task/${name}`
const AUDIT = task('IAMAuditRootUserCredentials')

let now: number
let demo: DemoWorld
let home: Account
let member: Account
let user: User
let organization: Organization
let aws: LocalAws
beforeEach(async () => {
  now = START
  demo = demoWorld()
  ;({ home, user } = homeOf(demo))
  user.policies = [policy({ Action: 'sts:AssumeRoot' })]
  member = {
    id: MEMBER,
    users: [],
    roles: [],
    root: { keys: [], mfaDevices: [{ serial: `arn:aws:iam::${MEMBER}:mfa/root`, secret: 'A'.repeat(32) }] },
  }
  demo.world.accounts.push(member, { id: STRANGER, users: [], roles: [] })
  organization = {
    managementAccount: HOME,
    delegatedAdministrators: [],
    members: [MEMBER],
    rootSessions: true,
  }
  demo.world.organization = organization
  aws = await startLocalAws({ world: demo.world, now: () => now })
})
afterEach(() => aws.close())

function policy(statement: Partial<Statement>): PolicyDocument {
  return { Statement: { Effect: 'Allow', Resource: '*', ...statement } }
}
const call = (keys: Keys, parameters: Record<string, string>) =>
  callSts(aws.url, keys, parameters, { at: now })
const assumeRoot = (parameters: Record<string, string> = {}, keys: Keys = demo.alice) =>
  call(keys, {
    Action: 'AssumeRoot',
    TargetPrincipal: MEMBER,
    'TaskPolicyArn.arn': AUDIT,
    ...parameters,
  })
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const denied = (target = MEMBER, why = '', who = demo.alice.arn) => [
  'AccessDenied',
  403,
  `User: ${who} is not authorized to perform: sts:AssumeRoot on resource: ${rootOf(target)}${why}`,
]
const lifeOf = (reply: Reply) => (Date.parse(reply.field('Expiration')) - now) / 1000

describe('what is given', () => {
  it.each([MEMBER, rootOf(MEMBER)])('acts as the root user of %s', async TargetPrincipal => {
    const reply = await assumeRoot({ TargetPrincipal })
    expect(reply.xml).not.toContain('SourceIdentity')
    const who = await call(keysOf(reply), { Action: 'GetCallerIdentity' })
    const told = [who.field('Arn'), who.field('UserId'), who.field('Account')]
    expect(told).toEqual([rootOf(MEMBER), MEMBER, MEMBER])
  })

  it.each([
    [undefined, 900],
    ['900', 900],
    ['60', 60],
    ['0', 0],
  ])('asked for %s, lasts %i s', async (asked, given) => {
    expect(lifeOf(await assumeRoot(asked === undefined ? {} : { DurationSeconds: asked }))).toBe(given)
  })

  it('has a token of the size that was asked for', async () => {
    const reply = await assumeRoot({ MinimumSessionTokenSize: '4096' })
    expect(keysOf(reply).sessionToken.length).toBeGreaterThan(4095)
  })

  it('has the source identity of the calling session', async () => {
    const trust: Statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    }
    const condition = { StringEquals: { 'sts:SourceIdentity': 'alice' } }
    home.roles.push({
      name: 'security',
      roleId: 'AROASECURITY',
      trust: { Statement: trust },
      policies: [policy({ Action: 'sts:AssumeRoot', Condition: condition })],
    })
    const role = `arn:aws:iam::${HOME}:role/security`
    const assume = { Action: 'AssumeRole', RoleArn: role, RoleSessionName: 'me' }
    const anonymous = keysOf(await call(demo.alice, assume))
    expect((await assumeRoot({}, anonymous)).status).toBe(403)
    const keys = keysOf(await call(demo.alice, { ...assume, SourceIdentity: 'alice' }))
    expect((await assumeRoot({}, keys)).field('SourceIdentity')).toBe('alice')
  })
})

describe('parameters', () => {
  const invalid = (value: string, field: string, constraint: string) =>
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must ${constraint}`
  it.each([
    [
      'TargetPrincipal',
      'short',
      invalid('short', 'targetPrincipal', 'have length greater than or equal to 12'),
    ],
    ['TargetPrincipal', 'not-an-account', 'not-an-account is invalid'],
    ['TargetPrincipal', `arn:aws:iam::${MEMBER}:user/bob`, `arn:aws:iam::${MEMBER}:user/bob is invalid`],
    ['TargetPrincipal', `${rootOf(MEMBER)}s`, `${rootOf(MEMBER)}s is invalid`],
    ['DurationSeconds', '901', invalid('901', 'durationSeconds', 'have value less than or equal to 900')],
    ['TaskPolicyArn.arn', task('All'), `Invalid task policy ARN: ${task('All')}`],
    [
      'TaskPolicyArn.arn',
      'arn:aws:iam::aws:policy/ReadOnlyAccess',
      'Invalid task policy ARN: arn:aws:iam::aws:policy/ReadOnlyAccess',
    ],
    [
      'MinimumSessionTokenSize',
      '4097',
      invalid('4097', 'minimumSessionTokenSize', 'have value less than or equal to 4096'),
    ],
    ['Policy', '{}', 'Unknown parameters for this operation: Policy'],
  ])('%s=%s is refused', async (name, value, message) => {
    expect(refusal(await assumeRoot({ [name]: value }))).toEqual(['ValidationError', 400, message])
  })

  it('needs the target and the task', async () => {
    const reply = await call(demo.alice, { Action: 'AssumeRoot' })
    expect(reply.field('Message')).toContain("Value null at 'targetPrincipal'")
    expect(reply.field('Message')).toContain('2 validation errors')
  })
})

describe('who may', () => {
  it('whoever has sts:AssumeRoot for this account and this task', async () => {
    user.policies = []
    const why = ' because no identity-based policy allows the sts:AssumeRoot action'
    expect(refusal(await assumeRoot())).toEqual(denied(MEMBER, why))
    const condition = { StringEquals: { 'sts:TaskPolicyArn': AUDIT } }
    user.policies = [policy({ Action: 'sts:AssumeRoot', Resource: rootOf(MEMBER), Condition: condition })]
    expect((await assumeRoot()).status).toBe(200)
    expect((await assumeRoot({ 'TaskPolicyArn.arn': task('S3UnlockBucketPolicy') })).status).toBe(403)
  })

  it.each<[string, () => void]>([
    ['is no organization', () => Reflect.deleteProperty(demo.world, 'organization')],
    ['are no root sessions', () => Object.assign(organization, { rootSessions: false })],
    [
      'is another management account',
      () => Object.assign(organization, { managementAccount: STRANGER, members: [HOME, MEMBER] }),
    ],
    ['is no such member', () => Object.assign(organization, { members: [STRANGER] })],
  ])('nobody where there %s', async (_, change) => {
    expect((await assumeRoot()).status).toBe(200)
    change()
    expect(refusal(await assumeRoot())).toEqual(denied())
  })

  it('an administrator of the organization’s root users', async () => {
    Object.assign(organization, {
      managementAccount: STRANGER,
      members: [HOME, MEMBER],
      delegatedAdministrators: [HOME],
    })
    expect((await assumeRoot()).status).toBe(200)
    expect(refusal(await assumeRoot({ TargetPrincipal: STRANGER }))).toEqual(denied(STRANGER))
  })

  it('not the root user, nor the credentials of another kind', async () => {
    const root = { accessKeyId: `AKIA${'R'.repeat(16)}`, secretAccessKey: 'r'.repeat(40), active: true }
    home.root = { keys: [root], mfaDevices: [] }
    expect(refusal(await assumeRoot({}, root))).toEqual(denied(MEMBER, '', rootOf(HOME)))
    for (const keys of [
      keysOf(await call(demo.alice, { Action: 'GetSessionToken' })),
      keysOf(await assumeRoot()),
    ]) {
      const message = 'Cannot call AssumeRoot with session credentials'
      expect(refusal(await assumeRoot({}, keys))).toEqual(['AccessDenied', 403, message])
    }
  })
})

describe('what its credentials may', () => {
  const devices = (keys: Keys) => callIam(aws.url, keys, { Action: 'ListMFADevices' }, { at: now })

  it('the task', async () => {
    const reply = await devices(keysOf(await assumeRoot()))
    expect(reply.field('SerialNumber')).toBe(`arn:aws:iam::${MEMBER}:mfa/root`)
    const unlock = keysOf(await assumeRoot({ 'TaskPolicyArn.arn': task('SQSUnlockQueuePolicy') }))
    expect(refusal(await devices(unlock))).toEqual([
      'AccessDenied',
      403,
      `User: ${rootOf(MEMBER)} is not authorized to perform: iam:ListMFADevices on resource: ${rootOf(MEMBER)} with an explicit deny in a session policy`,
    ])
  })

  it.each([
    'IAMAuditRootUserCredentials',
    'IAMCreateRootUserPassword',
    'IAMDeleteRootUserCredentials',
    'S3UnlockBucketPolicy',
    'SQSUnlockQueuePolicy',
  ])('and nothing else: %s', async name => {
    const keys = keysOf(await assumeRoot({ 'TaskPolicyArn.arn': task(name) }))
    const listed = await callSns(aws.url, keys, { Action: 'ListTopics' }, { at: now })
    expect(listed.field('Message')).toContain('with an explicit deny in a session policy')
  })
})

describe('an organization that can’t be', () => {
  it.each<[string, Partial<Organization>]>([
    ['123456789012 in its organization is no account', { members: ['123456789012'] }],
    ['the management account is a member', { members: [HOME] }],
    ['a delegated administrator is no member', { delegatedAdministrators: [STRANGER] }],
  ])('%s', async (message, change) => {
    Object.assign(organization, change)
    await expect(startLocalAws({ world: demo.world })).rejects.toThrow(message)
  })
})
