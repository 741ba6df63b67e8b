import { describe, expect, it } from 'vitest'
import type { ManagedProfile } from '../../../main/core/aws-files/managed-profile.ts'
import { Catalog } from '../../../main/core/catalog/catalog.ts'
import { emptyCatalog } from '../../../main/core/catalog/catalog-data.ts'
import type { OidcProvider } from '../../../main/core/catalog/identity.ts'
import { done, fail } from '../../../main/core/failures/failure.ts'
import type { NewSession, Session } from '../../../main/core/sessions/session.ts'
import { type GrantId, sessionOf } from '../../../main/core/tools/grants.ts'
import { countingIds, FakeCatalogStore, flush } from '../../support/fakes.ts'
import { cluster, corp, webRole } from '../recipes.ts'
import { alice, catalogOf, fromSession, identityId, role, sessionId, token } from '../world.ts'

function catalogWith(...sessions: readonly Session[]) {
  const store = new FakeCatalogStore()
  const seen: string[] = []
  const catalog: Catalog = new Catalog(catalogOf(sessions), store, countingIds(), () =>
    seen.push(names(catalog)),
  )
  return { store, seen, catalog }
}

const names = (catalog: Catalog) => catalog.data.sessions.map(session => session.name).join(' ')

function fresh(name: string, changes: Parameters<typeof role>[1] = {}): NewSession {
  const { id: _, ...session } = role(name, changes)
  return session
}

const notSaved = { kind: 'not-saved', detail: 'ENOSPC' } as const

describe('edits', () => {
  it('are saved before they are seen', async () => {
    const { catalog, store, seen } = catalogWith()
    store.gate.shut()
    const added = catalog.addSession(fresh('a'))
    await flush()
    expect(catalog.data.sessions).toEqual([])
    await store.gate.open()
    expect(await added).toEqual({ ok: true, value: undefined })
    expect(store.saved.at(-1)).toBe(catalog.data)
    expect(seen).toEqual(['a'])
  })

  it('that come together follow each other, and none is lost', async () => {
    const { catalog, store, seen } = catalogWith()
    store.gate.shut()
    const edits = ['a', 'b', 'c'].map(name => catalog.addSession(fresh(name)))
    await flush()
    expect(store.gate.waiting).toBe(1)
    await store.gate.open()
    await Promise.all(edits)
    expect(seen).toEqual(['a', 'a b', 'a b c'])
    expect(store.saved.map(data => data.sessions.length)).toEqual([1, 2, 3])
    expect(new Set(catalog.data.sessions.map(session => session.id)).size).toBe(3)
  })

  it('are judged by what the ones before have made', async () => {
    const { catalog } = catalogWith()
    const [first, second] = await Promise.all([
      catalog.addSession(fresh('a')),
      catalog.addSession(fresh('a')),
    ])
    expect(first.ok).toBe(true)
    expect(second).toMatchObject({ failure: { kind: 'invalid', problems: [{ field: 'name' }] } })
  })

  it('that could not be saved change nothing, and the next one goes on', async () => {
    const { catalog, store, seen } = catalogWith(role('a'))
    const before = catalog.data
    store.failure = notSaved
    expect(await catalog.removeSession(sessionId('a'))).toEqual({ ok: false, failure: notSaved })
    expect(catalog.data).toBe(before)
    expect(seen).toEqual([])
    store.failure = null
    await catalog.addSession(fresh('b'))
    expect(names(catalog)).toBe('a b')
  })

  it('that are wrong are not saved', async () => {
    const { catalog, store } = catalogWith(role('a'))
    const results = await Promise.all([
      catalog.addSession(fresh('b', { roleArn: 'x' })),
      catalog.replaceSession(role('a', { roleArn: 'x' })),
      catalog.replaceSession(role('none')),
      catalog.editIamUser(identityId('none'), current => current),
      catalog.removeSession(sessionId('none')),
      catalog.removeIdentity(identityId('none')),
      catalog.makeCurrent(sessionId('none')),
    ])
    expect(results.map(result => (result.ok ? 'ok' : result.failure.kind))).toEqual([
      'invalid',
      'invalid',
      ...Array.from({ length: 5 }, () => 'not-found'),
    ])
    expect(store.saved).toEqual([])
  })

  it('go on after one that threw', async () => {
    const { catalog, store } = catalogWith()
    store.fault = new Error('a fault in the store')
    await catalog.addSession(fresh('a')).catch(() => {})
    expect(await catalog.addSession(fresh('b'))).toEqual({ ok: true, value: undefined })
  })

  it('go on after a listener that threw', async () => {
    let faulty = true
    const catalog = new Catalog(emptyCatalog, new FakeCatalogStore(), countingIds(), () => {
      if (faulty) throw new Error('a fault in a listener')
    })
    await catalog.addIdentity(alice).catch(() => {})
    faulty = false
    expect(await catalog.addSession(fresh('b'))).toEqual({ ok: true, value: undefined })
  })
})

