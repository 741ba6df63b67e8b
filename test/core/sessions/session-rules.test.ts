import { describe, expect, it } from 'vitest'
import type { ProvidedContext, Session } from '../../../main/core/sessions/session.ts'
import { READ_ONLY } from '../../../main/core/sessions/session-policies.ts'
import { checkSession } from '../../../main/core/sessions/session-rules.ts'
import { cluster, corp, federation, rootTask, samlRole, webRole } from '../recipes.ts'
import { alice, catalogOf, fromSession, identityId, role, sessionId, token } from '../world.ts'

const noDevice = { ...alice, id: identityId('bob'), name: 'bob', mfaSerial: null }
const bob = { kind: 'identity', id: noDevice.id } as const
const known: readonly Session[] = [
  token('day'),
  role('base'),
  role('second', { source: fromSession('base') }),
  role('third', { source: fromSession('second') }),
  samlRole('saml'),
]
const root = { ...alice, id: identityId('root'), name: 'root', arn: 'arn:aws:iam::111122223333:root' }
const ofRoot = { kind: 'identity', id: root.id } as const
const everywhere = { ...alice, id: identityId('everywhere'), name: 'everywhere', globalSts: true }
const local = { ...alice, id: identityId('local'), name: 'local', stsUrl: 'http://127.0.0.1:4566' }
const from = (identity: typeof alice) => ({ kind: 'identity', id: identity.id }) as const
const data = catalogOf(known, [alice, noDevice, root, everywhere, local, cluster, corp])
const context: ProvidedContext = {
  providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
  assertion: { kind: 'file', path: '/run/assertion' },
}
const govRole = 'arn:aws-us-gov:iam::444455556666:role/Admin'

