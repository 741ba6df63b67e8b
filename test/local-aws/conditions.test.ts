import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSts, type Keys, keysOf } from './client.ts'
import type { Conditions } from './conditions.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Role, User } from './world.ts'

const HOME = '111122223333'
const TARGET = `arn:aws:iam::${HOME}:role/target`
const ACTIONS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']

let now: number
let demo: DemoWorld
let user: User
let target: Role
let aws: LocalAws
beforeEach(async () => {
  now = Date.UTC(2026, 4, 1, 12, 0, 0)
  demo = demoWorld()
  const [home] = demo.world.accounts
  const [alice] = home?.users ?? []
  if (home === undefined || alice === undefined) throw new Error('the demo world has an account and a user')
  user = alice
  user.tags = new Map([['Team', 'blue']])
  target = { name: 'target', roleId: 'AROATARGET', trust: trusting({}), policies: [] }
  home.roles.push(target)
  aws = await startLocalAws({ world: demo.world, now: () => now })
})
afterEach(() => aws.close())

function trusting(conditions: Conditions) {
  const principal = { AWS: HOME }
  return {
    Statement: { Effect: 'Allow', Principal: principal, Action: ACTIONS, Condition: conditions },
  } as const
}
const allowing = (conditions: Conditions) =>
  ({ Statement: { Effect: 'Allow', Action: ACTIONS, Resource: TARGET, Condition: conditions } }) as const

const call = (keys: Keys, parameters: Record<string, string>) =>
  callSts(aws.url, keys, parameters, { at: now })
const assume = (parameters: Record<string, string> = {}, keys: Keys = demo.alice) =>
  call(keys, { Action: 'AssumeRole', RoleArn: TARGET, RoleSessionName: 'me', ...parameters })
const mfa = () => ({ SerialNumber: demo.alice.mfaSerial, TokenCode: aws.code(demo.alice.mfaSerial) })
const tag = (at: number, key: string, value: string) => ({
  [`Tags.member.${at}.Key`]: key,
  [`Tags.member.${at}.Value`]: value,
})

type Case = readonly [
  condition: Conditions,
  good: () => Record<string, string>,
  bad: () => Record<string, string>,
]
const CASES: readonly Case[] = [
  [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, mfa, () => ({})],
  [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '10' } }, mfa, () => ({})],
  [
    { StringEquals: { 'sts:ExternalId': 'T:7/a' } },
    () => ({ ExternalId: 'T:7/a' }),
    () => ({ ExternalId: 'T:7/b' }),
  ],
  [
    { StringEquals: { 'sts:SourceIdentity': 'alice' } },
    () => ({ SourceIdentity: 'alice' }),
    () => ({ SourceIdentity: 'bob' }),
  ],
  [
    { StringLike: { 'sts:RoleSessionName': 'alice-*' } },
    () => ({ RoleSessionName: 'alice-1' }),
    () => ({ RoleSessionName: 'bob-1' }),
  ],
  [
    { StringEquals: { 'aws:RequestTag/Stage': 'dev' } },
    () => tag(1, 'stage', 'dev'),
    () => tag(1, 'stage', 'prod'),
  ],
  [
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['stage', 'cost'] } },
    () => tag(1, 'stage', 'dev'),
    () => ({ ...tag(1, 'stage', 'dev'), ...tag(2, 'team', 'blue') }),
  ],
  [
    { 'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': ['stage'] } },
    () => ({ ...tag(1, 'stage', 'dev'), 'TransitiveTagKeys.member.1': 'stage' }),
    () => tag(1, 'stage', 'dev'),
  ],
]

describe.each(CASES)('%o', (condition, good, bad) => {
  it('holds in a trust policy', async () => {
    user.policies = [allowing({})]
    target.trust = trusting(condition)
    expect((await assume(bad())).status).toBe(403)
    expect((await assume(good())).status).toBe(200)
  })

  it('holds in the user’s policy', async () => {
    user.policies = [allowing(condition)]
    expect((await assume(bad())).status).toBe(403)
    expect((await assume(good())).status).toBe(200)
  })
})

describe('aws:PrincipalTag', () => {
  const condition = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } }

  it.each(['a key', 'GetSessionToken'])('is the user’s tag, with %s', async how => {
    const keys = how === 'a key' ? demo.alice : keysOf(await call(demo.alice, { Action: 'GetSessionToken' }))
    user.policies = [allowing({})]
    target.trust = trusting(condition)
    expect((await assume({}, keys)).status).toBe(200)
    user.tags = new Map([['Team', 'red']])
    expect((await assume({}, keys)).status).toBe(403)
    delete user.tags
    expect((await assume({}, keys)).status).toBe(403)
  })

  it('is a role’s tag, or the session’s in its place', async () => {
    target.policies = [allowing(condition)]
    target.tags = new Map([['team', 'blue']])
    user.policies = [allowing({})]
    const own = keysOf(await assume())
    const red = keysOf(await assume(tag(1, 'Team', 'red')))
    expect((await assume({}, own)).status).toBe(200)
    expect((await assume({}, red)).status).toBe(403)
  })
})

it('aws:MultiFactorAuthAge grows with the session', async () => {
  user.policies = [allowing({})]
  target.trust = trusting({ NumericLessThan: { 'aws:MultiFactorAuthAge': '60' } })
  const keys = keysOf(await call(demo.alice, { Action: 'GetSessionToken', ...mfa() }))
  expect((await assume({}, keys)).status).toBe(200)
  now += 60_000
  expect((await assume({}, keys)).status).toBe(403)
})
