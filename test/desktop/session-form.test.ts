import { describe, expect, it } from 'vitest'
import type { IdentityId } from '../../main/core/catalog/identity.ts'
import { DEFAULT_CONSOLE } from '../../main/core/sessions/console-settings.ts'
import type { NewSession, Session, SessionId } from '../../main/core/sessions/session.ts'
import { DEFAULT_LOOK } from '../../main/core/sessions/session-look.ts'
import type { SessionView, Snapshot } from '../../main/core/snapshot/snapshot.ts'
import { describeSession } from '../../renderer/windows/manager/describe-session.ts'
import { type Draft, toDraft } from '../../renderer/windows/manager/session-form/draft.ts'
import { sourcesFor, withSource } from '../../renderer/windows/manager/session-form/sources.ts'
import { problemsOf, toSession } from '../../renderer/windows/manager/session-form/to-session.ts'
import { snapshotOf } from './snapshots.ts'

const endpoint = { region: 'eu-central-1', fallbackRegion: null, globalSts: false, stsUrl: null }
const identity = (id: string) => ({ kind: 'identity', id: id as IdentityId }) as const
const sessionSource = (id: string) => ({ kind: 'session', id: id as SessionId }) as const

const iamUser = (name: string, arn: string, mfaSerial: string | null) =>
  ({
    ...endpoint,
    kind: 'iam-user',
    id: name as IdentityId,
    name,
    arn,
    account: '111122223333',
    accessKeyHint: 'AKIA…MPLE',
    mfaSerial,
  }) as const

const identities: Snapshot['identities'] = [
  iamUser('alice', 'arn:aws:iam::111122223333:user/alice', 'arn:aws:iam::111122223333:mfa/alice'),
  iamUser('owner', 'arn:aws:iam::111122223333:root', null),
  {
    ...endpoint,
    kind: 'saml-provider',
    id: 'corp' as IdentityId,
    name: 'corp',
    signInUrl: 'https://x.example',
  },
  {
    ...endpoint,
    kind: 'oidc-provider',
    id: 'cluster' as IdentityId,
    name: 'cluster',
    token: { kind: 'file', path: '/token' },
  },
]

const LOOK = { color: 'teal', group: 'Team A', pinned: true } as const

const common = {
  durationSeconds: 900,
  minimumSessionTokenSize: 1_024,
  production: true,
  consent: 'every-process',
  console: { browser: null, service: 's3', region: null, durationSeconds: null },
  look: LOOK,
} as const
const sessionPolicies = { policy: '{"Statement":[]}', policyArns: ['arn:aws:iam::aws:policy/A', 'arn:b'] }
const tags = [{ key: 'team', value: 'payments' }]
const roleArn = 'arn:aws:iam::444455556666:role/team/Admin'
const id = (name: string) => ({ id: name as SessionId, name })

/** One of each operation, with every parameter. */
const everySession: readonly Session[] = [
  {
    ...common,
    ...id('role'),
    operation: 'AssumeRole',
    source: identity('alice'),
    roleArn,
    roleSessionName: 'on-call',
    externalId: 'external',
    mfa: 'own-code',
    sessionPolicies,
    tags,
    transitiveTagKeys: ['team'],
    sourceIdentity: 'alice',
    providedContexts: [
      { providerArn: 'arn:aws:iam::aws:contextProvider/X', assertion: { kind: 'file', path: '/a' } },
      {
        providerArn: 'arn:aws:iam::aws:contextProvider/Y',
        assertion: { kind: 'command', program: '/opt/my tool', arguments: ['--for', 'me too'] },
      },
    ],
  },
  {
    ...common,
    ...id('saml'),
    operation: 'AssumeRoleWithSAML',
    source: identity('corp'),
    roleArn,
    principalArn: 'arn:aws:iam::444455556666:saml-provider/corp',
    sessionPolicies,
  },
  {
    ...common,
    ...id('web'),
    operation: 'AssumeRoleWithWebIdentity',
    source: identity('cluster'),
    roleArn,
    roleSessionName: 'ci',
    providerId: 'www.amazon.com',
    sessionPolicies,
  },
  {
    ...common,
    ...id('federated'),
    operation: 'GetFederationToken',
    source: identity('alice'),
    federatedUserName: 'guest',
    sessionPolicies,
    tags,
  },
  {
    ...common,
    ...id('root'),
    operation: 'AssumeRoot',
    source: identity('alice'),
    targetPrincipal: '444455556666',
    task: 'SQSUnlockQueuePolicy',
    console: DEFAULT_CONSOLE,
    look: LOOK,
  },
  {
    ...common,
    ...id('token'),
    operation: 'GetSessionToken',
    source: identity('alice'),
    mfa: true,
    console: DEFAULT_CONSOLE,
    look: LOOK,
  },
]

const viewOf = (session: Session): SessionView => ({
  session,
  state: { kind: 'off' },
  current: false,
  account: '444455556666',
  arn: null,
  noConsole: null,
  connection: null,
  lease: null,
  steps: [],
  lastUse: null,
})
const world = snapshotOf({ identities, sessions: everySession.map(viewOf) })

