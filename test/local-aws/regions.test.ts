import { afterEach, beforeEach, expect, it } from 'vitest'
import { callSns, callSts, keysOf, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { Account } from './world.ts'

const HOME = '111122223333'
const DISABLED = [
  'RegionDisabledException',
  403,
  `STS is not activated in this region for account:${HOME}. Your account administrator can activate STS in this region using the IAM Console.`,
]

let demo: DemoWorld
let home: Account
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  const [first] = demo.world.accounts
  if (first === undefined) throw new Error('the demo world has an account')
  home = first
  home.disabledRegions = ['eu-south-1']
  for (const one of [...home.users, ...home.roles]) {
    one.policies = [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }]
  }
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const assume = () => ({ Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: 'me' })

it.each<[string, () => Record<string, string>]>([
  ['AssumeRole', assume],
  [
    'AssumeRoot',
    () => ({
      Action: 'AssumeRoot',
      TargetPrincipal: HOME,
      'TaskPolicyArn.arn': 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy',
    }),
  ],
  ['GetFederationToken', () => ({ Action: 'GetFederationToken', Name: 'guest' })],
  ['GetSessionToken', () => ({ Action: 'GetSessionToken' })],
])('%s gives nothing where STS is switched off', async (_, parameters) => {
  const there = await callSts(aws.url, demo.alice, parameters(), { region: 'eu-south-1' })
  expect(refusal(there)).toEqual(DISABLED)
  const here = await callSts(aws.url, demo.alice, parameters(), { region: 'eu-west-1' })
  expect(here.field('Code')).not.toBe('RegionDisabledException')
})

it('keeps a code that came to the wrong Region good', async () => {
  const code = { SerialNumber: demo.alice.mfaSerial, TokenCode: aws.code(demo.alice.mfaSerial) }
  const parameters = { Action: 'GetSessionToken', ...code }
  expect((await callSts(aws.url, demo.alice, parameters, { region: 'eu-south-1' })).status).toBe(403)
  expect((await callSts(aws.url, demo.alice, parameters)).status).toBe(200)
})

it('tells a role’s account, and stops neither GetCallerIdentity nor other services', async () => {
  const keys = keysOf(await callSts(aws.url, demo.alice, assume()))
  const options = { region: 'eu-south-1' }
  expect(refusal(await callSts(aws.url, keys, assume(), options))).toEqual(DISABLED)
  expect((await callSts(aws.url, keys, { Action: 'GetCallerIdentity' }, options)).status).toBe(200)
  expect((await callSns(aws.url, keys, { Action: 'ListTopics' }, options)).status).toBe(200)
})
