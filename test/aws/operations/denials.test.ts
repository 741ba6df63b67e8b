import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../main/core/clock.ts'
import { explain } from '../../../main/core/failures/explain.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { rootTask } from '../../core/recipes.ts'
import { fromSession, role as roleSession, token } from '../../core/world.ts'
import type { PolicyDocument } from '../../local-aws/policy.ts'
import { got } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { addCorp, samlDev } from './federated.ts'
import { ALICE, account, addRole, alice, allow, deny, HOME, MEMBER, policy, role, trust } from './worlds.ts'

const ROOT = `arn:aws:iam::${HOME}:root`
const TARGET = `arn:aws:iam::${HOME}:role/target`
const FIRST = `arn:aws:iam::${HOME}:role/first`
const target = (changes: Parameters<typeof roleSession>[1] = {}) =>
  roleSession('target', { roleArn: TARGET, ...changes })

let app: LocalApp
beforeEach(async () => {
  app = await startApp(({ world }) => {
    addRole(world, 'target', { trust: trust(ROOT) })
    addRole(world, 'first', { trust: trust(ALICE), policies: [allow('*')] })
    alice(world).policies = [allow('*')]
  })
})
afterEach(() => app.close())

const kinds = (failure: Failure) => (explain(failure).remedies ?? []).map(({ kind }) => kind)

describe('the one policy that AWS names', () => {
  const denied = (): PolicyDocument => deny('sts:AssumeRole')

  it.each<[string, () => void, RegExp]>([
    [
      'an identity policy denies',
      () => alice(app.demo.world).policies.push(denied()),
      /explicit deny in the caller’s identity policy/,
    ],
    [
      'the trust policy denies',
      () => {
        role(app.demo.world, TARGET).trust = policy({
          Effect: 'Deny',
          Principal: { AWS: ALICE },
          Action: '*',
        })
      },
      /explicit deny in the role’s trust policy/,
    ],
    [
      'the permissions boundary denies',
      () => {
        alice(app.demo.world).permissionsBoundary = policy(
          { Effect: 'Allow', Action: '*', Resource: '*' },
          { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' },
        )
      },
      /explicit deny in the caller’s permissions boundary/,
    ],
    [
      'the permissions boundary does not allow',
      () => {
        alice(app.demo.world).permissionsBoundary = allow('sns:*')
      },
      /the caller’s permissions boundary: it must allow sts:AssumeRole too/,
    ],
    [
      'a service control policy denies',
      () => {
        account(app.demo.world).serviceControlPolicies = [allow('*'), denied()]
      },
      /a service control policy of the organization/,
    ],
    [
      'no service control policy allows',
      () => {
        account(app.demo.world).serviceControlPolicies = [allow('sns:*')]
      },
      /a service control policy of the organization/,
    ],
  ])('is named alone, and none is offered over it: %s', async (_, edit, named) => {
    edit()
    const failure = await app.refusal(target())
    const { title, advice } = explain(failure)
    expect(title).toBe(`${ALICE} may not assume ${TARGET}.`)
    expect(advice).toMatch(named)
    expect(advice).not.toContain('One of two')
    expect(kinds(failure)).toEqual([])
  })

  it('is the session policy of the source', async () => {
    const bounded = {
      policy: JSON.stringify(policy({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' })),
      policyArns: [],
    }
    const first = roleSession('first', { roleArn: FIRST, sessionPolicies: bounded })
    const failure = await app.refusal(first, target({ source: fromSession('first') }))
    expect(explain(failure).advice).toMatch(
      /^AWS names an explicit deny in the session policy of the source\./,
    )
    expect(kinds(failure)).toEqual([])
  })

  it.each([
    ['that denies without MFA', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
    [
      'that denies without MFA, for whatever signs',
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    ],
  ])('may be one %s: that none was brought is said', async (_, Condition) => {
    alice(app.demo.world).policies.push(
      policy({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*', Condition }),
    )
    const { advice } = await app.told(token('day', { mfa: false }), target({ source: fromSession('day') }))
    expect(advice).toContain('explicit deny in the caller’s identity policy')
    expect(advice).toContain('brought no MFA code of its own')
    got(await app.get(roleSession('with', { roleArn: TARGET, mfa: 'session-token' })))
  })

  it('of another operation names who may not call what', async () => {
    alice(app.demo.world).policies = [deny('sts:GetSessionToken')]
    const { title, advice } = await app.told(token('day', { mfa: false }))
    expect(title).toMatch(/^arn:\S+ may not call sts:GetSessionToken\.$/)
    expect(advice).not.toMatch(/role|trust/)
  })
})

describe('a condition that the request does not meet', () => {
  it('for MFA is met with a code', async () => {
    role(app.demo.world, TARGET).trust = trust(ALICE, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })
    expect((await app.told(target())).advice).toContain('The request brought no MFA code of its own')
    got(await app.get(roleSession('with', { roleArn: TARGET, mfa: 'own-code' })))
  })

  it('for the age of MFA is met with a newer code, which is offered', async () => {
    role(app.demo.world, TARGET).trust = trust(ALICE, {
      NumericLessThan: { 'aws:MultiFactorAuthAge': '120' },
    })
    const session = target({ mfa: 'session-token' })
    got(await app.get(session, roleSession('other', { roleArn: FIRST, mfa: 'session-token' })))
    // Four minutes go by at AWS; signatures are good for five.
    await app.aws.fault({ kind: 'skew', ms: 4 * MINUTE })
    const late = roleSession('late', { roleArn: TARGET, mfa: 'session-token', roleSessionName: 'late' })
    const failure = await app.refusal(late)
    expect(explain(failure).advice).toContain('newer code than that of the credentials that signed')
    expect(kinds(failure)).toContain('newer-code')
    app.broker.giveNewerCode(late.id)
    got(await app.obtain(late))
  })

  it('for tags or a source identity is one of what is named', async () => {
    role(app.demo.world, TARGET).trust = trust(ALICE, {
      StringEquals: { 'aws:RequestTag/team': 'red', 'sts:SourceIdentity': 'alice' },
    })
    expect((await app.told(target({ sourceIdentity: 'alice' }))).advice).toContain(
      'no external ID and no tags;',
    )
    const brought = { tags: [{ key: 'team', value: 'red' }], sourceIdentity: 'alice' }
    got(await app.get(roleSession('with', { roleArn: TARGET, ...brought })))
  })
})

it('AssumeRoot of an organization that does not have it says whose account it takes', async () => {
  const { advice } = await app.told(rootTask('it', { targetPrincipal: MEMBER }))
  expect(advice).toContain('management account or the delegated administrator')
})

it('what is refused in other words than policies’ is said in AWS’s', async () => {
  await addCorp(app, { sourceIdentity: 'alice' })
  const { title, advice, remedies } = await app.told(
    samlDev(),
    target({ source: fromSession('saml'), sourceIdentity: 'bob' }),
  )
  expect(title).toMatch(/^AWS refused AssumeRole: The source identity .* can not be changed/)
  expect(advice).not.toContain('One of two')
  expect(remedies).toEqual([])
})

it('a refusal ends where its cause does, and the session is tried again at a click', async () => {
  role(app.demo.world, TARGET).trust = trust(FIRST)
  expect((await app.refusal(target())).kind).toBe('aws')
  expect(app.broker.states.state(target().id).kind).toBe('failed')
  role(app.demo.world, TARGET).trust = trust(ALICE)
  got(await app.obtain(target()))
  expect(app.outcomes()).toEqual(['AssumeRole AccessDenied', 'AssumeRole ok'])
})
