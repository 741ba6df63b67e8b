import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EditId, EditRecord } from '../../main/core/aws-files/history.ts'
import { type CatalogData, emptyCatalog } from '../../main/core/catalog/catalog-data.ts'
import type { IdentityId } from '../../main/core/catalog/identity.ts'
import type { SessionId } from '../../main/core/sessions/session.ts'
import type { GrantId } from '../../main/core/tools/grants.ts'
import type { Settings } from '../../main/settings/settings.ts'
import { loadFrom, MAIN, onFullDisk, SPARE, STAMP } from './profile.ts'

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'us-settings-'))
  folder = path.join(parent, 'profile')
  mkdirSync(folder)
})
afterEach(() => rmSync(parent, { recursive: true }))

const load = (): Settings => loadFrom(folder)

const identityId = 'identity-1' as IdentityId
const catalog: CatalogData = {
  identities: [
    {
      kind: 'iam-user',
      id: identityId,
      name: 'alice “A” ✓',
      arn: 'arn:aws:iam::111122223333:user/alice',
      account: '111122223333',
      accessKeyHint: 'AKIA…1234',
      keychainAccount: 'key-1',
      mfaSerial: 'arn:aws:iam::111122223333:mfa/alice',
      region: 'eu-central-1',
      fallbackRegion: null,
      globalSts: false,
      stsUrl: null,
    },
  ],
  sessions: [
    {
      operation: 'AssumeRole',
      id: 'session-1' as SessionId,
      name: 'prod',
      durationSeconds: null,
      minimumSessionTokenSize: null,
      source: { kind: 'identity', id: identityId },
      roleArn: 'arn:aws:iam::111122223333:role/admin',
      roleSessionName: null,
      externalId: 'a:b',
      production: true,
      consent: 'first-use',
      console: { browser: null, service: null, region: null, durationSeconds: null },
      look: { color: null, group: null, pinned: false },
      mfa: 'session-token',
      sessionPolicies: null,
      tags: [],
      transitiveTagKeys: [],
      sourceIdentity: null,
      providedContexts: [],
    },
    {
      operation: 'GetSessionToken',
      id: 'session-2' as SessionId,
      name: 'token',
      durationSeconds: 900,
      minimumSessionTokenSize: null,
      source: { kind: 'identity', id: identityId },
      production: false,
      consent: 'off',
      console: { browser: null, service: null, region: null, durationSeconds: null },
      look: { color: null, group: null, pinned: false },
      mfa: true,
    },
  ],
  grants: [{ id: 'grant-1' as GrantId, target: { kind: 'current' }, name: null, sessionPolicies: null }],
  instanceMetadata: 'session-1' as SessionId,
  recent: ['session-1' as SessionId],
  profiles: [
    {
      name: 'prod',
      target: { kind: 'session', id: 'session-1' as SessionId },
      region: 'eu-central-1',
      output: null,
    },
    { name: 'default', target: { kind: 'current' }, region: null, output: 'json' },
    { name: 'agent', target: { kind: 'grant', id: 'grant-1' as GrantId }, region: null, output: null },
  ],
  current: 'session-1' as SessionId,
}

const edits: readonly EditRecord[] = [
  {
    id: 'edit-1' as EditId,
    at: 1_784_073_600_000,
    what: 'set-profile',
    names: ['prod'],
    files: [
      {
        file: 'credentials',
        path: '/home/alice/.aws/credentials',
        digests: { before: 'digest-1', after: 'digest-2' },
        hunks: [
          {
            at: { before: 1, after: 1 },
            removed: null,
            inserted: '',
            section: 'prod',
            above: '[prod]',
            below: null,
          },
        ],
      },
      {
        file: 'config',
        path: '/home/alice/.aws/config',
        digests: { before: null, after: 'digest-3' },
        hunks: [
          {
            at: { before: 0, after: 0 },
            removed: '',
            inserted: '[profile prod]\r\ncredential_process = curl “✓”\r\n',
            section: null,
            above: null,
            below: null,
          },
        ],
      },
    ],
    profilesBefore: catalog.profiles,
    keychainAccount: 'aws-files/edit-1',
  },
]

const at = (name: string) => path.join(folder, name)
const content = (name: string) => readFileSync(at(name), 'utf8')
const kept = (settings: Settings) => ({ catalog: settings.catalog, port: settings.ports.credentials.port })
const ours = { catalog, port: 23_456 }

const putAside = (file: string, restored: boolean) => ({
  kind: 'settings-put-aside',
  reason: expect.stringMatching(/./),
  file,
  restored,
})

