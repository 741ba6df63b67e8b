import { afterEach, beforeEach, expect, it } from 'vitest'
import { callSts, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import type { Statement } from './policy.ts'
import { type LocalAws, startLocalAws } from './server.ts'

const PROVIDER = 'arn:aws:iam::aws:contextProvider/IdentityCenter'

let demo: DemoWorld
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const addRole = (Action: string[], more: Partial<Statement> = {}) => {
  const trust = { Statement: { Effect: 'Allow', Principal: '*', Action, ...more } } as const
  demo.world.accounts[0]?.roles.push({ name: 'aware', roleId: 'AROAAWARE', trust, policies: [] })
  return 'arn:aws:iam::111122223333:role/aware'
}
const context = (at = 1, more: Record<string, string> = {}) => ({
  [`ProvidedContexts.member.${at}.ProviderArn`]: PROVIDER,
  [`ProvidedContexts.member.${at}.ContextAssertion`]: 'an assertion',
  ...more,
})
const assume = (RoleArn: string, parameters: Record<string, string> = context()) =>
  callSts(aws.url, demo.alice, { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me', ...parameters })
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]

it('need sts:SetContext', async () => {
  const role = addRole(['sts:AssumeRole'])
  const message = `User: ${demo.alice.arn} is not authorized to perform: sts:SetContext on resource: ${role}`
  expect(refusal(await assume(role))).toEqual(['AccessDenied', 403, message])
  expect((await assume(role, {})).status).toBe(200)
})

it('are told to policies by their providers', async () => {
  const condition = { 'ForAllValues:ArnEquals': { 'sts:RequestContextProviders': [PROVIDER] } }
  const role = addRole(['sts:AssumeRole', 'sts:SetContext'], { Condition: condition })
  expect((await assume(role)).status).toBe(200)
  const other = `${PROVIDER}s`
  expect((await assume(role, context(1, { 'ProvidedContexts.member.1.ProviderArn': other }))).status).toBe(
    403,
  )
})

it('are five at most', async () => {
  const role = addRole(['sts:AssumeRole', 'sts:SetContext'])
  const many = (count: number) =>
    Object.assign({}, ...Array.from({ length: count }, (_, at) => context(at + 1)))
  expect((await assume(role, many(5))).status).toBe(200)
  const reply = await assume(role, many(6))
  expect(reply.field('Message')).toContain("at 'providedContexts' failed")
  expect(reply.field('Message')).toContain('less than or equal to 5')
})

it.each([
  ['ProviderArn', 'short', 'greater than or equal to 20'],
  ['ProviderArn', 'x'.repeat(2049), 'less than or equal to 2048'],
  ['ContextAssertion', 'abc', 'greater than or equal to 4'],
  ['ContextAssertion', 'x'.repeat(3073), 'less than or equal to 3072'],
])('have a %s of some length: %#', async (field, value, bound) => {
  const role = addRole(['sts:AssumeRole', 'sts:SetContext'])
  const reply = await assume(role, context(1, { [`ProvidedContexts.member.1.${field}`]: value }))
  expect(reply.field('Message')).toContain(`length ${bound}`)
})