/** Each row: a session, the field that is refused, and a part of the sentence; null where nothing is. */
const rows: readonly [string, Session, readonly [field: string, part: string] | null][] = [
  ['a role from a key', role('new'), null],
  ['a session token', token('new'), null],
  ['a role with a code of its own', role('new', { mfa: 'own-code' }), null],
  ['a role through a session token', role('new', { mfa: 'session-token' }), null],
  ['a fourth role in a row', role('new', { source: fromSession('third') }), null],

  ['no name', role('new', { name: '' }), ['name', 'Enter a name.']],
  ['a name that is taken', role('new', { name: 'base' }), ['name', '“base”']],
  ['a wrong role', role('new', { roleArn: 'arn:aws:iam::111122223333:user/x' }), ['roleArn', '“user” where']],
  ['a wrong session name', role('new', { roleSessionName: 'a b' }), ['roleSessionName', 'letters']],
  ['a session name of one letter', role('new', { roleSessionName: 'a' }), ['roleSessionName', 'has 1']],
  ['a wrong external ID', role('new', { externalId: 'x' }), ['externalId', 'has 1']],

  [
    'a key that is gone',
    role('new', { source: { kind: 'identity', id: identityId('x') } }),
    ['source', 'identity'],
  ],
  ['a source that is gone', role('new', { source: fromSession('x') }), ['source', 'session']],

  ['MFA without a device', role('new', { source: bob, mfa: 'session-token' }), ['mfa', 'bob']],
  ['a code without a device', role('new', { source: bob, mfa: 'own-code' }), ['mfa', 'bob']],
  ['a token’s MFA without a device', token('new', { source: bob }), ['mfa', 'bob']],
  ['no MFA without a device', token('new', { source: bob, mfa: false }), null],
  [
    'a code in a chain',
    role('new', { source: fromSession('day'), mfa: 'own-code' }),
    ['mfa', 'of that session'],
  ],

  ['the shortest role', role('new', { durationSeconds: 900 }), null],
  ['a shorter role', role('new', { durationSeconds: 899 }), ['durationSeconds', '899 s']],
  ['the longest role', role('new', { durationSeconds: 43_200 }), null],
  ['a longer role', role('new', { durationSeconds: 43_201 }), ['durationSeconds', '43201 s']],
  ['the longest token', token('new', { durationSeconds: 129_600 }), null],
  ['a longer token', token('new', { durationSeconds: 129_601 }), ['durationSeconds', '129601 s']],
  ['a chained hour', role('new', { source: fromSession('base'), durationSeconds: 3_600 }), null],
  [
    'a longer chained role',
    role('new', { source: fromSession('base'), durationSeconds: 3_601 }),
    ['durationSeconds', 'from another role lasts 3600 s at most; this is 3601 s'],
  ],
  [
    'a role from a session token, which is no chain',
    role('new', { source: fromSession('day'), durationSeconds: 43_200 }),
    null,
  ],
  [
    'a role from a role of a company',
    role('new', { source: fromSession('saml'), durationSeconds: 3_600 }),
    null,
  ],
  [
    'a longer role from a role of a company',
    role('new', { source: fromSession('saml'), durationSeconds: 3_601 }),
    ['durationSeconds', 'from another role lasts 3600 s'],
  ],
  ['the longest role of a company', samlRole('new', { durationSeconds: 43_200 }), null],
  [
    'a longer role of a company',
    samlRole('new', { durationSeconds: 43_201 }),
    ['durationSeconds', 'A role’s session lasts 43200 s'],
  ],
  [
    'a longer role by a token',
    webRole('new', { durationSeconds: 43_201 }),
    ['durationSeconds', 'A role’s session lasts 43200 s'],
  ],
  ['the longest federated user', federation('new', { durationSeconds: 129_600 }), null],
  [
    'a longer federated user',
    federation('new', { durationSeconds: 129_601 }),
    ['durationSeconds', 'A federated user’s session lasts 129600 s'],
  ],
  [
    'a long session token of the root user',
    token('new', { source: ofRoot, durationSeconds: 3_601 }),
    ['durationSeconds', 'A session of the root user lasts 3600 s'],
  ],
  [
    'a long federated user of the root user',
    federation('new', { source: ofRoot, durationSeconds: 3_601 }),
    ['durationSeconds', 'A session of the root user lasts 3600 s'],
  ],
  ['the longest task', rootTask('new', { durationSeconds: 900 }), null],
  ['a short task', rootTask('new', { durationSeconds: 60 }), null],
  [
    'a longer task',
    rootTask('new', { durationSeconds: 901 }),
    ['durationSeconds', 'A task of a member account’s root user lasts 900 s'],
  ],
  ['half a second', role('new', { durationSeconds: 900.5 }), ['durationSeconds', 'whole number']],

  ['a large token', token('new', { minimumSessionTokenSize: 4_096 }), null],
  ['a larger token', token('new', { minimumSessionTokenSize: 4_097 }), ['minimumSessionTokenSize', '4097']],

  ['policies of its own', role('new', { sessionPolicies: READ_ONLY }), null],
  [
    'policies of its own that say nothing',
    federation('new', { sessionPolicies: { policy: null, policyArns: [] } }),
    ['policy', 'Write a policy'],
  ],
  ['a wrong tag', role('new', { tags: [{ key: 'aws:x', value: '' }] }), ['tags', 'starts with aws:']],
  ['a federated user’s wrong tag', federation('new', { tags: [{ key: '', value: '' }] }), ['tags', '“”']],
  ['a wrong source identity', role('new', { sourceIdentity: 'a b' }), ['sourceIdentity', 'letters']],
  ['five contexts', role('new', { providedContexts: Array.from({ length: 5 }, () => context) }), null],
  [
    'six contexts',
    role('new', { providedContexts: Array.from({ length: 6 }, () => context) }),
    ['providedContexts', '5 contexts at most; these are 6'],
  ],
  [
    'a context of nobody',
    role('new', { providedContexts: [{ ...context, providerArn: 'x' }] }),
    ['providedContexts', '“x” is no context provider'],
  ],
  [
    'a context at half a path',
    role('new', { providedContexts: [{ ...context, assertion: { kind: 'file', path: 'x' } }] }),
    ['providedContexts', 'whole path'],
  ],

  ['a company', samlRole('new'), null],
  ['a company’s wrong role', samlRole('new', { roleArn: 'x'.repeat(20) }), ['roleArn', 'no ARN']],
  ['a wrong provider', samlRole('new', { principalArn: 'Corp' }), ['principalArn', 'saml-provider/name']],
  ['a token', webRole('new'), null],
  ['a token of another kind of provider', webRole('new', { providerId: 'www.amazon.com' }), null],
  ['a wrong provider ID', webRole('new', { providerId: 'x' }), ['providerId', '4 to 2048 characters']],
  [
    'a wrong session name for a token',
    webRole('new', { roleSessionName: 'a b' }),
    ['roleSessionName', 'letters'],
  ],
  ['a federated user', federation('new', { federatedUserName: 'bob' }), null],
  [
    'a long name of a federated user',
    federation('new', { federatedUserName: 'b'.repeat(33) }),
    ['federatedUserName', '2 to 32 characters; this has 33'],
  ],
  ['a task', rootTask('new'), null],
  [
    'a task in no account',
    rootTask('new', { targetPrincipal: '7777' }),
    ['targetPrincipal', 'no member account'],
  ],
  [
    'a task by the global STS',
    rootTask('new', { source: from(everywhere) }),
    ['source', 'only at a regional STS'],
  ],
  ['a role by the global STS', role('new', { source: from(everywhere) }), null],

  [
    'a role of another partition',
    role('new', { roleArn: govRole }),
    ['roleArn', '“aws-us-gov”, and alice asks'],
  ],
  [
    'a role of another partition by a token',
    webRole('new', { roleArn: govRole }),
    ['roleArn', 'cluster asks'],
  ],
  [
    'a task in another partition',
    rootTask('new', { targetPrincipal: 'arn:aws-cn:iam::777788889999:root' }),
    ['targetPrincipal', '“aws-cn”'],
  ],
  [
    'a role of another partition further down',
    role('new', { source: fromSession('base'), roleArn: govRole }),
    ['roleArn', '“aws-us-gov”, and alice asks in eu-central-1, which is in “aws”'],
  ],
  [
    'a role of whatever partition at an STS URL, which may be anywhere',
    role('new', { source: from(local), roleArn: govRole }),
    null,
  ],
]

