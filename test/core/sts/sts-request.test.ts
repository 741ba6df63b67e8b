import { describe, expect, it } from 'vitest'
import type { Identity } from '../../../main/core/catalog/identity.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { READ_ONLY, type SessionPolicies } from '../../../main/core/sessions/session-policies.ts'
import { accountOf, requestOf, rootArnOf, type StsRequest } from '../../../main/core/sts/sts-request.ts'
import { cluster, corp, federation, rootTask, samlRole, webRole } from '../recipes.ts'
import { ADMIN_ARN, alice, role, token } from '../world.ts'

const policies: SessionPolicies = { policy: '{"Statement":[]}', policyArns: READ_ONLY.policyArns }
const asked = { durationSeconds: 900, minimumSessionTokenSize: 64 }
const tags = [{ key: 'team', value: 'blue' }]
const context = {
  providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
  assertion: { kind: 'file', path: '/run/assertion' },
} as const

describe('a request', () => {
  it.each<[string, Session, Identity, StsRequest]>([
    ['for a session token', token('a', asked), alice, { ...asked, operation: 'GetSessionToken' }],
    [
      'for a role',
      role('a', {
        ...asked,
        roleSessionName: 'me',
        externalId: 'theirs',
        sessionPolicies: policies,
        tags,
        transitiveTagKeys: ['team'],
        sourceIdentity: 'alice',
        providedContexts: [context],
      }),
      alice,
      {
        ...asked,
        ...policies,
        operation: 'AssumeRole',
        roleArn: ADMIN_ARN,
        roleSessionName: 'me',
        externalId: 'theirs',
        tags,
        transitiveTagKeys: ['team'],
        sourceIdentity: 'alice',
        providedContexts: [context],
      },
    ],
    [
      'for a role by SAML',
      samlRole('a', { ...asked, sessionPolicies: policies }),
      corp,
      {
        ...asked,
        ...policies,
        operation: 'AssumeRoleWithSAML',
        roleArn: ADMIN_ARN,
        principalArn: 'arn:aws:iam::444455556666:saml-provider/Corp',
      },
    ],
    [
      'for a role by a token',
      webRole('a', {
        ...asked,
        sessionPolicies: policies,
        roleSessionName: 'me',
        providerId: 'www.amazon.com',
      }),
      cluster,
      {
        ...asked,
        ...policies,
        operation: 'AssumeRoleWithWebIdentity',
        roleArn: ADMIN_ARN,
        roleSessionName: 'me',
        providerId: 'www.amazon.com',
      },
    ],
    [
      'for a federated user',
      federation('a', { ...asked, sessionPolicies: policies, federatedUserName: 'bob', tags }),
      alice,
      { ...asked, ...policies, operation: 'GetFederationToken', name: 'bob', tags },
    ],
    [
      'for a root user’s task',
      rootTask('a', { ...asked, task: 'S3UnlockBucketPolicy' }),
      alice,
      {
        ...asked,
        operation: 'AssumeRoot',
        targetPrincipal: '777788889999',
        taskPolicyArn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy',
      },
    ],
  ])('%s says all that the session says, and nothing else', (_, session, identity, expected) => {
    expect(requestOf(session, identity, null)).toEqual(expected)
  })
})

describe('the session policies of a request', () => {
  const bounds: SessionPolicies = { policy: '{"Statement":[1]}', policyArns: [] }
  const sent = (session: Session, identity: Identity, from: SessionPolicies | null) => {
    const request = requestOf(session, identity, from)
    return 'policy' in request ? [request.policy, ...request.policyArns] : null
  }

  it.each<[string, Session, Identity]>([
    ['a role', role('a'), alice],
    ['a role by SAML', samlRole('a'), corp],
    ['a role by a token', webRole('a'), cluster],
    ['a federated user', federation('a'), alice],
  ])('for %s are its own, else those of the tool', (_, session, identity) => {
    const withOwn: Session = { ...session, sessionPolicies: policies } as Session
    expect(sent(session, identity, null)).toEqual([null])
    expect(sent(session, identity, bounds)).toEqual([bounds.policy])
    expect(sent(withOwn, identity, null)).toEqual([policies.policy, ...policies.policyArns])
    // Both together would give more than either.
    expect(sent(withOwn, identity, bounds)).toEqual([policies.policy, ...policies.policyArns])
  })

  it.each<[string, Session, Identity, string]>([
    ['a role', role('a', { roleArn: 'arn:aws-cn:iam::444455556666:role/A' }), alice, 'aws-cn'],
    ['a role by a token', webRole('a', { roleArn: 'arn:aws-us-gov:iam::1:role/A' }), cluster, 'aws-us-gov'],
    ['a federated user', federation('a'), { ...alice, arn: 'arn:aws-iso:iam::1:user/a' }, 'aws-iso'],
  ])('that are AWS’s own are those of the partition of %s', (_, session, identity, partition) => {
    expect(sent(session, identity, READ_ONLY)).toEqual([
      null,
      `arn:${partition}:iam::aws:policy/ReadOnlyAccess`,
    ])
  })
})