describe('an identity', () => {
  it('is added, replaced in its place, and removed', async () => {
    const bob = { ...alice, id: identityId('bob'), name: 'bob' }
    const { catalog } = catalogWith()
    await catalog.addIdentity(bob)
    await catalog.editIamUser(alice.id, current => ({ ...current, region: 'eu-west-1' }))
    expect(catalog.data.identities).toEqual([{ ...alice, region: 'eu-west-1' }, bob])
    await catalog.removeIdentity(alice.id)
    expect(catalog.data.identities).toEqual([bob])
  })

  it('stays while sessions start from it, and who asks is told which', async () => {
    const { catalog } = catalogWith(role('a'), role('b'), role('c', { source: fromSession('a') }))
    expect(await catalog.removeIdentity(alice.id)).toEqual({
      ok: false,
      failure: { kind: 'in-use', name: 'alice', by: ['a', 'b'] },
    })
    expect(catalog.data.identities).toEqual([alice])
  })
})

describe('a session', () => {
  it('stays while another starts from it', async () => {
    const { catalog } = catalogWith(role('a'), role('b', { source: fromSession('a') }))
    expect(await catalog.removeSession(sessionId('a'))).toEqual({
      ok: false,
      failure: { kind: 'in-use', name: 'a', by: ['b'] },
    })
    await catalog.removeSession(sessionId('b'))
    await catalog.removeSession(sessionId('a'))
    expect(catalog.data.sessions).toEqual([])
  })

  it('is replaced in its place', async () => {
    const { catalog } = catalogWith(role('a'), role('b'))
    await catalog.replaceSession(role('a', { name: 'renamed' }))
    expect(names(catalog)).toBe('renamed b')
  })

  it('is current till it is removed', async () => {
    const { catalog } = catalogWith(role('a'), role('b'))
    await catalog.makeCurrent(sessionId('a'))
    await catalog.removeSession(sessionId('b'))
    expect(catalog.data.current).toBe('a')
    await catalog.removeSession(sessionId('a'))
    expect(catalog.data.current).toBeNull()
  })
})

describe('grants', () => {
  it('follow the sessions', async () => {
    const { catalog } = catalogWith(role('a'))
    const [current, ofA] = catalog.data.grants
    await catalog.addSession(fresh('b'))
    const [, , ofB] = catalog.data.grants
    expect(catalog.data.grants.slice(0, 2)).toEqual([current, ofA])
    expect(ofB?.target).toEqual({ kind: 'session', id: catalog.data.sessions[1]?.id })
    await catalog.replaceSession(role('a', { name: 'renamed' }))
    await catalog.makeCurrent(sessionId('a'))
    if (current === undefined || ofB === undefined) throw new Error('A grant is missing.')
    expect(sessionOf(catalog.data, current)).toEqual({ ok: true, value: 'a' })
    await catalog.removeSession(sessionId('a'))
    expect(catalog.data.grants).toEqual([current, ofB])
  })

  it('are saved with the edit that makes them', async () => {
    const { catalog, store } = catalogWith()
    await catalog.addSession(fresh('a'))
    expect(store.saved[0]?.grants).toHaveLength(2)
    expect(store.saved[0]?.grants).toEqual(catalog.data.grants)
  })
})