describe('a new session', () => {
  it.each(rows)('with %s', (_, session, expected) => {
    const found = checkSession(session, data, null)
    if (expected === null) return expect(found).toEqual([])
    const [field, part] = expected
    expect(found).toEqual([{ field, problem: expect.stringContaining(part) }])
    return undefined
  })

  it('is told of everything that is wrong at once', () => {
    const wrong = role('new', { name: '', roleArn: 'x', externalId: '', durationSeconds: 1 })
    expect(checkSession(wrong, data, null).map(each => each.field)).toEqual([
      'name',
      'roleArn',
      'externalId',
      'durationSeconds',
    ])
  })
})

describe('an edited session', () => {
  it('may keep its name, and not take another’s', () => {
    expect(checkSession(role('base', { externalId: 'new-one' }), data, sessionId('base'))).toEqual([])
    expect(checkSession(role('base', { name: 'day' }), data, sessionId('base'))).toMatchObject([
      { field: 'name' },
    ])
  })

  it.each(['base', 'second', 'third'])('can’t start from %s, which leads back to it', source => {
    const circle = role('base', { source: fromSession(source) })
    expect(checkSession(circle, data, sessionId('base'))).toEqual([
      { field: 'source', problem: expect.stringContaining('itself') },
    ])
  })

  it('can’t start from a circle of others, as a settings file may hold one', () => {
    const ring = catalogOf([role('a', { source: fromSession('b') }), role('b', { source: fromSession('a') })])
    expect(checkSession(role('new', { source: fromSession('a') }), ring, null)).toEqual([
      { field: 'source', problem: expect.stringContaining('circle') },
    ])
  })
})
