import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Catalog } from '../../main/core/catalog.ts'
import { READ_ONLY } from '../../main/core/session-policies.ts'
import * as shapes from '../../main/core/shapes.ts'
import { countingIds, FakeCatalogStore } from '../support/fakes.ts'
import { alice, catalogOf, fromSession, role, sessionId, token } from './world.ts'

const catalog = {
  ...catalogOf([role('a'), role('b', { source: fromSession('a'), externalId: 'x1' }), token('day')]),
  grants: [
    { id: 'g-1', name: null, target: { kind: 'current' }, sessionPolicies: null },
    { id: 'g-2', name: null, target: { kind: 'session', id: 'a' }, sessionPolicies: null },
    { id: 'g-3', name: 'agent', target: { kind: 'session', id: 'a' }, sessionPolicies: READ_ONLY },
  ],
  current: sessionId('a'),
}
const [first] = catalog.sessions
const { id: _, ...fresh } = role('a')

describe('what comes in through a door', () => {
  it('is taken as it was saved', () => {
    expect(v.parse(shapes.catalogData, JSON.parse(JSON.stringify(catalog)))).toEqual(catalog)
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
    ['no object', shapes.newSession, 'a'],
    ['nothing', shapes.newSession, null],
    ['settings with a secret', shapes.keySettings, { ...settings(), secretAccessKey: 'x' }],
    ['settings without a Region', shapes.keySettings, { ...settings(), region: null }],
    ['an ID that leads out of a folder', shapes.sessionId, '../../etc/passwd'],
    ['an empty ID', shapes.identityId, ''],
    ['a long ID', shapes.promptId, 'a'.repeat(65)],
    ['an ID with a line end', shapes.promptId, 'a\n'],
    ['an ID that is a list', shapes.sessionId, ['a']],
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
  ])('is refused: %s', (_, shape, value) => {
    expect(v.safeParse(shape, value).success).toBe(false)
  })

  it.each<[string, v.GenericSchema, unknown]>([
    ['a new session', shapes.newSession, fresh],
    ['settings', shapes.keySettings, settings()],
    ['the longest text', shapes.newSession, { ...fresh, name: 'a'.repeat(4_096) }],
    ['the longest ID', shapes.sessionId, 'a'.repeat(64)],
  ])('is taken: %s', (_, shape, value) => {
    expect(v.parse(shape, value)).toEqual(value)
  })
})

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