it('a device that a session asks for codes is not taken away, and the session is named', async () => {
  const { catalog } = catalogWith(role('a', { mfa: 'session-token' }), role('b'))
  const bare = await catalog.editIamUser(alice.id, current => ({ ...current, mfaSerial: null }))
  expect(bare).toEqual({
    ok: false,
    failure: {
      kind: 'invalid',
      problems: [{ field: 'mfaSerial', problem: 'a needs codes of this device. Turn MFA off there first.' }],
    },
  })
  await catalog.removeSession(sessionId('a'))
  expect(await catalog.editIamUser(alice.id, current => ({ ...current, mfaSerial: null }))).toMatchObject({
    ok: true,
  })
})

describe('a provider', () => {
  const { id: _, ...fresh } = cluster
  const moved: OidcProvider = { ...cluster, token: { kind: 'command', program: 'token', arguments: [] } }
  const gone = fail({ kind: 'not-found', what: 'identity' })

  it('is added with an ID of its own, replaced in its place, and removed', async () => {
    const { catalog } = catalogWith()
    expect(await catalog.addProvider(fresh)).toEqual(done)
    const [, added] = catalog.data.identities
    expect(added).toEqual({ ...cluster, id: expect.stringMatching(/^id-\d+$/) })
    if (added === undefined) throw new Error('It is not there.')
    expect(await catalog.replaceProvider({ ...moved, id: added.id })).toEqual(done)
    expect(catalog.data.identities).toEqual([alice, { ...moved, id: added.id }])
    expect(await catalog.removeProvider(added.id)).toEqual(done)
    expect(catalog.data.identities).toEqual([alice])
  })

  it('is not saved with anything wrong in it, nor with a name that is taken', async () => {
    const { catalog, store } = catalogWith()
    expect(await catalog.addProvider({ ...fresh, token: { kind: 'file', path: 'x' } })).toMatchObject({
      failure: { kind: 'invalid', problems: [{ field: 'token' }] },
    })
    expect(await catalog.addProvider({ ...fresh, name: 'alice' })).toMatchObject({
      failure: { kind: 'invalid', problems: [{ field: 'name' }] },
    })
    expect(store.saved).toEqual([])
  })

  it('stays of its kind', async () => {
    const { catalog } = catalogWith()
    await catalog.addIdentity(cluster)
    expect(await catalog.replaceProvider({ ...corp, id: cluster.id })).toEqual(gone)
    expect(await catalog.replaceProvider({ ...corp, id: alice.id })).toEqual(gone)
    expect(await catalog.replaceProvider(corp)).toEqual(gone)
    expect(catalog.data.identities).toEqual([alice, cluster])
  })

  it('stays while sessions start from it', async () => {
    const { catalog } = catalogWith()
    await catalog.addIdentity(cluster)
    const { id: _id, ...pod } = webRole('pod')
    expect(await catalog.addSession(pod)).toEqual(done)
    expect(await catalog.removeProvider(cluster.id)).toEqual(
      fail({ kind: 'in-use', name: 'cluster', by: ['pod'] }),
    )
  })

  it('is not a key, whose item in the keychain must go first', async () => {
    const { catalog } = catalogWith()
    expect(await catalog.removeProvider(alice.id)).toEqual(gone)
    expect(catalog.data.identities).toEqual([alice])
    await catalog.addIdentity(cluster)
    expect(await catalog.editIamUser(cluster.id, current => current)).toEqual(gone)
  })
})

