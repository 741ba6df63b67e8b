import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as fileShapes from '../../main/core/aws-files/file-shapes.ts'
import { Catalog } from '../../main/core/catalog/catalog.ts'
import { ROOT_TASKS, type Session } from '../../main/core/sessions/session.ts'
import { READ_ONLY } from '../../main/core/sessions/session-policies.ts'
import * as parts from '../../main/core/shape-parts.ts'
import * as shapes from '../../main/core/shapes.ts'
import { countingIds, FakeCatalogStore } from '../support/fakes.ts'
import { cluster, corp, federation, rootTask, samlRole, webRole } from './recipes.ts'
import { alice, catalogOf, fromSession, role, sessionId, token } from './world.ts'

const catalog = {
  ...catalogOf([role('a'), role('b', { source: fromSession('a'), externalId: 'x1' }), token('day')]),
  grants: [
    { id: 'g-1', name: null, target: { kind: 'current' }, sessionPolicies: null },
    { id: 'g-2', name: null, target: { kind: 'session', id: 'a' }, sessionPolicies: null },
    { id: 'g-3', name: 'agent', target: { kind: 'session', id: 'a' }, sessionPolicies: READ_ONLY },
  ],
  current: sessionId('a'),
  profiles: [
    { name: 'dev', target: { kind: 'session', id: 'a' }, region: 'eu-central-1', output: 'json' },
    { name: 'default', target: { kind: 'current' }, region: null, output: null },
    { name: 'agent', target: { kind: 'grant', id: 'g-3' }, region: null, output: null },
  ],
}
const [first] = catalog.sessions
const { id: _, ...fresh } = role('a')
const ofCurrent = { name: 'default', target: { kind: 'current' }, region: null, output: null }
const setProfile = { kind: 'set-profile', profile: ofCurrent }
const importAsk = {
  place: 'aws-files',
  choices: [{ name: 'dev', point: true }],
  endpoint: { region: 'eu-central-1', fallbackRegion: null, globalSts: false, stsUrl: null },
}
const hunk = {
  at: { before: 0, after: 0 },
  removed: null,
  inserted: '[a]\n',
  section: null,
  above: null,
  below: null,
}
const edit = {
  id: 'edit-1',
  at: 1_784_073_600_000,
  what: 'import',
  names: ['dev'],
  files: [fileOf([hunk])],
  profilesBefore: [ofCurrent],
  keychainAccount: 'aws-files/1',
}

