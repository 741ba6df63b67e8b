import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { federation, rootTask } from '../../core/recipes.ts'
import { role, sessionId, token } from '../../core/world.ts'
import { callIam, callSns, callSts, type Keys } from '../../local-aws/client.ts'
import { got } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { addCluster, addCorp, newIssuer, samlDev, TokenFiles, webDev } from './federated.ts'
import { account, addOrganization, addRole, allow, HOME, MEMBER, trust } from './worlds.ts'

const DEV = `arn:aws:iam::${HOME}:role/dev`
const day = (mfa: boolean) => token('day', { mfa })
const dev = (changes: Parameters<typeof role>[1] = {}) => role('dev', { roleArn: DEV, ...changes })
const all = { policy: JSON.stringify(allow('*')), policyArns: [] }
const task = (changes: Parameters<typeof rootTask>[1] = {}) =>
  rootTask('task', { targetPrincipal: MEMBER, ...changes })

let app: LocalApp
let files: TokenFiles
beforeEach(async () => {
  files = new TokenFiles()
  app = await startApp(({ world }) => {
    addOrganization(world)
    addRole(world, 'dev', {
      trust: trust(`arn:aws:iam::${HOME}:root`),
      policies: [allow('*')],
      maxSessionSeconds: 43_200,
    })
    for (const user of account(world).users) user.policies = [allow('*')]
  })
})
afterEach(async () => {
  files.remove()
  await app.close()
})

/** What AWS answers to a client of another make that was given these credentials. */
async function answer(keys: Keys, parameters: Readonly<Record<string, string>>): Promise<string> {
  const reply = await callSts(app.aws.url, keys, parameters)
  return reply.field('Code') || 'ok'
}

const ASSUME = { Action: 'AssumeRole', RoleArn: DEV, RoleSessionName: 'alice' }
const FEDERATE = { Action: 'GetFederationToken', Name: 'alice' }
const TOKEN = { Action: 'GetSessionToken' }
const LEND = {
  Action: 'AssumeRoot',
  TargetPrincipal: MEMBER,
  'TaskPolicyArn.arn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
}
const WHO = { Action: 'GetCallerIdentity' }

/** Of STS, what each may and may not be called with them. */
const CALLS = [WHO, ASSUME, FEDERATE, TOKEN, LEND] as const
const iam = async (keys: Keys) =>
  (await callIam(app.aws.url, keys, { Action: 'ListMFADevices', UserName: 'alice' })).field('Code') || 'ok'
const sns = async (keys: Keys) =>
  (await callSns(app.aws.url, keys, { Action: 'ListTopics' })).field('Code') || 'ok'

async function bounds(keys: Keys): Promise<Readonly<Record<string, string>>> {
  const sts: Record<string, string> = {}
  for (const call of CALLS) sts[call.Action] = await answer(keys, call)
  return { ...sts, iam: await iam(keys), sns: await sns(keys) }
}

const NO = 'AccessDenied'

