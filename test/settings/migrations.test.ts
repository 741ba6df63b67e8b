import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultPreferences } from '../../main/core/preferences.ts'
import { loadFrom, MAIN, onFullDisk, SPARE, STAMP } from './profile.ts'

/** As 0.1.0 wrote it. */
const catalog = {
  identities: [
    {
      kind: 'iam-user',
      id: 'identity-1',
      name: 'alice “A” ✓',
      arn: 'arn:aws:iam::111122223333:user/alice',
      account: '111122223333',
      accessKeyHint: 'AKIA…1234',
      keychainAccount: 'access-key/1',
      mfaSerial: 'arn:aws:iam::111122223333:mfa/alice',
      region: 'eu-central-1',
      stsUrl: null,
    },
  ],
  sessions: [
    {
      operation: 'AssumeRole',
      id: 'session-1',
      name: 'prod',
      durationSeconds: null,
      source: { kind: 'identity', id: 'identity-1' },
      roleArn: 'arn:aws:iam::111122223333:role/admin',
      roleSessionName: null,
      externalId: 'a:b',
      mfa: 'session-token',
    },
    {
      operation: 'GetSessionToken',
      id: 'session-2',
      name: 'token',
      durationSeconds: 900,
      source: { kind: 'identity', id: 'identity-1' },
      mfa: true,
    },
  ],
  grants: [
    { id: 'grant-1', target: { kind: 'current' } },
    { id: 'grant-2', target: { kind: 'session', id: 'session-1' } },
  ],
  current: 'session-1',
}
const first = { version: 1, catalog, port: 23_456 }
const textOf = (file: unknown) => JSON.stringify(file, undefined, '\t')
const withFallback = catalog.identities.map(each => ({ ...each, fallbackRegion: null }))
const withConsent = {
  identities: withFallback,
  sessions: catalog.sessions.map(each => ({ ...each, production: false, consent: 'off' })),
  grants: catalog.grants.map(each => ({ ...each, name: null, sessionPolicies: null })),
  current: 'session-1',
  instanceMetadata: null,
}
/** What a role of before is without. */
const noMore = {
  sessionPolicies: null,
  tags: [],
  transitiveTagKeys: [],
  sourceIdentity: null,
  providedContexts: [],
}
const latest = {
  ...withConsent,
  identities: withFallback.map(each => ({ ...each, globalSts: false })),
  sessions: withConsent.sessions.map(each => ({
    ...each,
    minimumSessionTokenSize: null,
    console: { browser: null, service: null, region: null, durationSeconds: null },
    ...(each.operation === 'AssumeRole' ? noMore : {}),
    look: { color: null, group: null, pinned: false },
  })),
  profiles: [],
  recent: ['session-1'],
}
const earlierPreferences = { keepSessionTokens: false, forgetOnLock: true, forgetWhenIdle: 15 }
const second = {
  version: 2,
  port: 23_456,
  catalog: { ...catalog, identities: withFallback },
  preferences: earlierPreferences,
  keptTokens: [{ node: 'n', keyItem: 'k', item: 'i', servedUntil: 1 }],
}

const third = { ...second, version: 3, metadataPort: 23_458, catalog: withConsent }
const { profiles, recent: _, ...rest } = latest
const withAllParameters = { ...rest, sessions: latest.sessions.map(({ look: _, ...each }) => each) }
const fourth = { ...third, version: 4, catalog: withAllParameters }
const fifth = { ...fourth, version: 5, catalog: { ...withAllParameters, profiles }, edits: [] }
const { lookForUpdates, skippedUpdate, ...sixthPreferences } = defaultPreferences
const sixth = { ...fifth, version: 6, catalog: latest, preferences: sixthPreferences }
/** Of one who has used it before: he is not shown how to start. */
const usedBefore = { ...defaultPreferences, gettingStarted: false }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'us-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (name: string) => path.join(folder, name)
const write = (text: string, ...names: readonly string[]) => {
  for (const name of names) writeFileSync(at(name), text)
}