describe('what mends a refusal', () => {
  it('shortens the session, where it may be so short', async () => {
    const { catalog } = catalogWith(role('a', { durationSeconds: 43_200 }), role('b'))
    expect(await catalog.shorten(sessionId('a'), 3_600)).toEqual(done)
    expect(catalog.data.sessions).toEqual([role('a', { durationSeconds: 3_600 }), role('b')])
    expect(await catalog.shorten(sessionId('a'), 60)).toMatchObject({
      failure: { kind: 'invalid', problems: [{ field: 'durationSeconds' }] },
    })
    expect(await catalog.shorten(sessionId('none'), 3_600)).toEqual(
      fail({ kind: 'not-found', what: 'session' }),
    )
  })

  it('shortens the session as it is by then, and takes back no edit that is under way', async () => {
    const { catalog } = catalogWith(role('a', { durationSeconds: 43_200 }))
    const edited = role('a', { name: 'renamed', durationSeconds: 43_200 })
    await Promise.all([catalog.replaceSession(edited), catalog.shorten(edited.id, 3_600)])
    expect(catalog.data.sessions).toEqual([{ ...edited, durationSeconds: 3_600 }])
  })

  it('asks another Region for all that starts where the session starts, and no other instead', async () => {
    const { catalog } = catalogWith(role('a'), role('b', { source: fromSession('a') }))
    await catalog.editIamUser(alice.id, current => ({ ...current, fallbackRegion: 'us-east-1' }))
    expect(await catalog.switchRegion(sessionId('b'), 'us-east-1')).toEqual(done)
    expect(catalog.data.identities).toEqual([{ ...alice, region: 'us-east-1', fallbackRegion: null }])
  })

  it('goes from the global STS to that of the Region', async () => {
    const { catalog } = catalogWith(role('a'))
    await catalog.editIamUser(alice.id, current => ({ ...current, globalSts: true }))
    expect(await catalog.switchRegion(sessionId('a'), 'us-east-1')).toEqual(done)
    expect(catalog.data.identities).toEqual([{ ...alice, region: 'us-east-1' }])
  })

  it('does not lead out of the partition that the stand-in is in', async () => {
    const { catalog } = catalogWith(role('a'))
    await catalog.editIamUser(alice.id, current => ({ ...current, fallbackRegion: 'eu-west-1' }))
    expect(await catalog.switchRegion(sessionId('a'), 'us-gov-west-1')).toMatchObject({
      failure: { kind: 'invalid', problems: [{ field: 'fallbackRegion' }] },
    })
    expect(await catalog.switchRegion(sessionId('none'), 'us-east-1')).toEqual(
      fail({ kind: 'not-found', what: 'session' }),
    )
  })
})