describe('what credentials are good for', () => {
  it.each<[string, readonly Session[], Readonly<Record<string, string>>]>([
    [
      'of GetSessionToken with MFA: one role and IAM',
      [day(true)],
      {
        GetCallerIdentity: 'ok',
        AssumeRole: 'ok',
        GetFederationToken: NO,
        GetSessionToken: NO,
        AssumeRoot: NO,
        iam: 'ok',
        sns: 'ok',
      },
    ],
    [
      'of GetSessionToken without MFA: IAM is closed',
      [day(false)],
      {
        GetCallerIdentity: 'ok',
        AssumeRole: 'ok',
        GetFederationToken: NO,
        GetSessionToken: NO,
        AssumeRoot: NO,
        iam: 'InvalidClientTokenId',
        sns: 'ok',
      },
    ],
    [
      'of a role: no session of the user',
      [dev()],
      {
        GetCallerIdentity: 'ok',
        AssumeRole: 'ok',
        GetFederationToken: NO,
        GetSessionToken: NO,
        AssumeRoot: 'ok',
        iam: 'ok',
        sns: 'ok',
      },
    ],
    [
      'of GetFederationToken: STS and IAM are closed, whatever its policy says',
      [federation('fed', { sessionPolicies: all })],
      {
        GetCallerIdentity: 'ok',
        AssumeRole: NO,
        GetFederationToken: NO,
        GetSessionToken: NO,
        AssumeRoot: NO,
        iam: 'InvalidClientTokenId',
        sns: 'ok',
      },
    ],
    [
      'of GetFederationToken without a policy: nothing at all',
      [federation('fed')],
      {
        GetCallerIdentity: 'ok',
        AssumeRole: NO,
        GetFederationToken: NO,
        GetSessionToken: NO,
        AssumeRoot: NO,
        iam: 'InvalidClientTokenId',
        sns: 'AuthorizationError',
      },
    ],
  ])('%s', async (_, sessions, expected) => {
    expect(await bounds(await app.keysOf(...sessions))).toEqual(expected)
  })

  it.each([
    ['a company’s assertion', samlDev()],
    ['a token', webDev()],
  ])('of a role by %s: no session of a user', async (_, session) => {
    const issuer = await newIssuer()
    await addCorp(app)
    await addCluster(app, issuer, files.write('token', await issuer.token()))
    const keys = await app.keysOf(session)
    expect([await answer(keys, FEDERATE), await answer(keys, TOKEN)]).toEqual([NO, NO])
    expect(await sns(keys)).toBe('ok')
  })

  it('of AssumeRoot: its task, and no other', async () => {
    const audit = await app.keysOf(task())
    const audited = {
      ...(await bounds(audit)),
      own: (await callIam(app.aws.url, audit, { Action: 'ListMFADevices' })).status,
    }
    expect(audited).toMatchObject({
      GetCallerIdentity: 'ok',
      AssumeRole: NO,
      GetFederationToken: NO,
      GetSessionToken: NO,
      AssumeRoot: NO,
    })
    expect(audited).toMatchObject({ own: 200, sns: 'AuthorizationError' })
    const unlock = await app.keysOf({
      ...task({ task: 'SQSUnlockQueuePolicy' }),
      id: sessionId('other'),
      name: 'other',
    })
    expect((await callIam(app.aws.url, unlock, { Action: 'ListMFADevices' })).field('Code')).toBe(NO)
  })
})

describe('how long they last', () => {
  /** Seconds, as exact as AWS's clock and ours are compared. */
  const life = async (session: Session): Promise<number> => {
    const { endsAt, obtainedAt } = got(await app.get(session))
    return Math.round((endsAt - obtainedAt) / (10 * SECOND)) * 10
  }

  it.each([
    [dev(), HOUR],
    [day(false), 12 * HOUR],
    [federation('fed'), 12 * HOUR],
    [task(), 15 * MINUTE],
  ])('is AWS’s to say where nothing was asked: $operation', async (session, ms) => {
    expect(await life(session)).toBe(ms / SECOND)
    expect(app.form.has('DurationSeconds')).toBe(false)
  })

  it.each([
    dev({ durationSeconds: 43_200 }),
    token('day', { mfa: false, durationSeconds: 129_600 }),
    federation('fed', { durationSeconds: 129_600 }),
  ])('is AWS’s to say where it gives less without a word: $operation', async session => {
    app.aws.life({ roleLifeSeconds: 1_200, sessionTokenLifeSeconds: 1_200 })
    expect(await life(session)).toBe(1_200)
    // It is renewed in time for the shorter life, and then for what AWS gives now.
    app.aws.life({ roleLifeSeconds: 1_800, sessionTokenLifeSeconds: 1_800 })
    const renewed = await app.renewal(session)
    expect(app.calls()).toHaveLength(2)
    const left = renewed.kind === 'live' ? renewed.until - app.clock.now() : 0
    expect(Math.round(left / MINUTE)).toBe(30)
  })

  it('is no longer than the company’s own session', async () => {
    await addCorp(app, { sessionEndsInSeconds: 1_800 })
    expect(await life(samlDev({ durationSeconds: 43_200 }))).toBe(1_800)
  })
})
