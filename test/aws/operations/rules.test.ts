import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeySettings } from '../../../main/core/catalog/keys.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { federation, rootTask } from '../../core/recipes.ts'
import { alice, fromSession, identityId, role, token } from '../../core/world.ts'
import { randomId, randomSecret } from '../../local-aws/random.ts'
import { failureOf, got } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { ALICE, account, addOrganization, addRole, allow, HOME, MEMBER, trust } from './worlds.ts'

const ROLE = `arn:aws:iam::${HOME}:role`
const first = (changes: Parameters<typeof role>[1] = {}) =>
  role('first', { roleArn: `${ROLE}/first`, ...changes })
const second = (changes: Parameters<typeof role>[1] = {}) =>
  role('second', { roleArn: `${ROLE}/second`, source: fromSession('first'), ...changes })
/** No form and no settings file can bring it; the rules are the last to look at it. */
const misplaced = (session: Session) => ({ ...session, source: fromSession('first') }) as Session
const red = { key: 'team', value: 'red' }

let app: LocalApp
beforeEach(async () => {
  app = await startApp(({ world }) => {
    addOrganization(world)
    addRole(world, 'first', { trust: trust(ALICE), policies: [allow('sts:*')], maxSessionSeconds: 43_200 })
    addRole(world, 'second', { trust: trust(`${ROLE}/first`), maxSessionSeconds: 43_200 })
    for (const user of account(world).users) user.policies = [allow('*')]
  })
})
afterEach(() => app.close())

/** The root user's key, under the id `root`. */
async function addRoot(): Promise<void> {
  const key = { accessKeyId: randomId('AKIA'), secretAccessKey: randomSecret(), active: true }
  account(app.demo.world).root = { keys: [key], mfaDevices: [] }
  await app.addKey('root', key)
}

const byRoot = { source: { kind: 'identity', id: identityId('root') } } as const

async function change(settings: Partial<KeySettings>): Promise<void> {
  const { mfaSerial } = app.demo.alice
  got(await app.keys.edit(alice.id, app.settings({ name: 'alice', mfaSerial, ...settings }), null))
}

/** For how long AWS gives them, in seconds. */
async function lifeOf(...sessions: readonly Session[]): Promise<number> {
  const { endsAt, obtainedAt } = got(await app.get(...sessions))
  return Math.round((endsAt - obtainedAt) / 10_000) * 10
}

const POLICY = JSON.stringify(allow('sns:*'))
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

