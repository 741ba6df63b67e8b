import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import type { Statement } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account } from './world.ts'

let demo: DemoWorld
let home: Account
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  const [first] = demo.world.accounts
  if (first === undefined) throw new Error('the demo world has an account')
  home = first
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const ALL = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']
const addRole = (name: string, more: Partial<Statement> = {}) => {
  const trust = { Statement: { Effect: 'Allow' as const, Principal: '*' as const, Action: ALL, ...more } }
  home.roles.push({ name, roleId: `AROA${name.toUpperCase()}`, trust, policies: [] })
  return `arn:aws:iam::${home.id}:role/${name}`
}
const assume = (roleArn: string, parameters: Record<string, string> = {}, keys: Keys = demo.alice) =>
  callSts(aws.url, keys, { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me', ...parameters })
const tags = (...pairs: (readonly [string, string])[]) =>
  Object.fromEntries(
    pairs.flatMap(([key, value], at) => [
      [`Tags.member.${at + 1}.Key`, key],
      [`Tags.member.${at + 1}.Value`, value],
    ]),
  )
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const mayNot = (action: string, role: string, who = demo.alice.arn) => [
  'AccessDenied',
  403,
  `User: ${who} is not authorized to perform: ${action} on resource: ${role}`,
]

describe('tags', () => {
  it('need sts:TagSession', async () => {
    const role = addRole('plain', { Action: 'sts:AssumeRole' })
    expect(refusal(await assume(role, tags(['team', 'a'])))).toEqual(mayNot('sts:TagSession', role))
    expect((await assume(role)).status).toBe(200)
  })

  it('are seen by the trust policy, and fill the session', async () => {
    const role = addRole('tagged', { Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } } })
    expect((await assume(role)).status).toBe(403)
    expect((await assume(role, tags(['team', 'red']))).status).toBe(403)
    const reply = await assume(role, tags(['Team', 'blue']))
    expect(reply.status).toBe(200)
    expect(Number(reply.field('PackedPolicySize'))).toBeGreaterThan(0)
  })

  it.each<[string, Record<string, string>, string, string]>([
    ['twice', tags(['team', 'a'], ['TEAM', 'b']), 'InvalidParameterValue', 'Duplicate tag keys found.'],
    ['AWS’s own', tags(['aws:team', 'a']), 'InvalidParameterValue', "begin with 'aws:'"],
    ['without a key', tags(['', 'a']), 'ValidationError', "at 'tags.1.member.key' failed"],
    ['too long', tags(['a', 'x'.repeat(257)]), 'ValidationError', "at 'tags.1.member.value' failed"],
    [
      'transitive but not there',
      { 'TransitiveTagKeys.member.1': 'team' },
      'ValidationError',
      'The specified transitive tag key must be included in the requested tags.',
    ],
    [
      'too many',
      tags(...Array.from({ length: 51 }, (_, at) => [`k${at}`, ''] as const)),
      'ValidationError',
      'less than or equal to 50',
    ],
  ])('%s are refused', async (_, parameters, code, message) => {
    const reply = await assume(addRole('open'), parameters)
    expect(reply.field('Code')).toBe(code)
    expect(reply.field('Message')).toContain(message)
  })

  it('that are too much together are refused', async () => {
    const noise = () => Array.from({ length: 200 }, () => Math.random().toString(36).at(-1)).join('')
    const pairs = Array.from({ length: 50 }, (_, at) => [`k${at}`, noise()] as const)
    expect((await assume(addRole('open'), tags(...pairs))).field('Code')).toBe('PackedPolicyTooLarge')
  })

  it('go on down the chain where transitive, and nothing overrides them', async () => {
    const [first, last] = [addRole('first'), addRole('last', principalTag('team', 'blue'))]
    const plain = keysOf(await assume(first, tags(['team', 'blue'])))
    const lasting = keysOf(
      await assume(first, { ...tags(['team', 'blue']), 'TransitiveTagKeys.member.1': 'team' }),
    )
    const second = addRole('second')
    expect((await assume(last, {}, keysOf(await assume(second, {}, plain)))).status).toBe(403)
    expect((await assume(last, {}, keysOf(await assume(second, {}, lasting)))).status).toBe(200)
    const override = await assume(second, tags(['TEAM', 'red']), lasting)
    expect(override.field('Message')).toContain(
      'conflicts with a transitive tag key from the calling session',
    )
  })
})

function principalTag(key: string, value: string): Partial<Statement> {
  return { Condition: { StringEquals: { [`aws:PrincipalTag/${key}`]: value } } }
}

describe('the source identity', () => {
  const identity = { SourceIdentity: 'alice' }

  it('needs sts:SetSourceIdentity, at each step of the chain', async () => {
    const [open, plain] = [addRole('open'), addRole('plain', { Action: 'sts:AssumeRole' })]
    expect(refusal(await assume(plain, identity))).toEqual(mayNot('sts:SetSourceIdentity', plain))
    const keys = keysOf(await assume(open, identity))
    const who = `arn:aws:sts::${home.id}:assumed-role/open/me`
    expect(refusal(await assume(plain, {}, keys))).toEqual(mayNot('sts:SetSourceIdentity', plain, who))
  })

  it('sticks for the whole chain and can’t be changed', async () => {
    const role = addRole('open')
    const first = await assume(role, identity)
    expect(first.field('SourceIdentity')).toBe('alice')
    const second = await assume(role, {}, keysOf(first))
    expect(second.field('SourceIdentity')).toBe('alice')
    expect((await assume(role, identity, keysOf(second))).status).toBe(200)
    const other = await assume(role, { SourceIdentity: 'bob' }, keysOf(second))
    expect([other.field('Code'), other.status]).toEqual(['AccessDenied', 403])
  })

  it('is seen by the trust policy', async () => {
    const role = addRole('mine', { Condition: { StringLike: { 'sts:SourceIdentity': 'al*' } } })
    expect((await assume(role, identity)).status).toBe(200)
    expect((await assume(role, { SourceIdentity: 'bob' })).status).toBe(403)
    expect((await assume(role)).status).toBe(403)
  })
})
