import { describe, expect, it } from 'vitest'
import type { CatalogData } from '../../../main/core/catalog/catalog-data.ts'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import { explain } from '../../../main/core/failures/explain.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { defaultPreferences } from '../../../main/core/preferences.ts'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import { takeSnapshot } from '../../../main/core/snapshot/take-snapshot.ts'
import { Activity } from '../../../main/core/tools/activity.ts'
import { settleGrants } from '../../../main/core/tools/grants.ts'
import { noAwsFiles } from '../../support/aws-files.ts'
import { countingIds, FakeActivityStore, flush, TYPED_SECRET } from '../../support/fakes.ts'
import { ADMIN_ARN, alice, denied, offline, role, sessionId, token, World, wrongCode } from '../world.ts'

const admin = role('admin', { mfa: 'session-token' })

function snapshotOf(
  world: World,
  catalog: CatalogData = { ...world.data, grants: settleGrants(world.data, countingIds('grant')) },
): Snapshot {
  return takeSnapshot({
    clock: world.clock,
    preferences: defaultPreferences,
    catalog,
    broker: world.broker,
    prompts: world.prompts,
    consents: world.consents,
    leases: world.leases,
    system: {
      version: '1.2.3',
      tray: null,
      shortcut: { keys: null, why: null },
      startsAtLogin: false,
    },
    updates: null,
    activity: new Activity({
      clock: world.clock,
      store: new FakeActivityStore(),
      onChange() {},
      onLost() {},
    }),
    instanceMetadata: null,
    askerOf: () => null,
    endpoint: { port: 9911, failure: null },
    awsFiles: noAwsFiles,
    notices: [{ kind: 'no-token-files', folder: '/tokens', detail: 'ENOSPC' }],
    connection: grant => ({
      grant,
      url: `http://127.0.0.1:9911/container/${grant}`,
      tokenFile: `/tools/${grant}/token`,
      configFile: `/tools/${grant}/config`,
      credentialProcess: `curl --config /tools/${grant}/curl`,
    }),
  })
}

const stateIn = (world: World, name: string) =>
  snapshotOf(world).sessions.find(each => each.session.name === name)?.state

describe('a snapshot', () => {
  it('holds no secret, whatever is going on', async () => {
    const world = new World(admin, token('day'), role('own', { mfa: 'own-code' }), role('plain'))
    const shown: string[] = []
    const look = () => shown.push(JSON.stringify(snapshotOf(world)))
    world.sts.failNext(offline)
    await world.start('plain')
    look()
    await world.start('admin')
    await world.start('own')
    look()
    world.sts.failNext(wrongCode)
    await world.type('135791')
    look()
    await world.type('246802')
    look()
    await world.clock.advance(40 * MINUTE)
    look()
    expect(shown).toHaveLength(5)
    const secrets = [TYPED_SECRET, 'hidden-', 'ASIA', alice.keychainAccount, 'AKIAkey', '135791', '246802']
    for (const each of shown) for (const secret of secrets) expect(each).not.toContain(secret)
  })

  it('goes to another process as it is', async () => {
    const world = new World(admin)
    await world.start('admin')
    const snapshot = snapshotOf(world)
    expect(structuredClone(snapshot)).toEqual(snapshot)
  })

  it('tells of each session what it is, where it leads, and how to connect', () => {
    const world = new World(admin, token('day'))
    world.data = { ...world.data, current: sessionId('day') }
    expect(snapshotOf(world)).toMatchObject({
      identities: [{ name: 'alice', accessKeyHint: 'AKIA…WXYZ' }],
      sessions: [
        {
          session: { name: 'admin', roleArn: ADMIN_ARN },
          state: { kind: 'off' },
          current: false,
          account: '444455556666',
          connection: { url: 'http://127.0.0.1:9911/container/grant-2', tokenFile: '/tools/grant-2/token' },
        },
        { current: true, account: '111122223333', connection: { tokenFile: '/tools/grant-3/token' } },
      ],
      current: { tokenFile: '/tools/grant-1/token' },
      endpoint: { kind: 'listening', port: 9911 },
      notices: [explain({ kind: 'no-token-files', folder: '/tokens', detail: 'ENOSPC' })],
      prompts: [],
    })
    expect(snapshotOf(world).identities[0]).not.toHaveProperty('keychainAccount')
  })

  it('names in a prompt the sessions that wait for it, and none else', async () => {
    const world = new World(admin, token('day'), role('other'))
    world.request('admin')
    world.request('day')
    world.request('other')
    await flush()
    const [prompt] = snapshotOf(world).prompts
    expect(prompt).toMatchObject({
      device: { owner: 'alice', account: '111122223333' },
      asker: 'tool',
      status: 'open',
      sessions: ['admin', 'day'],
    })
    expect(prompt).not.toHaveProperty('nodes')
  })
})