describe('what is taken over from another place', () => {
  const bob = { ...alice, id: identityId('bob'), name: 'bob' }
  const all = {
    identities: [bob, cluster],
    sessions: [
      token('bob', { source: { kind: 'identity', id: bob.id } }),
      role('base', { source: { kind: 'identity', id: bob.id } }),
      role('leaf', { source: fromSession('base') }),
    ],
    grants: [
      {
        id: 'known-before' as GrantId,
        name: null,
        target: { kind: 'session', id: sessionId('leaf') },
        sessionPolicies: null,
      },
    ],
    profiles: [],
  } as const
  const tool = (name: string) =>
    ({ id: `tool-${name}` as GrantId, name, target: fromSession('leaf'), sessionPolicies: null }) as const
  const taken: ManagedProfile = { name: 'taken', target: { kind: 'current' }, region: null, output: null }

  it('comes in the order that it has, though a session may come before its source', async () => {
    const { catalog } = catalogWith(role('a'))
    const profile = { ...taken, name: 'new' }
    const sessions = [...all.sessions].reverse()
    expect(await catalog.addAll({ ...all, sessions, grants: [tool('ide')], profiles: [profile] })).toEqual(
      done,
    )
    expect(names(catalog)).toBe('a leaf base bob')
    expect(catalog.data.grants.at(-1)).toEqual(tool('ide'))
    expect(catalog.data.profiles).toEqual([profile])
  })

  it('comes in one step, with sessions that start from each other, and the grants that were promised', async () => {
    const { catalog, store, seen } = catalogWith(role('a'))
    expect(await catalog.addAll(all)).toEqual(done)
    expect(store.saved).toHaveLength(1)
    expect(seen).toEqual(['a bob base leaf'])
    expect(catalog.data.identities).toEqual([alice, bob, cluster])
    const ofLeaf = catalog.data.grants.filter(
      ({ target }) => target.kind === 'session' && target.id === 'leaf',
    )
    expect(ofLeaf.map(grant => grant.id)).toEqual(['known-before'])
    expect(catalog.data.grants).toHaveLength(5)
  })

  it.each<[string, Partial<Parameters<Catalog['addAll']>[0]>]>([
    [
      'two sessions that start from each other',
      { sessions: [role('x', { source: fromSession('y') }), role('y', { source: fromSession('x') })] },
    ],
    ['a tool of a name that is taken', { grants: [tool('ide'), tool('ide')] }],
    ['a tool of a session that does not come', { grants: [{ ...tool('ide'), target: fromSession('gone') }] }],
    ['a profile of a name that is taken', { profiles: [taken] }],
    ['a session whose source does not come', { sessions: all.sessions.slice(2) }],
    ['a session that AWS would not take', { sessions: [...all.sessions, role('bad', { roleArn: 'x' })] }],
    ['a session of a name that is taken', { sessions: [...all.sessions, role('b', { name: 'a' })] }],
    ['two sessions of one name', { sessions: [...all.sessions, role('c', { name: 'leaf' })] }],
    ['an identity of a name that is taken', { identities: [...all.identities, { ...bob, name: 'alice' }] }],
    ['two identities of one name', { identities: [...all.identities, { ...bob, id: identityId('b') }] }],
    ['an identity that is wrong', { identities: [...all.identities, { ...corp, signInUrl: 'x' }] }],
  ])('comes not at all where one can’t: %s', async (_, wrong) => {
    const { catalog, store } = catalogWith(role('a'))
    await catalog.editProfiles(() => [taken])
    store.saved.length = 0
    const before = catalog.data
    expect(await catalog.addAll({ ...all, ...wrong })).toMatchObject({ failure: { kind: 'invalid' } })
    expect(catalog.data).toBe(before)
    expect(store.saved).toEqual([])
  })

  it('comes not at all where it can’t be saved', async () => {
    const { catalog, store, seen } = catalogWith(role('a'))
    const before = catalog.data
    store.failure = notSaved
    expect(await catalog.addAll(all)).toEqual(fail(notSaved))
    expect([catalog.data, seen]).toEqual([before, []])
  })

  it('leaves no grant of a session that did not come', async () => {
    const { catalog } = catalogWith(role('a'))
    expect(await catalog.addAll({ identities: [], sessions: [], grants: all.grants, profiles: [] })).toEqual(
      done,
    )
    expect(catalog.data.grants.map(grant => grant.id)).not.toContain('known-before')
  })
})

describe('profiles', () => {
  const profile = (name: string): ManagedProfile => ({
    name,
    target: { kind: 'current' },
    region: null,
    output: null,
  })

  it('are edited as they are when their turn comes, and stay when all else is edited', async () => {
    const { catalog, store } = catalogWith(role('a'))
    await Promise.all(
      ['one', 'two', 'three'].map(name => catalog.editProfiles(before => [...before, profile(name)])),
    )
    await catalog.addSession(fresh('b'))
    expect(catalog.data.profiles.map(each => each.name)).toEqual(['one', 'two', 'three'])
    expect(store.saved.at(-1)?.profiles).toEqual(catalog.data.profiles)
    await catalog.editProfiles(before => before.filter(each => each.name !== 'two'))
    expect(catalog.data.profiles.map(each => each.name)).toEqual(['one', 'three'])
  })

  it('are as before where they can’t be saved', async () => {
    const { catalog, store } = catalogWith()
    store.failure = notSaved
    expect(await catalog.editProfiles(() => [profile('one')])).toEqual(fail(notSaved))
    expect(catalog.data.profiles).toEqual([])
  })

  it('stay when their session is removed, since they stand in the file still', async () => {
    const { catalog } = catalogWith(role('a'))
    const ofA: ManagedProfile = { ...profile('dev'), target: { kind: 'session', id: sessionId('a') } }
    await catalog.editProfiles(() => [ofA])
    expect(await catalog.removeSession(sessionId('a'))).toEqual(done)
    expect(catalog.data.profiles).toEqual([ofA])
  })
})