describe('settings of the first version', () => {
  it.each([[[MAIN, SPARE]], [[MAIN]], [[SPARE]]])('are read with nothing lost from %j', names => {
    write(textOf(first), ...names)
    const settings = loadFrom(folder)
    expect(settings.notice).toBeNull()
    expect(settings.catalog).toEqual(latest)
    expect([settings.ports.credentials.port, settings.preferences, settings.keptTokens]).toEqual([
      23_456,
      usedBefore,
      [],
    ])
  })

  it('stay as they are until something changes, and then are of this version', () => {
    write(textOf(first), MAIN, SPARE)
    const settings = loadFrom(folder)
    expect(readFileSync(at(MAIN), 'utf8')).toBe(textOf(first))
    settings.savePreferences({ ...defaultPreferences, forgetWhenIdle: 15 })
    expect(JSON.parse(readFileSync(at(MAIN), 'utf8'))).toMatchObject({ version: 7, port: 23_456 })
    const next = loadFrom(folder)
    expect(next.catalog).toEqual(latest)
    expect(next.preferences.forgetWhenIdle).toBe(15)
  })

  it('come back from the spare file where the main one is garbage', () => {
    write(textOf(first), SPARE)
    write('garbage', MAIN)
    const settings = loadFrom(folder)
    expect(settings.notice).toMatchObject({ kind: 'settings-put-aside', restored: true })
    expect(settings.catalog.identities).toEqual(latest.identities)
  })

  it.each<[string, unknown]>([
    ['no catalog', { version: 1, port: null }],
    ['a catalog that is a list', { ...first, catalog: [] }],
    ['a catalog of nothing', { ...first, catalog: null }],
    ['identities that are none', { ...first, catalog: { ...catalog, identities: { 0: 'alice' } } }],
    ['an identity that is a text', { ...first, catalog: { ...catalog, identities: ['alice'] } }],
    ['an identity that is nothing', { ...first, catalog: { ...catalog, identities: [null] } }],
    ['an identity that lacks its key', { ...first, catalog: { ...catalog, identities: [{}] } }],
    ['something more', { ...first, more: true }],
    ['a version of before', { ...first, version: 0 }],
    ['a version in between', { ...first, version: 1.5 }],
    ['a version that is a text', { ...first, version: '1' }],
    ['the next version, without what it has more', { ...first, version: 2 }],
    ['the third version, without what it has more', { ...first, version: 3 }],
    ['the fourth version, without what it has more', { ...third, version: 4 }],
    ['the fifth version, without what it has more', { ...fourth, version: 5 }],
    ['the fifth version, without the profiles', { ...fourth, version: 5, edits: [] }],
    ['the fifth version, with preferences of nothing', { ...fifth, preferences: null }],
    ['the sixth version, without what it has more', { ...fifth, version: 6 }],
    ['the sixth version, without the looks', { ...fifth, version: 6, preferences: sixthPreferences }],
    ['the sixth version, with preferences of nothing', { ...sixth, preferences: null }],
    ['this version, without what it has more', { ...sixth, version: 7 }],
    ['the fourth version, with a catalog of nothing', { ...fourth, catalog: null }],
    ['an edit that is none', { ...fourth, version: 5, edits: [{}] }],
  ])('with garbage inside are put aside as they are: %s', (_, file) => {
    write(textOf(file), MAIN)
    const settings = loadFrom(folder)
    const aside = `understudy.unreadable-${STAMP}.json`
    const reason = expect.stringContaining('is not as expected')
    expect(settings.notice).toEqual({ kind: 'settings-put-aside', reason, file: aside, restored: false })
    expect(readFileSync(at(aside), 'utf8')).toBe(textOf(file))
    expect(settings.catalog.sessions).toEqual([])
  })

  it('are read where nothing can be written', () => {
    write(textOf(first), MAIN)
    const settings = loadFrom(folder, onFullDisk)
    expect(settings.catalog.identities).toEqual(latest.identities)
    expect(settings.savePreferences(defaultPreferences)).toEqual({
      ok: false,
      failure: { kind: 'not-saved', detail: 'ENOSPC' },
    })
    expect(readdirSync(folder)).toEqual([MAIN])
    expect(existsSync(at(SPARE))).toBe(false)
  })
})

it('settings of the second version are read with nothing lost', () => {
  write(textOf(second), MAIN, SPARE)
  const settings = loadFrom(folder)
  const { notice, ports, preferences, keptTokens } = settings
  expect([notice, settings.catalog]).toEqual([null, latest])
  expect([ports.credentials.port, ports.instanceMetadata.port]).toEqual([23_456, null])
  expect([preferences.forgetWhenIdle, keptTokens]).toEqual([15, second.keptTokens])
})

it('settings of the third version are read with nothing lost', () => {
  write(textOf(third), MAIN, SPARE)
  const { notice, catalog: read, ports, preferences, keptTokens } = loadFrom(folder)
  expect([notice, read]).toEqual([null, latest])
  expect([ports.credentials.port, ports.instanceMetadata.port]).toEqual([23_456, 23_458])
  expect([preferences.forgetWhenIdle, keptTokens]).toEqual([15, second.keptTokens])
})

it('settings of the fourth version are read with nothing lost, and have no profile and no change yet', () => {
  write(textOf(fourth), MAIN, SPARE)
  const { notice, catalog: read, ports, preferences, keptTokens, edits } = loadFrom(folder)
  expect([notice, read, edits]).toEqual([null, latest, []])
  expect([ports.credentials.port, ports.instanceMetadata.port]).toEqual([23_456, 23_458])
  expect([preferences.forgetWhenIdle, keptTokens]).toEqual([15, second.keptTokens])
})

it('settings of the fifth version are read with nothing lost, and sessions and preferences have what is new', () => {
  write(textOf(fifth), MAIN, SPARE)
  const { notice, catalog: read, ports, preferences, keptTokens } = loadFrom(folder)
  expect([notice, read]).toEqual([null, latest])
  expect([ports.credentials.port, ports.instanceMetadata.port]).toEqual([23_456, 23_458])
  expect(preferences).toEqual({ ...usedBefore, ...earlierPreferences })
  expect(keptTokens).toEqual(second.keptTokens)
})

it('settings of the sixth version are read with nothing lost, and look for updates', () => {
  write(textOf(sixth), MAIN, SPARE)
  const { notice, catalog: read, preferences } = loadFrom(folder)
  expect([notice, read]).toEqual([null, latest])
  expect(preferences).toEqual({ ...sixthPreferences, lookForUpdates: true, skippedUpdate: null })
})

it('settings of the fifth version with no current session have none that was current before', () => {
  write(textOf({ ...fifth, catalog: { ...fifth.catalog, current: null } }), MAIN)
  expect(loadFrom(folder).catalog).toEqual({ ...latest, current: null, recent: [] })
})