it.each<[Identity, string]>([
  [alice, 'aws'],
  [{ ...alice, arn: 'arn:aws-us-gov:iam::111122223333:user/alice' }, 'aws-us-gov'],
  [{ ...cluster, region: 'cn-north-1' }, 'aws-cn'],
])('a task’s policy is that of the partition: %o', (identity, partition) => {
  expect(requestOf(rootTask('a'), identity, null)).toMatchObject({
    taskPolicyArn: `arn:${partition}:iam::aws:policy/root-task/IAMAuditRootUserCredentials`,
  })
})

describe('a name that was left out', () => {
  const user = (name: string): Identity => ({ ...alice, arn: `arn:aws:iam::111122223333:${name}` })
  const longest = 'a'.repeat(64)

  it.each<[string, Identity, string, string]>([
    ['is the IAM user’s', user('user/team/alice'), 'alice', 'alice'],
    ['is the root user’s', user('root'), 'root', 'root'],
    ['has two characters at least', user('user/x'), 'x-understudy', 'x-understudy'],
    ['is cut to what each operation takes', user(`user/${longest}`), longest, 'a'.repeat(32)],
    ['is not the user’s path', user('user/a/b/carol'), 'carol', 'carol'],
  ])('%s', (_, identity, sessionName, federatedName) => {
    expect(requestOf(role('a'), identity, null)).toMatchObject({ roleSessionName: sessionName })
    expect(requestOf(federation('a'), identity, null)).toMatchObject({ name: federatedName })
  })

  it.each([
    ['cluster', 'cluster'],
    ['my cluster · prod', 'my-cluster-prod'],
    ['日本', '--understudy'],
    ['é', '--understudy'],
    ['x'.repeat(64), 'x'.repeat(64)],
  ])('is that of the provider, in AWS’s letters: %s', (name, expected) => {
    const { roleSessionName } = requestOf(webRole('a'), { ...cluster, name }, null) as {
      roleSessionName: string
    }
    expect(roleSessionName).toBe(expected)
    expect(roleSessionName).toMatch(/^[\w+=,.@-]{2,64}$/)
  })
})

it.each<[Session, Identity | null, string]>([
  [role('a'), alice, '444455556666'],
  [samlRole('a'), corp, '444455556666'],
  [webRole('a'), cluster, '444455556666'],
  [rootTask('a'), alice, '777788889999'],
  [rootTask('a', { targetPrincipal: 'arn:aws:iam::777788889999:root' }), alice, '777788889999'],
  [federation('a'), alice, '111122223333'],
  [token('a'), alice, '111122223333'],
  [token('a'), null, ''],
])('the account of a session is that of its credentials: %o', (session, identity, account) => {
  expect(accountOf(session, identity)).toBe(account)
})

it.each([
  ['777788889999', 'aws', 'arn:aws:iam::777788889999:root'],
  ['777788889999', 'aws-us-gov', 'arn:aws-us-gov:iam::777788889999:root'],
  ['arn:aws-cn:iam::777788889999:root', 'aws-cn', 'arn:aws-cn:iam::777788889999:root'],
])('the root user of %s in %s is %s', (targetPrincipal, partition, arn) => {
  const taskPolicyArn = `arn:${partition}:iam::aws:policy/root-task/S3UnlockBucketPolicy`
  const request = { operation: 'AssumeRoot', ...asked, targetPrincipal, taskPolicyArn } as const
  expect(rootArnOf(request)).toBe(arn)
})
