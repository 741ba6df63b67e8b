import { afterEach, beforeEach, expect, it } from 'vitest'
import { fromSession, role as roleSession } from '../../core/world.ts'
import { callSns } from '../../local-aws/client.ts'
import { got, plainOf } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { addCorp, samlDev } from './federated.ts'
import { ALICE, addRole, alice, allow, HOME, OTHER, policy, role, trust } from './worlds.ts'

const arnOf = (name: string, account = HOME) => `arn:aws:iam::${account}:role/${name}`
const THIRD = arnOf('third', OTHER)
const team = { key: 'Team', value: 'red' }
const cost = { key: 'cost', value: '42' }
const task = { key: 'task', value: 'audit' }

/** What the last role wants to see of who is behind it, however far back that was said. */
const ARRIVED = {
  StringEquals: {
    'aws:PrincipalTag/team': 'red',
    'aws:RequestTag/team': 'red',
    'aws:RequestTag/task': 'audit',
    'sts:SourceIdentity': 'alice',
    'aws:SourceIdentity': 'alice',
  },
  Null: { 'aws:RequestTag/cost': 'true' },
}

let app: LocalApp
beforeEach(async () => {
  app = await startApp(({ world }) => {
    addRole(world, 'first', { trust: trust(ALICE), policies: [allow('sts:*')] })
    addRole(world, 'second', { trust: trust(arnOf('first')), policies: [allow('sts:*')] })
    addRole(world, 'third', { trust: trust(arnOf('second'), ARRIVED) }, OTHER)
    role(world, THIRD).policies = [
      policy({
        Effect: 'Allow',
        Action: 'sns:ListTopics',
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red', 'aws:SourceIdentity': 'alice' } },
      }),
    ]
    alice(world).policies = [allow('sts:*')]
  })
})
afterEach(() => app.close())

const first = (changes: Parameters<typeof roleSession>[1] = {}) =>
  roleSession('first', {
    roleArn: arnOf('first'),
    tags: [team, cost],
    transitiveTagKeys: ['team'],
    sourceIdentity: 'alice',
    ...changes,
  })
const second = roleSession('second', { roleArn: arnOf('second'), source: fromSession('first') })
const third = roleSession('third', { roleArn: THIRD, source: fromSession('second'), tags: [task] })

it('of three roles arrives with what the first has set, and may do what that allows', async () => {
  const keys = plainOf(got(await app.get(first(), second, third)).credentials)
  expect(app.outcomes()).toEqual(['AssumeRole ok', 'AssumeRole ok', 'AssumeRole ok'])
  expect((await callSns(app.aws.url, keys, { Action: 'ListTopics' })).status).toBe(200)
  // It was said once; AWS keeps it in mind.
  const said = app.forms().map(form => [form.get('SourceIdentity'), form.get('Tags.member.1.Key')])
  expect(said).toEqual([
    ['alice', 'Team'],
    [null, null],
    [null, 'task'],
  ])
})

it.each([
  ['no transitive key', first({ transitiveTagKeys: [] })],
  ['no source identity', first({ sourceIdentity: null })],
  ['another source identity', first({ sourceIdentity: 'bob' })],
  ['one tag too many passed on', first({ transitiveTagKeys: ['team', 'cost'] })],
])('of three roles ends before the last where the first has set %s', async (_, start) => {
  expect(await app.refusal(start, second, third)).toMatchObject({ kind: 'aws', code: 'AccessDenied' })
  expect(app.outcomes()).toEqual(['AssumeRole ok', 'AssumeRole ok', 'AssumeRole AccessDenied'])
})

it('that begins at a company arrives with what the company has set', async () => {
  await addCorp(app, { tags: { Team: 'red' }, transitiveTagKeys: ['Team'], sourceIdentity: 'alice' })
  role(app.demo.world, samlDev().roleArn).policies.push(allow('sts:*'))
  role(app.demo.world, arnOf('second')).trust = trust(samlDev().roleArn)
  got(await app.get(samlDev(), { ...second, source: fromSession('saml') }, third))
  expect(app.outcomes()).toEqual(['AssumeRoleWithSAML ok', 'AssumeRole ok', 'AssumeRole ok'])
})

it('that is edited at its start is got anew to its end', async () => {
  const before = plainOf(got(await app.get(first(), second, third)).credentials)
  got(await app.catalog.replaceSession(first({ tags: [team], roleSessionName: 'other' })))
  const after = plainOf(got(await app.obtain(third)).credentials)
  expect(after.accessKeyId).not.toBe(before.accessKeyId)
  expect(app.outcomes()).toHaveLength(6)
})