async function saved(): Promise<Settings> {
  const settings = load()
  expect(settings.ports.credentials.savePort(23_456)).toEqual({ ok: true, value: undefined })
  expect(await settings.save(catalog)).toEqual({ ok: true, value: undefined })
  return settings
}

describe('what is saved', () => {
  it('is nothing at the first start, with no notice', () => {
    const settings = load()
    expect(kept(settings)).toEqual({ catalog: emptyCatalog, port: null })
    expect(settings.notice).toBeNull()
  })

  it('is there at the next start', async () => {
    expect(kept(await saved())).toEqual(ours)
    const next = load()
    expect(kept(next)).toEqual(ours)
    expect(next.notice).toBeNull()
  })

  it('is in two files, which the user alone can read, and no other is left', async () => {
    const old = process.umask(0)
    try {
      await saved()
    } finally {
      process.umask(old)
    }
    expect(readdirSync(folder).sort()).toEqual([MAIN, SPARE])
    expect([MAIN, SPARE].map(name => (statSync(at(name)).mode & 0o777).toString(8))).toEqual(['600', '600'])
    expect(content(MAIN)).toBe(content(SPARE))
  })

  it('has the changes of AWS files in it, and keeps them apart from the rest', async () => {
    const settings = await saved()
    expect(settings.saveEdits(edits)).toEqual({ ok: true, value: undefined })
    expect(load().edits).toEqual(edits)
    expect(load().notice).toBeNull()
    await load().save(emptyCatalog)
    expect(load().edits).toEqual(edits)
    settings.saveEdits([])
    expect([load().edits, load().catalog]).toEqual([[], catalog])
  })

  it('has no changes of AWS files in it that the disk had no room for', async () => {
    await saved()
    const full = loadFrom(folder, onFullDisk)
    expect(full.saveEdits(edits)).toEqual({ ok: false, failure: { kind: 'not-saved', detail: 'ENOSPC' } })
    expect([full.edits, load().edits]).toEqual([[], []])
  })

  it('keeps the two ports apart', async () => {
    const settings = await saved()
    expect(settings.ports.instanceMetadata.port).toBeNull()
    settings.ports.instanceMetadata.savePort(23_458)
    const { credentials, instanceMetadata } = load().ports
    expect([credentials.port, instanceMetadata.port]).toEqual([23_456, 23_458])
  })

  it('keeps the port and the catalog apart', async () => {
    const settings = await saved()
    settings.ports.credentials.savePort(23_457)
    expect(kept(load())).toEqual({ catalog, port: 23_457 })
    await settings.save(emptyCatalog)
    expect(kept(load())).toEqual({ catalog: emptyCatalog, port: 23_457 })
  })
})