describe('what comes in through a door', () => {
  it('is taken as it was saved', () => {
    expect(v.parse(shapes.catalogData, JSON.parse(JSON.stringify(catalog)))).toEqual(catalog)
  })

  it.each<Session>([
    role('a', {
      minimumSessionTokenSize: 64,
      sessionPolicies: READ_ONLY,
      tags: [{ key: 'team', value: 'blue' }],
      transitiveTagKeys: ['team'],
      sourceIdentity: 'alice',
      providedContexts: [
        {
          providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
          assertion: { kind: 'command', program: 'token', arguments: ['--for', 'aws'] },
        },
      ],
    }),
    samlRole('a', { sessionPolicies: READ_ONLY }),
    webRole('a', { providerId: 'www.amazon.com' }),
    federation('a', { federatedUserName: 'bob', tags: [{ key: 'team', value: 'blue' }] }),
    ...ROOT_TASKS.map(task => rootTask('a', { task, source: fromSession('b') })),
    token('a'),
  ])('is taken with all that a session can have: %o', session => {
    expect(v.parse(shapes.session, JSON.parse(JSON.stringify(session)))).toEqual(session)
  })

  it('is taken with all kinds of identities', () => {
    const identities = [alice, cluster, corp]
    expect(v.parse(shapes.catalogData, { ...catalog, identities }).identities).toEqual(identities)
    for (const provider of [cluster, corp]) {
      const { id: _id, ...added } = provider
      expect(v.parse(shapes.provider, provider)).toEqual(provider)
      expect(v.parse(shapes.newProvider, added)).toEqual(added)
    }
  })

  it('is taken as the catalog made it', () => {
    const made = new Catalog(catalogOf([role('a')]), new FakeCatalogStore(), countingIds(), () => {}).data
    expect(v.parse(shapes.catalogData, JSON.parse(JSON.stringify(made)))).toEqual(made)
  })

  it.each<[string, v.GenericSchema, unknown]>([
    ['a session without a source', shapes.session, { ...first, source: undefined }],
    ['a session with a field too many', shapes.session, { ...first, secretAccessKey: 'x' }],
    ['a session of another operation', shapes.session, { ...first, operation: 'AssumeRoot' }],
    ['a session with a duration in words', shapes.session, { ...first, durationSeconds: '900' }],
    ['a duration that is no number', shapes.session, { ...first, durationSeconds: Number.NaN }],
    ['a role with a token’s MFA', shapes.session, { ...first, mfa: true }],
    ['a token with a role’s MFA', shapes.session, { ...token('t'), mfa: 'own-code' }],
    ['a token from a session', shapes.session, { ...token('t'), source: fromSession('a') }],
    ['a source of another kind', shapes.session, { ...first, source: { kind: 'saml', id: 'a' } }],
    ['a new session with an ID', shapes.newSession, role('a')],
    ['a session with none', shapes.session, fresh],
    ['a name without end', shapes.newSession, { ...fresh, name: 'a'.repeat(4_097) }],
    ['a role of a company from a session', shapes.session, { ...samlRole('s'), source: fromSession('a') }],
    ['a role by a token from a session', shapes.session, { ...webRole('w'), source: fromSession('a') }],
    ['a federated user from a session', shapes.session, { ...federation('f'), source: fromSession('a') }],
    ['a task that AWS does not have', shapes.session, { ...rootTask('r'), task: 'AdministratorAccess' }],
    ['a token with a tag', shapes.session, { ...token('t'), tags: [] }],
    ['a role of a company with a session name', shapes.session, { ...samlRole('s'), roleSessionName: null }],
    ['a tag of three parts', shapes.session, { ...first, tags: [{ key: 'a', value: 'b', more: 'c' }] }],
    ['tags without end', shapes.session, { ...first, tags: Array(101).fill({ key: 'a', value: 'b' }) }],
    ['a token in the place of its source', shapes.provider, { ...cluster, token: 'hidden' }],
    [
      'a token’s source that goes through a shell',
      shapes.provider,
      { ...cluster, token: { kind: 'shell', command: 'token' } },
    ],
    [
      'a command without its words',
      shapes.provider,
      { ...cluster, token: { kind: 'command', program: 'token' } },
    ],
    ['a key in a provider’s place', shapes.provider, alice],
    ['a provider with a secret', shapes.provider, { ...corp, password: 'x' }],
    ['a new provider with an ID', shapes.newProvider, corp],
    ['no object', shapes.newSession, 'a'],
    ['nothing', shapes.newSession, null],
    ['settings with a secret', shapes.keySettings, { ...settings(), secretAccessKey: 'x' }],
    ['settings without a Region', shapes.keySettings, { ...settings(), region: null }],
    ['an ID that leads out of a folder', parts.sessionId, '../../etc/passwd'],
    ['an empty ID', parts.identityId, ''],
    ['a long ID', shapes.promptId, 'a'.repeat(65)],
    ['an ID with a line end', shapes.promptId, 'a\n'],
    ['an ID that is a list', parts.sessionId, ['a']],
    ['a catalog with a secret', shapes.catalogData, { ...catalog, keys: [] }],
    [
      'an account of eleven digits',
      shapes.catalogData,
      { ...catalog, identities: [{ ...alice, account: '1'.repeat(11) }] },
    ],
    [
      'a grant of nothing',
      shapes.catalogData,
      { ...catalog, grants: [{ id: 'g', target: { kind: 'all' } }] },
    ],
    [
      'a grant that leads out of a folder',
      shapes.catalogData,
      { ...catalog, grants: [{ id: '../g', target: { kind: 'current' } }] },
    ],
    ['a catalog of another time', shapes.catalogData, { sessions: [] }],
    [
      'a profile of an identity',
      shapes.catalogData,
      { ...catalog, profiles: [{ ...ofCurrent, target: { kind: 'identity', id: 'alice' } }] },
    ],
    ['a profile with a key', fileShapes.managedProfile, { ...ofCurrent, aws_access_key_id: 'x' }],
    ['a profile for nothing', fileShapes.managedProfile, { ...ofCurrent, target: null }],
    ['a change that is another program’s', fileShapes.profileChange, { kind: 'run', name: 'x' }],
    ['a change with a text of its own', fileShapes.profileChange, { ...setProfile, text: '[x]' }],
    ['an undo without what', fileShapes.profileChange, { kind: 'undo' }],
    ['an undo that leads out of a folder', fileShapes.profileChange, { kind: 'undo', id: '../x' }],
    ['an import from elsewhere', fileShapes.importAsk, { ...importAsk, place: 'a-file' }],
    ['an import with a key', fileShapes.importAsk, { ...importAsk, choices: [{ name: 'a', key: 'x' }] }],
    ['an import of too much', fileShapes.importAsk, { ...importAsk, choices: choices(5_001) }],
    ['an import for no Region', fileShapes.importAsk, { ...importAsk, endpoint: null }],
    ['a confirmation of another kind', fileShapes.confirmationKind, 'everything'],
    ['an edit without a place', fileShapes.editRecords, [{ ...edit, files: [{ ...fileOf([]), path: 1 }] }]],
    ['an edit of another file', fileShapes.editRecords, [{ ...edit, files: [fileOf([], '/etc/passwd')] }]],
    [
      'an edit with a secret beside',
      fileShapes.editRecords,
      [{ ...edit, files: [fileOf([{ ...hunk, secret: 'x' }])] }],
    ],
    [
      'an edit at a place before the file',
      fileShapes.editRecords,
      [{ ...edit, files: [fileOf([{ ...hunk, at: { before: -1, after: 0 } }])] }],
    ],
  ])('is refused: %s', (_, shape, value) => {
    expect(v.safeParse(shape, value).success).toBe(false)
  })

  it.each<[string, v.GenericSchema, unknown]>([
    ['a new session', shapes.newSession, fresh],
    ['settings', shapes.keySettings, settings()],
    ['the longest text', shapes.newSession, { ...fresh, name: 'a'.repeat(4_096) }],
    ['the longest ID', parts.sessionId, 'a'.repeat(64)],
    ['a change', fileShapes.profileChange, setProfile],
    ['a removal', fileShapes.profileChange, { kind: 'remove-profile', name: 'dev' }],
    ['an undo', fileShapes.profileChange, { kind: 'undo', id: 'edit-1' }],
    ['an import', fileShapes.importAsk, { ...importAsk, choices: choices(5_000) }],
    ['edits', fileShapes.editRecords, [edit, { ...edit, files: [], keychainAccount: null }]],
    [
      'an edit of a large file',
      fileShapes.editRecords,
      [{ ...edit, files: [fileOf([{ ...hunk, removed: 'a'.repeat(1_000_000) }])] }],
    ],
  ])('is taken: %s', (_, shape, value) => {
    expect(v.parse(shape, value)).toEqual(value)
  })
})

function choices(count: number) {
  return Array.from({ length: count }, (_each, at) => ({ name: `profile-${at}`, point: at % 2 === 0 }))
}

function fileOf(hunks: readonly object[], file = 'config') {
  return { file, path: '/aws/config', digests: { before: null, after: 'digest-1' }, hunks }
}

function settings() {
  return {
    name: '',
    mfaSerial: null,
    region: 'eu-central-1',
    fallbackRegion: null,
    globalSts: false,
    stsUrl: null,
  }
}
