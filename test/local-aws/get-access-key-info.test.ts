import { afterEach, beforeEach, expect, it } from 'vitest'
import { callSts, type Keys, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { User } from './world.ts'

const ABROAD = '444455556666'
const THEIRS = `AKIA${'B'.repeat(16)}`
const ROOTS = `AKIA${'R'.repeat(16)}`

let demo: DemoWorld
let user: User
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  const [alice] = demo.world.accounts.flatMap(account => account.users)
  if (alice === undefined) throw new Error('the demo world has a user')
  user = alice
  user.policies.push({ Statement: { Effect: 'Allow', Action: 'sts:Get*', Resource: '*' } })
  const key = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: 'b'.repeat(40), active: false })
  demo.world.accounts.push({
    id: ABROAD,
    users: [{ name: 'bob', userId: 'AIDABOB', keys: [key(THEIRS)], mfaDevices: [], policies: [] }],
    roles: [],
    root: { keys: [key(ROOTS)], mfaDevices: [] },
  })
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const ask = (AccessKeyId: string, keys: Keys = demo.alice) =>
  callSts(aws.url, keys, { Action: 'GetAccessKeyInfo', AccessKeyId })
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]

it.each([
  ['a user', THEIRS],
  ['a root user', ROOTS],
])('tells whose key it is, also an inactive one of %s elsewhere', async (_, id) => {
  expect((await ask(id)).field('Account')).toBe(ABROAD)
})

it('tells whose temporary credentials they are', async () => {
  const assume = { Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: 'me' }
  for (const parameters of [
    { Action: 'GetSessionToken' },
    assume,
    { Action: 'GetFederationToken', Name: 'guest' },
  ]) {
    const { accessKeyId } = keysOf(await callSts(aws.url, demo.alice, parameters))
    expect((await ask(accessKeyId)).field('Account')).toBe('111122223333')
  }
})

it('does not tell what nobody knows', async () => {
  const unknown = `AKIA${'X'.repeat(16)}`
  expect(refusal(await ask(unknown))).toEqual(['ValidationError', 400, `Invalid AccessKeyId: ${unknown}`])
})

it.each([
  ['short', 'length greater than or equal to 16'],
  ['x'.repeat(129), 'length less than or equal to 128'],
  ['AKIA-AKIA-AKIA-AKIA', 'regular expression pattern: [\\w]*'],
])('%s is no id', async (id, constraint) => {
  const reply = await ask(id)
  expect(reply.field('Code')).toBe('ValidationError')
  expect(reply.field('Message')).toContain(constraint)
})

it('is for those who may', async () => {
  user.policies.pop()
  const action = 'sts:GetAccessKeyInfo'
  const message = `User: ${demo.alice.arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`
  expect(refusal(await ask(THEIRS))).toEqual(['AccessDenied', 403, message])
})
