import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import type { PolicyDocument } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account } from './world.ts'

const HOME = '111122223333'
const ABROAD = '444455556666'

let demo: DemoWorld
let home: Account
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  const [first] = demo.world.accounts
  if (first === undefined) throw new Error('the demo world has an account')
  home = first
  demo.world.accounts.push({
    id: ABROAD,
    users: [],
    roles: [],
    managedPolicies: [{ arn: `arn:aws:iam::${ABROAD}:policy/narrow`, document: may('Allow', '*') }],
  })
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const assume = (roleArn: string, parameters: Record<string, string> = {}, keys: Keys = demo.alice) =>
  callSts(aws.url, keys, { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me', ...parameters })
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const denied = (roleArn: string, who: string, why = '') => [
  'AccessDenied',
  403,
  `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}${why}`,
]
const trust = (principal: string): PolicyDocument => ({
  Statement: { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' },
})
const may = (effect: 'Allow' | 'Deny', resource: string): PolicyDocument => ({
  Statement: { Effect: effect, Action: 'sts:AssumeRole', Resource: resource },
})
const addRole = (name: string, document: PolicyDocument) => {
  home.roles.push({ name, roleId: `AROA${name.toUpperCase()}`, trust: document, policies: [] })
  return `arn:aws:iam::${HOME}:role/${name}`
}

describe('session policies', () => {
  const role = () => demo.roles.devReadonly
  const policyArn = `arn:aws:iam::${HOME}:policy/narrow`
  const AWS_OWN = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  const withPolicies = (...documents: PolicyDocument[]) => {
    home.managedPolicies = documents.map((document, at) => ({
      arn: at === 0 ? policyArn : `${policyArn}${at}`,
      document,
    }))
  }

  it.each([
    ['{', 'The policy is not in the valid JSON format.'],
    ['{"Statement":{"Effect":"Allow"}}', 'Syntax errors in policy.'],
    ['[]', 'Syntax errors in policy.'],
  ])('%s is malformed', async (Policy, message) => {
    expect(refusal(await assume(role(), { Policy }))).toEqual(['MalformedPolicyDocument', 400, message])
  })

  it('are too long past 2048 characters, alone or together', async () => {
    const long = JSON.stringify(may('Allow', 'x'.repeat(2048)))
    expect((await assume(role(), { Policy: long })).field('Message')).toContain('less than or equal to 2048')
    withPolicies(may('Allow', '*'))
    const frame = JSON.stringify(may('Allow', '')).length
    const both = (length: number) => ({
      Policy: JSON.stringify(may('Allow', 'x'.repeat(length - frame))),
      'PolicyArns.member.1.arn': policyArn,
    })
    expect((await assume(role(), both(2048 - policyArn.length))).status).toBe(200)
    expect((await assume(role(), both(2049 - policyArn.length))).field('Code')).toBe('PackedPolicyTooLarge')
  })

  it('may name managed policies of any length', async () => {
    withPolicies(may('Allow', 'x'.repeat(6000)))
    expect((await assume(role(), { 'PolicyArns.member.1.arn': policyArn })).status).toBe(200)
  })

  it('bound what the role may assume in its turn', async () => {
    const next = addRole('next', trust(`arn:aws:iam::${HOME}:root`))
    for (const one of home.roles) one.policies = [may('Allow', '*')]
    withPolicies(may('Allow', demo.roles.auditChained))
    const who = `arn:aws:sts::${HOME}:assumed-role/dev-readonly/me`
    const free = keysOf(await assume(role()))
    const bound = keysOf(await assume(role(), { 'PolicyArns.member.1.arn': policyArn }))
    const open = keysOf(await assume(role(), { Policy: JSON.stringify(may('Allow', next)) }))
    expect((await assume(next, {}, free)).status).toBe(200)
    expect((await assume(next, {}, open)).status).toBe(200)
    expect(refusal(await assume(next, {}, bound))).toEqual(denied(next, who))
    // A trust policy that names the role is bounded too; one that names this very session is not.
    const named = addRole('named', trust(demo.roles.devReadonly))
    expect((await assume(named, {}, free)).status).toBe(200)
    expect(refusal(await assume(named, {}, bound))).toEqual(denied(named, who))
    expect((await assume(addRole('exact', trust(who)), {}, bound)).status).toBe(200)
  })

  it('deny what the role may', async () => {
    const next = addRole('next', trust(`arn:aws:iam::${HOME}:root`))
    for (const one of home.roles) one.policies = [may('Allow', '*')]
    const keys = keysOf(await assume(role(), { Policy: JSON.stringify(may('Deny', next)) }))
    const why = ' with an explicit deny in a session policy'
    const who = `arn:aws:sts::${HOME}:assumed-role/dev-readonly/me`
    expect(refusal(await assume(next, {}, keys))).toEqual(denied(next, who, why))
  })

  it('are of the role’s account or AWS’s own, and exist', async () => {
    withPolicies(may('Allow', '*'))
    const named = (arn: string) => assume(role(), { 'PolicyArns.member.1.arn': arn })
    expect((await named(`arn:aws:iam::${ABROAD}:policy/narrow`)).field('Code')).toBe('ValidationError')
    expect((await named(`arn:aws:iam::${HOME}:policy/none`)).field('Code')).toBe('MalformedPolicyDocument')
    expect((await named(policyArn)).status).toBe(200)
    home.managedPolicies?.push({ arn: AWS_OWN, document: may('Allow', '*') })
    expect((await named(AWS_OWN)).status).toBe(200)
    const gap = await assume(role(), { 'PolicyArns.member.2.arn': policyArn })
    expect(gap.field('Code')).toBe('MalformedInput')
  })
})

describe('the calls', () => {
  it('tell the session policies of each AssumeRole, whatever came of it', async () => {
    const Policy = JSON.stringify(may('Deny', '*'))
    const arns = ['arn:aws:iam::aws:policy/ReadOnlyAccess', `arn:aws:iam::${HOME}:policy/none`]
    await assume(demo.roles.devReadonly)
    await assume(demo.roles.devReadonly, {
      Policy,
      'PolicyArns.member.1.arn': arns[0] ?? '',
      'PolicyArns.member.2.arn': arns[1] ?? '',
    })
    await callSts(aws.url, demo.alice, { Action: 'GetSessionToken' })
    expect(aws.calls().map(({ outcome, sessionPolicies }) => [outcome, sessionPolicies])).toEqual([
      ['ok', { policy: null, policyArns: [] }],
      ['MalformedPolicyDocument', { policy: Policy, policyArns: arns }],
      ['ok', null],
    ])
  })
})