describe('the current session', () => {
  const prod = role('prod', { production: true })
  const other = role('other', { production: true })
  const id = (name: string) => sessionId(name)
  const now = ({ data: { current, recent } }: Catalog) => [current, ...recent]

  it('is the first of those that were current last, each of them once, ten at most', async () => {
    const all = Array.from({ length: 12 }, (_, at) => role(`s${at}`))
    const { catalog } = catalogWith(...all)
    for (const each of [...all, all[3], all[3]]) if (each !== undefined) await catalog.makeCurrent(each.id)
    expect(now(catalog)).toEqual(['s3', ...['s3', 's11', 's10', 's9', 's8', 's7', 's6', 's5', 's4', 's2']])
  })

  it('that is left gives way to the latest before it that is no production one', async () => {
    const { catalog } = catalogWith(role('a'), role('b'), prod, other)
    for (const name of ['a', 'b', 'other', 'prod']) await catalog.makeCurrent(id(name))
    expect(await catalog.leaveCurrent(id('prod'))).toEqual(done)
    expect(now(catalog)).toEqual(['b', 'b', 'prod', 'other', 'a'])
  })

  it('is none where there is nothing before it but production, or what was removed', async () => {
    const { catalog } = catalogWith(role('a'), prod, other)
    for (const name of ['a', 'other', 'prod']) await catalog.makeCurrent(id(name))
    await catalog.removeSession(id('a'))
    expect(await catalog.leaveCurrent(id('prod'))).toEqual(done)
    expect(now(catalog)).toEqual([null, 'prod', 'other'])
  })

  it('is not left by another one, nor by one that is gone', async () => {
    const { catalog } = catalogWith(role('a'), role('b'), prod)
    for (const name of ['b', 'prod', 'a']) await catalog.makeCurrent(id(name))
    for (const name of ['prod', 'gone']) expect(await catalog.leaveCurrent(id(name))).toEqual(done)
    expect(now(catalog)).toEqual(['a', 'a', 'prod', 'b'])
  })

  it('stays where that can’t be saved', async () => {
    const { catalog, store } = catalogWith(role('a'), prod)
    for (const name of ['a', 'prod']) await catalog.makeCurrent(id(name))
    store.failure = notSaved
    expect(await catalog.leaveCurrent(id('prod'))).toEqual(fail(notSaved))
    expect(catalog.data.current).toBe('prod')
  })

  it('that is removed is none, and was never current', async () => {
    const { catalog } = catalogWith(role('a'), role('b'))
    for (const name of ['a', 'b']) await catalog.makeCurrent(id(name))
    await catalog.removeSession(id('b'))
    expect(now(catalog)).toEqual([null, 'a'])
  })
})

describe('the place of a session', () => {
  const gone = fail({ kind: 'not-found', what: 'session' })
  const id = (name: string) => sessionId(name)

  it.each<[string, string | null, string]>([
    ['a', 'c', 'b a c'],
    ['a', null, 'b c a'],
    ['c', 'a', 'c a b'],
    ['b', 'b', 'a b c'],
    ['c', null, 'a b c'],
    ['a', 'b', 'a b c'],
  ])('of %s before %j', async (moved, before, expected) => {
    const { catalog, store } = catalogWith(role('a'), role('b'), role('c'))
    expect(await catalog.move(id(moved), before === null ? null : id(before))).toEqual(done)
    expect([names(catalog), store.saved.at(-1)?.sessions.length]).toEqual([expected, 3])
  })

  it('is not given to one that is gone, nor before one', async () => {
    const { catalog } = catalogWith(role('a'), role('b'))
    expect(await catalog.move(id('gone'), id('a'))).toEqual(gone)
    expect(await catalog.move(id('a'), id('gone'))).toEqual(gone)
    expect(names(catalog)).toBe('a b')
  })

  it('is pinned, and nothing else of it changes', async () => {
    const look = { color: 'red', group: 'Team', pinned: false } as const
    const { catalog } = catalogWith(role('a', { look }), role('b'))
    expect(await catalog.pin(id('a'), true)).toEqual(done)
    expect(catalog.data.sessions).toEqual([role('a', { look: { ...look, pinned: true } }), role('b')])
    await catalog.pin(id('a'), false)
    expect(catalog.data.sessions[0]?.look).toEqual(look)
    expect(await catalog.pin(id('gone'), true)).toEqual(gone)
  })
})