describe('refused before anything is called', () => {
  it.each<[string, string, string, readonly Session[]]>([
    [
      'a chained role for more than an hour',
      'durationSeconds',
      '3600 s at most',
      [first(), second({ durationSeconds: 3_601 })],
    ],
    [
      'a policy and ARNs that are too long together',
      'policy',
      '2048 characters together',
      [
        first({
          sessionPolicies: { policy: POLICY.padEnd(2_048 - READ_ONLY.length + 1), policyArns: [READ_ONLY] },
        }),
      ],
    ],
    [
      'tags that differ only in case',
      'tags',
      'differ only in case',
      [first({ tags: [red, { key: 'TEAM', value: 'blue' }] })],
    ],
    [
      'a tag of AWS’s own',
      'tags',
      'keeps for itself',
      [first({ tags: [{ key: 'AWS:team', value: 'red' }] })],
    ],
    [
      'a transitive key that is no tag',
      'transitiveTagKeys',
      'no key of this session’s tags',
      [first({ tags: [red], transitiveTagKeys: ['cost'] })],
    ],
    [
      'another value for a tag that is passed on',
      'tags',
      'comes from first',
      [
        first({ tags: [red], transitiveTagKeys: ['team'] }),
        second({ tags: [{ key: 'Team', value: 'blue' }] }),
      ],
    ],
    [
      'a source identity of AWS’s own',
      'sourceIdentity',
      'keeps for itself',
      [first({ sourceIdentity: 'aws:alice' })],
    ],
    [
      'another source identity than the one before',
      'sourceIdentity',
      '“alice” from first on',
      [first({ sourceIdentity: 'alice' }), second({ sourceIdentity: 'bob' })],
    ],
    [
      'GetSessionToken by a role',
      'source',
      'only with a key',
      [first(), misplaced(token('it', { mfa: false }))],
    ],
    ['GetFederationToken by a role', 'source', 'only with a key', [first(), misplaced(federation('it'))]],
    [
      'a role by federation credentials',
      'source',
      'get no others',
      [federation('fed'), first({ source: fromSession('fed') })],
    ],
    [
      'AssumeRoot by a session token',
      'source',
      'only AssumeRole',
      [token('day', { mfa: false }), rootTask('it', { source: fromSession('day') })],
    ],
    [
      'a role by a root user’s task',
      'source',
      'nothing but their task',
      [rootTask('task'), first({ source: fromSession('task') })],
    ],
  ])('%s', async (_, field, part, sessions) => {
    const failure = await app.refusal(...sessions)
    expect(failure).toEqual({
      kind: 'invalid',
      problems: [{ field, problem: expect.stringContaining(part) }],
    })
    expect(app.calls()).toEqual([])
  })

  it('a role for the root user, with the key or with a session token of it', async () => {
    await addRoot()
    const failure = await app.refusal(first(byRoot))
    expect(failure).toMatchObject({ kind: 'invalid', problems: [{ field: 'source' }] })
    const day = token('day', { ...byRoot, mfa: false })
    const behind = await app.refusal(day, second({ source: fromSession('day') }))
    expect(behind).toMatchObject({ kind: 'invalid', problems: [{ field: 'source' }] })
    expect(app.calls()).toEqual([])
  })

  it.each([
    token('it', { ...byRoot, mfa: false, durationSeconds: 3_601 }),
    federation('it', { ...byRoot, durationSeconds: 3_601 }),
  ])('the root user’s session of more than an hour: $operation', async session => {
    await addRoot()
    expect(await app.refusal(session)).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'durationSeconds' }],
    })
    expect(app.calls()).toEqual([])
  })

  it('AssumeRoot through the global endpoint', async () => {
    await change({ stsUrl: null, globalSts: true })
    expect(await app.refusal(rootTask('it', { targetPrincipal: MEMBER }))).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'source', problem: expect.stringContaining('regional STS') }],
    })
    expect(app.forms()).toEqual([])
  })

  it.each<[string, Session]>([
    ['roleArn', role('it', { roleArn: `arn:aws-cn:iam::${HOME}:role/first` })],
    ['targetPrincipal', rootTask('it', { targetPrincipal: `arn:aws-us-gov:iam::${MEMBER}:root` })],
  ])('what is in another partition: %s', async (field, session) => {
    await change({ stsUrl: null })
    expect(await app.refusal(session)).toMatchObject({
      kind: 'invalid',
      problems: [{ field, problem: expect.stringContaining('partition') }],
    })
    expect(app.forms()).toEqual([])
  })

  it('what was right when it was kept, and is not since its source has changed', async () => {
    got(await app.get(first(), second({ tags: [red] })))
    const { sessions } = app.catalog.data
    const [before] = sessions
    if (before?.operation !== 'AssumeRole') throw new Error('the first session is a role')
    got(await app.catalog.replaceSession({ ...before, tags: [red], transitiveTagKeys: ['team'] }))
    const calls = app.calls().length
    expect(failureOf(await app.obtain(second()))).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'tags' }],
    })
    expect(app.calls().length).toBe(calls)
  })
})

describe('let through, and taken by AWS', () => {
  it.each<[string, readonly Session[]]>([
    ['a chained role for an hour', [first(), second({ durationSeconds: 3_600 })]],
    [
      'a policy and ARNs that are together as long as they may be',
      [
        first({
          sessionPolicies: { policy: POLICY.padEnd(2_048 - READ_ONLY.length), policyArns: [READ_ONLY] },
        }),
      ],
    ],
    ['a transitive key in another case than its tag', [first({ tags: [red], transitiveTagKeys: ['TEAM'] })]],
    [
      'the same source identity again',
      [first({ sourceIdentity: 'alice' }), second({ sourceIdentity: 'alice' })],
    ],
    [
      'another value for a tag that is not passed on',
      [first({ tags: [red] }), second({ tags: [{ ...red, value: 'blue' }] })],
    ],
    [
      'a member’s root user by a role',
      [first(), rootTask('it', { targetPrincipal: MEMBER, source: fromSession('first') })],
    ],
  ])('%s', async (_, sessions) => {
    got(await app.get(...sessions))
    expect(app.calls().map(({ outcome }) => outcome)).toEqual(sessions.map(() => 'ok'))
  })

  it('a role behind a session token for as long as the role gives: that is no chain', async () => {
    const day = token('day', { mfa: false })
    expect(await lifeOf(day, first({ source: fromSession('day'), durationSeconds: 43_200 }))).toBe(43_200)
  })

  it.each([token('it', { ...byRoot, mfa: false }), federation('it', byRoot)])(
    'the root user’s session, which AWS makes an hour long: $operation',
    async session => {
      await addRoot()
      expect(await lifeOf(session)).toBe(3_600)
    },
  )
})