describe('a state, in words', () => {
  it('goes from starting to live, renewing and failing', async () => {
    const world = new World(role('a'))
    world.sts.failNext(offline)
    world.sts.gate.shut()
    await world.start('a')
    expect(stateIn(world, 'a')).toEqual({ kind: 'starting', why: null })
    await world.sts.gate.open()
    expect(stateIn(world, 'a')).toMatchObject({
      kind: 'starting',
      why: { title: expect.stringContaining('can’t be reached') },
    })
    await world.clock.advance(750)
    expect(stateIn(world, 'a')).toMatchObject({ kind: 'live', until: world.clock.now() + 60 * MINUTE })
    world.sts.gate.shut()
    await world.clock.advance(40 * MINUTE)
    expect(stateIn(world, 'a')).toMatchObject({ kind: 'renewing' })
    world.sts.failNext(denied)
    await world.sts.gate.open()
    expect(stateIn(world, 'a')).toMatchObject({
      kind: 'failing',
      retriesAt: null,
      why: { title: expect.stringContaining('may not assume'), waits: false },
    })
  })

  it('is waiting for a code, and failed', async () => {
    const world = new World(admin)
    await world.start('admin')
    expect(stateIn(world, 'admin')).toEqual({ kind: 'waiting-for-code' })
    await world.cancel()
    expect(stateIn(world, 'admin')).toMatchObject({
      kind: 'failed',
      why: { title: expect.stringContaining('was not given'), waits: true },
    })
  })
})

describe('a time', () => {
  it.each([
    ['nobody has set it', 0, 0],
    ['it was set forward', 3 * HOUR, 3 * HOUR],
    ['it was set back', -3 * HOUR, -3 * HOUR],
    ['it has drifted, which is not worth a new drawing', 999, 0],
    ['it was set by a second', -SECOND, -SECOND],
  ])('is what the computer’s clock shows then, where %s', async (_, set, shift) => {
    const world = new World(role('a'), admin)
    await world.start('a')
    await world.start('admin')
    world.clock.set(set)
    const now = world.clock.now() + shift
    const renewsAt = now + 39 * MINUTE
    expect(stateIn(world, 'a')).toEqual({ kind: 'live', until: now + HOUR, renewsAt })
    expect(snapshotOf(world).prompts).toMatchObject([{ deadline: now + 2 * MINUTE }])
    world.sts.gate.shut()
    await world.clock.advance(39 * MINUTE)
    expect(stateIn(world, 'a')).toEqual({ kind: 'renewing', until: now + HOUR })
    world.sts.failNext(offline)
    await world.sts.gate.open()
    expect(stateIn(world, 'a')).toMatchObject({ until: now + HOUR, retriesAt: renewsAt + 750 })
  })
})

describe('why the keychain can’t be used', () => {
  const locked: Failure = { kind: 'keychain', reason: 'locked', detail: '' }
  it.each<[string, Failure, Failure | null]>([
    ['is said once, however many sessions wait for it', locked, locked],
    ['is not said of one key that is missing', { ...locked, reason: 'missing' }, null],
    ['is nothing else', offline, null],
  ])('%s', async (_, failure, told) => {
    const world = new World(role('a'), role('b', { externalId: 'x1' }), role('c'))
    world.keys.failure = failure
    await world.start('a')
    await world.start('b')
    expect(snapshotOf(world).keychain).toEqual(told === null ? null : explain(told))
    world.keys.failure = null
    for (const name of ['a', 'b']) await world.start(name)
    expect(snapshotOf(world).keychain).toBeNull()
  })

  it('is said while what was got before is still served', async () => {
    const world = new World(role('a'))
    await world.start('a')
    world.keys.failure = locked
    await world.clock.advance(40 * MINUTE)
    expect(snapshotOf(world)).toMatchObject({
      sessions: [{ state: { kind: 'failing' } }],
      keychain: explain(locked),
    })
  })
})

it('takes twice as long for twice as many sessions, and not four times', () => {
  const readsFor = (count: number): number => {
    const world = new World(...Array.from({ length: count }, (_, at) => role(`role-${at}`)))
    let reads = 0
    const counting = <T>(list: readonly T[]): readonly T[] =>
      new Proxy(list, {
        get(target, name, receiver) {
          reads += 1
          return Reflect.get(target, name, receiver)
        },
      })
    const grants = settleGrants(world.data, countingIds('grant'))
    snapshotOf(world, { ...world.data, sessions: counting(world.data.sessions), grants: counting(grants) })
    return reads
  }
  expect(readsFor(200) / readsFor(100)).toBeLessThan(2.5)
})