describe('a session and its form', () => {
  it.each(everySession.map(session => [session.operation, session] as const))(
    'an edited %s that nobody changes stays as it is',
    (_, session) => {
      const { id: __, ...fresh } = session
      const draft = toDraft(session)
      expect(problemsOf(draft)).toEqual([])
      expect(toSession(draft, world)).toEqual(fresh)
    },
  )

  it('a new role needs a name, a source and an ARN; all else is AWS’s own', () => {
    const draft: Draft = {
      ...toDraft(null),
      name: ' dev ',
      source: 'identity:alice',
      roleArn: ` ${roleArn}\n`,
    }
    expect(toSession(draft, world)).toEqual({
      operation: 'AssumeRole',
      name: 'dev',
      source: identity('alice'),
      roleArn,
      roleSessionName: null,
      externalId: null,
      mfa: 'session-token',
      sessionPolicies: null,
      tags: [],
      transitiveTagKeys: [],
      sourceIdentity: null,
      providedContexts: [],
      durationSeconds: null,
      minimumSessionTokenSize: null,
      production: false,
      consent: 'off',
      console: DEFAULT_CONSOLE,
      look: DEFAULT_LOOK,
    } satisfies NewSession)
  })

  it('what was typed for one operation is not sent with another', () => {
    const [role] = everySession
    if (role === undefined) throw new Error('There is no role.')
    const sent = toSession({ ...toDraft(role), operation: 'GetSessionToken' }, world)
    expect(Object.keys(sent).sort()).toEqual(
      ['name', 'operation', 'source', 'mfa', ...Object.keys(common)].sort(),
    )
    // It would be refused, and the field that is to blame is not there to be emptied.
    expect(sent.console).toEqual(DEFAULT_CONSOLE)
  })

  it('no code goes with a role from a session, nor where there is no device', () => {
    const draft = toDraft(null)
    expect(toSession({ ...draft, source: 'session:role' }, world)).toMatchObject({ mfa: 'none' })
    expect(toSession({ ...draft, source: 'identity:owner' }, world)).toMatchObject({ mfa: 'none' })
  })

  it.each([
    ['source', { source: '' }],
    ['tags', { tags: 'team' }],
    ['minimumSessionTokenSize', { tokenSize: '1 kB' }],
    [
      'console.browser',
      { console: { ...toDraft(null).console, browser: 'command', command: 'x "' } as const },
    ],
    [
      'providedContexts',
      {
        providedContexts: [
          { providerArn: '', assertion: { kind: 'command', path: '', command: 'x "' } as const },
        ],
      },
    ],
  ])('what can’t be read is said of its field: %s', (field, typed) => {
    const draft = { ...toDraft(null), source: 'identity:alice', ...typed }
    expect(problemsOf(draft).map(each => each.field)).toEqual([field])
  })
})

it('what is hidden keeps no other operation from being sent', () => {
  const console = { ...toDraft(null).console, browser: 'command', command: 'x "' } as const
  const draft = { ...toDraft(null), source: 'identity:alice', tags: 'team', console }
  expect(problemsOf({ ...draft, operation: 'AssumeRoot' })).toEqual([])
})

describe('the sources that are offered', () => {
  const names = (operation: Session['operation']) =>
    sourcesFor(operation, world, null).map(each => each.value.split(':')[1])

  it('are those that the operation can start from', () => {
    expect(names('AssumeRole')).toEqual(['alice', 'role', 'saml', 'web', 'token'])
    expect(names('AssumeRoot')).toEqual(['alice', 'role', 'saml', 'web'])
    expect(names('AssumeRoleWithSAML')).toEqual(['corp'])
    expect(names('AssumeRoleWithWebIdentity')).toEqual(['cluster'])
    expect(names('GetFederationToken')).toEqual(['alice', 'owner'])
    expect(names('GetSessionToken')).toEqual(['alice', 'owner'])
  })

  it('lead to no circle', () => {
    const [role, ...others] = everySession
    if (role?.operation !== 'AssumeRole') throw new Error('There is no role.')
    const chained = { ...role, ...id('chained'), source: sessionSource('role') }
    const sessions = [role, chained, ...others].map(viewOf)
    expect(sourcesFor('AssumeRole', { ...world, sessions }, role).map(each => each.value)).toEqual([
      'identity:alice',
      'session:saml',
      'session:web',
      'session:token',
    ])
  })

  it('one that can’t be chosen gives way to the first that can', () => {
    const saml = sourcesFor('AssumeRoleWithSAML', world, null)
    expect(withSource({ ...toDraft(null), source: 'identity:alice' }, saml).source).toBe('identity:corp')
    expect(withSource({ ...toDraft(null), source: 'identity:alice' }, []).source).toBe('')
  })
})

it('a session’s row says in a line what it is of, and where it starts', () => {
  expect(world.sessions.map(view => describeSession(view, world))).toEqual([
    'Role team/Admin in 444455556666 · from alice',
    'Role team/Admin in 444455556666 · through corp',
    'Role team/Admin in 444455556666 · through cluster',
    'Federated user guest in 444455556666 · from alice',
    'Root user for SQSUnlockQueuePolicy in 444455556666 · from alice',
    'Session token in 444455556666 · from alice',
  ])
})