const GARBAGE: readonly [string, string][] = [
  ['garbage', '\0\x01\x02 garbage'],
  ['nothing at all', ''],
  ['blanks', '  \n'],
  ['a torn end', '{"version":1,"port":null,"catalog":{"identities":[{"kind":"iam-'],
  ['an older version', '{"version":0,"port":null,"catalog":{}}'],
  ['no version', JSON.stringify({ port: null, catalog: emptyCatalog })],
  ['a port that is none', JSON.stringify({ version: 1, port: 80, catalog: emptyCatalog })],
  ['a port that is text', JSON.stringify({ version: 1, port: '23456', catalog: emptyCatalog })],
  ['no catalog', '{"version":1,"port":null}'],
  ['something more', JSON.stringify({ version: 1, port: null, catalog: emptyCatalog, more: true })],
  [
    'a kind of session that does not exist',
    JSON.stringify({ version: 1, port: null, catalog: { ...catalog, sessions: [{ operation: 'Fly' }] } }),
  ],
  [
    'an id that leads out of its folder',
    JSON.stringify({
      version: 1,
      port: null,
      catalog: { ...catalog, grants: [{ id: '../x', target: { kind: 'current' } }] },
    }),
  ],
  ['an empty object', '{}'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a list of something', '["a"]'],
  ['a number', '42'],
  ['a text', '"text"'],
]

describe('a file that can’t be read', () => {
  it.each(GARBAGE)('is put aside, and the last good state is back: %s', async (_what, text) => {
    await saved()
    writeFileSync(at(MAIN), text)
    const settings = load()
    expect(kept(settings)).toEqual(ours)
    const aside = `understudy.unreadable-${STAMP}.json`
    expect(settings.notice).toEqual(putAside(aside, true))
    expect(content(aside)).toBe(text)
    expect(kept(load())).toEqual(ours)
    expect(load().notice).toBeNull()
  })

  it.each(GARBAGE.slice(0, 5))(
    'is put aside with the spare one, if that is no better: %s',
    async (_what, text) => {
      await saved()
      for (const name of [MAIN, SPARE]) writeFileSync(at(name), text)
      const settings = load()
      expect(kept(settings)).toEqual({ catalog: emptyCatalog, port: null })
      expect(settings.notice).toEqual(putAside(`understudy.unreadable-${STAMP}.json`, false))
      expect(content(`understudy.unreadable-${STAMP}.json`)).toBe(text)
      expect(content(`understudy.last-good.unreadable-${STAMP}.json`)).toBe(text)
      expect(await settings.save(catalog)).toEqual({ ok: true, value: undefined })
      expect(load().catalog).toEqual(catalog)
    },
  )

  it('is no matter where it is only the spare one', async () => {
    await saved()
    writeFileSync(at(SPARE), 'garbage')
    const settings = load()
    expect(kept(settings)).toEqual(ours)
    expect(settings.notice).toBeNull()
    expect(content(`understudy.last-good.unreadable-${STAMP}.json`)).toBe('garbage')
    // From the next change on, at the latest, there is a last good state again.
    settings.ports.credentials.savePort(23_457)
    writeFileSync(at(MAIN), 'garbage')
    expect(load().ports.credentials.port).toBe(23_457)
  })

  it('that is gone altogether gives way to the spare one', async () => {
    // A crash between putting the file aside and writing the new one leaves just this.
    await saved()
    rmSync(at(MAIN))
    expect(kept(load())).toEqual(ours)
  })

  it('does not cost the last good state where the disk is full at that start', async () => {
    await saved()
    writeFileSync(at(MAIN), 'garbage')
    const full = loadFrom(folder, onFullDisk)
    expect(kept(full)).toEqual(ours)
    expect(kept(load())).toEqual(ours)
  })
})

describe('a change that can’t be written', () => {
  /** Where the folder was, there is a file: nobody can write into that, not even root. */
  function block(): () => void {
    const elsewhere = path.join(parent, 'elsewhere')
    renameSync(folder, elsewhere)
    writeFileSync(folder, '')
    return () => {
      rmSync(folder)
      renameSync(elsewhere, folder)
    }
  }

  it('is told, and nothing was changed', async () => {
    const settings = await saved()
    const before = [content(MAIN), content(SPARE)]
    const unblock = block()
    const result = await settings.save(emptyCatalog)
    expect(result).toEqual({
      ok: false,
      failure: { kind: 'not-saved', detail: expect.stringMatching(/^E(EXIST|NOTDIR)$/) },
    })
    expect(settings.ports.credentials.savePort(23_457)).toMatchObject({
      ok: false,
      failure: { kind: 'not-saved' },
    })
    expect(kept(settings)).toEqual(ours)
    unblock()
    expect([content(MAIN), content(SPARE)]).toEqual(before)
    expect(await settings.save(emptyCatalog)).toEqual({ ok: true, value: undefined })
    expect(load().catalog).toEqual(emptyCatalog)
  })

  it.each([MAIN, SPARE])('to %s alone is told, and is not there at the next start either', async name => {
    const settings = await saved()
    const elsewhere = path.join(parent, name)
    // A file can’t be renamed over a folder.
    renameSync(at(name), elsewhere)
    mkdirSync(path.join(at(name), 'x'), { recursive: true })
    const result = await settings.save(emptyCatalog)
    rmSync(at(name), { recursive: true })
    renameSync(elsewhere, at(name))
    if (result.ok) expect(load().catalog).toEqual(emptyCatalog)
    else {
      expect(kept(settings)).toEqual(ours)
      expect(load().catalog).toEqual(catalog)
    }
  })
})

it('a file that stood open to others is closed by the next change', async () => {
  const settings = await saved()
  for (const name of [MAIN, SPARE]) chmodSync(at(name), 0o644)
  settings.ports.credentials.savePort(23_457)
  expect([MAIN, SPARE].map(name => (statSync(at(name)).mode & 0o777).toString(8))).toEqual(['600', '600'])
})

it('settings of a newer Understudy are left as they are, and it is told to start that one', () => {
  const newer = '{"version":8,"port":null,"catalog":{"more":[]}}'
  writeFileSync(at(MAIN), newer)
  expect(load).toThrow('was written by a newer Understudy. Start that one; this one has changed nothing.')
  expect(content(MAIN)).toBe(newer)
})
