import { describe, expect, it } from 'vitest'
import type { NewSession, Session } from '../../../main/core/sessions/session.ts'
import { checkSource } from '../../../main/core/sessions/source-rules.ts'
import { cluster, corp, federation, rootTask, samlRole, webRole } from '../recipes.ts'
import { alice, catalogOf, fromSession, identityId, role, token } from '../world.ts'

const root = { ...alice, id: identityId('root'), name: 'root', arn: 'arn:aws:iam::111122223333:root' }
const bare = { ...alice, id: identityId('bare'), name: 'bare', mfaSerial: null }
const of = (identity: { readonly id: typeof alice.id }) => ({ kind: 'identity', id: identity.id }) as const
const data = catalogOf(
  [
    token('day'),
    token('root day', { source: of(root) }),
    role('role'),
    samlRole('saml'),
    webRole('web'),
    federation('federated'),
    rootTask('task'),
  ],
  [alice, root, bare, cluster, corp],
)
const check = (session: NewSession) => checkSource(session, data, null)

describe('an identity', () => {
  it.each<[string, Session, string | null]>([
    ['a key for AssumeRole', role('new'), null],
    ['a key for GetSessionToken', token('new'), null],
    ['a key for GetFederationToken', federation('new'), null],
    ['a key for AssumeRoot', rootTask('new'), null],
    ['a SAML provider for AssumeRoleWithSAML', samlRole('new'), null],
    ['an OIDC provider for AssumeRoleWithWebIdentity', webRole('new'), null],
    [
      'a key for AssumeRoleWithSAML',
      samlRole('new', { source: of(alice) }),
      'AssumeRoleWithSAML starts from a SAML provider; alice is the key of an IAM user.',
    ],
    [
      'a key for AssumeRoleWithWebIdentity',
      webRole('new', { source: of(alice) }),
      'starts from an OIDC provider',
    ],
    ['a SAML provider for a web identity', webRole('new', { source: of(corp) }), 'Corp is a SAML provider'],
    ['a provider for AssumeRole', role('new', { source: of(cluster) }), 'cluster is an OIDC provider'],
    ['a provider for GetSessionToken', token('new', { source: of(corp) }), 'the key of an IAM user'],
    ['a provider for GetFederationToken', federation('new', { source: of(cluster) }), 'key of an IAM user'],
    ['a provider for AssumeRoot', rootTask('new', { source: of(corp) }), 'the key of an IAM user'],
    [
      'the root user for AssumeRoot',
      rootTask('new', { source: of(root) }),
      'lets the root user call no AssumeRoot',
    ],
    [
      'the root user for AssumeRole',
      role('new', { source: of(root) }),
      'lets the root user call no AssumeRole',
    ],
    ['the root user for GetSessionToken', token('new', { source: of(root) }), null],
    ['the root user for GetFederationToken', federation('new', { source: of(root) }), null],
    ['none', webRole('new', { source: of({ id: identityId('gone') }) }), 'is gone'],
  ])('is where a session can start from, or not: %s', (_, session, part) => {
    expect(check(session)).toEqual(
      part === null ? [] : [{ field: 'source', problem: expect.stringContaining(part) }],
    )
  })

  it('without a device gives no codes, and says so of the MFA', () => {
    expect(check(role('new', { source: of(bare), mfa: 'own-code' }))).toEqual([
      { field: 'mfa', problem: 'bare has no MFA device. Add one to the key first.' },
    ])
    expect(check(federation('new', { source: of(bare) }))).toEqual([])
  })
})

describe('a session', () => {
  it.each<[string, string, string | null]>([
    ['AssumeRole', 'day', null],
    ['AssumeRole', 'role', null],
    ['AssumeRole', 'saml', null],
    ['AssumeRole', 'web', null],
    ['AssumeRole', 'federated', 'get no others'],
    ['AssumeRole', 'task', 'nothing but their task'],
    ['AssumeRole', 'root day', 'lets the root user call no AssumeRole'],
    ['AssumeRoot', 'role', null],
    ['AssumeRoot', 'saml', null],
    ['AssumeRoot', 'web', null],
    ['AssumeRoot', 'day', 'only AssumeRole can be called'],
    ['AssumeRoot', 'federated', 'get no others'],
    ['AssumeRoot', 'task', 'nothing but their task'],
  ])('for %s can start from one like “%s”: %j', (operation, source, part) => {
    const from = fromSession(source)
    const session =
      operation === 'AssumeRoot' ? rootTask('new', { source: from }) : role('new', { source: from })
    expect(check(session)).toEqual(
      part === null ? [] : [{ field: 'source', problem: expect.stringContaining(part) }],
    )
  })
})
