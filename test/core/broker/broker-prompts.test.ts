import { describe, expect, it } from 'vitest'
import type { Identity } from '../../../main/core/catalog/identity.ts'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import { flush } from '../../support/fakes.ts'
import { ADMIN_ARN, alice, identityId, role, token, World, wrongCode } from '../world.ts'

const admin = role('admin', { mfa: 'session-token' })

describe('a prompt that was dismissed', () => {
  it('is not raised by tools for ten minutes, and is by a click', async () => {
    const world = new World(admin)
    world.request('admin')
    await flush()
    await world.cancel()
    expect(world.handed('admin')).toBe('cancelled')
    await world.eachSecond(9 * MINUTE, () => {
      world.request('admin')
      expect(world.prompts.list()).toEqual([])
    })
    expect(world.sts.calls).toEqual([])
    await flush()
    await world.start('admin')
    expect(world.prompt.asker).toBe('you')
    await world.type('123456')
    expect(world.state('admin').kind).toBe('live')
  })

  it('is not what a tool is told to answer', async () => {
    const world = new World(admin)
    world.request('admin')
    await flush()
    await world.cancel()
    const told = new Set<string>()
    await world.eachSecond(9 * MINUTE, () => told.add(world.handed('admin')))
    expect([...told].sort()).toEqual(['cancelled', 'quiet'])
  })

  it('is why another session of its device does not start, and reads the keychain once for that', async () => {
    const world = new World(admin, role('ops', { mfa: 'session-token', roleArn: `${ADMIN_ARN}-ops` }))
    world.request('admin')
    await flush()
    await world.cancel()
    const reads = world.keys.reads
    await world.eachSecond(9 * MINUTE, () => expect(world.handed('ops')).toBe('quiet'))
    expect(world.state('ops')).toMatchObject({ kind: 'failed', why: { reason: 'quiet' } })
    expect(world.keys.reads).toBe(reads + 1)
    expect(world.prompts.list()).toEqual([])
    await world.start('ops')
    expect(world.prompt.asker).toBe('you')
  })

  it('comes back for tools after the quiet', async () => {
    const world = new World(admin)
    world.request('admin')
    await flush()
    await world.clock.advance(2 * MINUTE)
    expect(world.handed('admin')).toBe('unanswered')
    await world.clock.advance(10 * MINUTE)
    expect(world.handed('admin')).toBe('code-needed')
    await flush()
    expect(world.prompts.list()).toHaveLength(1)
  })

  it('leaves the old credentials served to their floor', async () => {
    const world = new World(role('admin', { mfa: 'own-code' }))
    await world.start('admin')
    await world.type(world.newCode())
    const old = world.handed('admin')
    await world.clock.advance(40 * MINUTE)
    expect(world.prompt.asker).toBe('renewal')
    expect(world.state('admin').kind).toBe('renewing')
    await world.cancel()
    expect(world.state('admin')).toMatchObject({ kind: 'failing', why: { reason: 'cancelled' } })
    await world.clock.advance(18 * MINUTE)
    expect(world.handed('admin')).toBe(old)
    await world.clock.advance(MINUTE)
    expect(world.handed('admin')).not.toBe(old)
  })

  it('comes back once for a renewal, while there is something to renew', async () => {
    const world = new World(role('admin', { mfa: 'own-code' }))
    await world.start('admin')
    await world.type(world.newCode())
    const seen = new Set<string>()
    await world.eachSecond(3 * HOUR, () => {
      for (const { id } of world.prompts.list()) seen.add(id)
    })
    expect(seen.size).toBeLessThanOrEqual(2)
    expect(world.state('admin')).toMatchObject({ kind: 'failed', why: { reason: 'unanswered' } })
  })

  it('while its code is checked leaves the code’s outcome to stand', async () => {
    const world = new World(admin)
    await world.start('admin')
    world.sts.gate.shut()
    await world.type('123456')
    await world.cancel()
    await world.sts.gate.open()
    expect(world.state('admin').kind).toBe('live')
  })

  it('while its code is checked leaves nobody to wait for', async () => {
    const world = new World(admin)
    await world.start('admin')
    world.sts.gate.shut()
    await world.type('123456')
    expect(world.state('admin')).toEqual({ kind: 'waiting-for-code' })
    await world.cancel()
    expect(world.state('admin')).toEqual({ kind: 'starting', why: null })
  })

  it('while its code is checked asks for no other', async () => {
    const world = new World(admin)
    await world.start('admin')
    world.sts.gate.shut()
    await world.type('123456')
    await world.cancel()
    world.sts.failNext(wrongCode)
    await world.sts.gate.open()
    expect(world.prompts.list()).toEqual([])
    expect(world.state('admin')).toMatchObject({ kind: 'failed', why: { reason: 'cancelled' } })
  })
})

describe('a session that is wanted no more', () => {
  it.each<[string, (world: World) => void | Promise<void>]>([
    ['stopped', world => world.stop('admin')],
    ['forgotten', world => world.broker.forgetAll('user')],
    ['removed', world => world.change({ sessions: [] })],
    ['closed', world => world.broker.close()],
  ])('as it was %s takes its prompt away', async (_, end) => {
    const world = new World(admin)
    await world.start('admin')
    expect(world.prompts.list()).toHaveLength(1)
    await end(world)
    await flush()
    expect(world.prompts.list()).toEqual([])
    expect(world.clock.timers).toBe(0)
  })

  it.each<[string, (world: World) => void | Promise<void>]>([
    ['stopped', world => world.stop('admin')],
    ['forgotten', world => world.broker.forgetAll('user')],
    ['removed', world => world.change({ sessions: [] })],
    ['closed', world => world.broker.close()],
  ])('as it was %s while the keychain was asked raises no prompt', async (_, end) => {
    const world = new World(admin)
    world.keys.gate.shut()
    await world.start('admin')
    await end(world)
    await world.keys.gate.open()
    expect(world.prompts.list()).toEqual([])
    expect(world.clock.timers).toBe(0)
  })

  it('keeps the prompt for another that waits', async () => {
    const world = new World(admin, token('day'))
    await world.start('admin')
    await world.start('day')
    await world.stop('admin')
    expect(world.prompts.list()).toHaveLength(1)
    await world.type('123456')
    expect([world.state('admin').kind, world.state('day').kind]).toEqual(['off', 'live'])
  })

  it('and is wanted again while its code is checked, is asked for the next code', async () => {
    const world = new World(admin)
    await world.start('admin')
    world.sts.gate.shut()
    await world.type('111111')
    await world.stop('admin')
    await world.start('admin')
    world.sts.failNext(wrongCode)
    await world.sts.gate.open()
    await world.type('222222')
    expect(world.state('admin').kind).toBe('live')
  })

  it('and is wanted again at once, is asked for', async () => {
    const world = new World(admin)
    await world.start('admin')
    world.broker.stop(admin.id)
    await world.start('admin')
    expect(world.state('admin')).toEqual({ kind: 'waiting-for-code' })
    expect(world.prompts.list()).toHaveLength(1)
  })
})

it('a prompt bears the name that the user has given the key since', async () => {
  const world = new World(role('admin', { mfa: 'own-code' }))
  await world.start('admin')
  await world.type(world.newCode())
  await world.change({ identities: [{ ...alice, name: 'Alice at work' }] })
  await world.clock.advance(40 * MINUTE)
  expect(world.prompt.device.owner).toBe('Alice at work')
})

it('a new device is asked for by its own number', async () => {
  const world = new World(admin)
  await world.start('admin')
  await world.change({ identities: [{ ...alice, mfaSerial: 'GAHT12345678' }] })
  expect(world.prompts.list().map(prompt => prompt.device.serial)).toEqual(['GAHT12345678'])
  await world.type('123456')
  expect(world.sts.calls[0]?.mfa).toEqual({ serial: 'GAHT12345678', code: '123456' })
  await world.clock.advance(10 * SECOND)
  expect(world.state('admin').kind).toBe('live')
})

describe('what a person does for one session', () => {
  it('helps all that start from the same device', async () => {
    const world = new World(admin, role('audit', { mfa: 'session-token', externalId: 'x1' }))
    world.request('admin')
    world.request('audit')
    await flush()
    await world.clock.advance(2 * MINUTE)
    expect([world.state('admin').kind, world.state('audit').kind]).toEqual(['failed', 'failed'])
    await world.start('admin')
    await world.type(world.newCode())
    expect([world.state('admin').kind, world.state('audit').kind]).toEqual(['live', 'live'])
  })

  it('is counted as a click, each time, while its code is awaited', async () => {
    const world = new World(admin)
    world.request('admin')
    await flush()
    expect(world.prompt.clicks).toBe(0)
    await world.start('admin')
    await world.start('admin')
    expect(world.prompt.clicks).toBe(2)
  })

  it('is counted as a click also where it is the renewal that waits', async () => {
    const world = new World(role('own', { mfa: 'own-code' }))
    await world.start('own')
    await world.type(world.newCode())
    await world.clock.advance(40 * MINUTE)
    expect(world.state('own').kind).toBe('renewing')
    expect(world.prompt).toMatchObject({ asker: 'renewal', clicks: 0 })
    await world.start('own')
    expect(world.prompt).toMatchObject({ asker: 'you', clicks: 2 })
  })

  it('makes its prompt the one with the most clicks, however often another was clicked for', async () => {
    const bob: Identity = { ...alice, id: identityId('bob'), name: 'bob', mfaSerial: 'GAHT12345678' }
    const world = new World(
      admin,
      role('bobs', { mfa: 'session-token', source: { kind: 'identity', id: bob.id } }),
    )
    await world.change({ identities: [alice, bob] })
    for (const name of ['admin', 'admin', 'bobs']) await world.start(name)
    const clicks = () => world.prompts.list().map(prompt => prompt.clicks)
    const [ofAlice = 0, ofBob = 0] = clicks()
    expect(ofBob).toBeGreaterThan(ofAlice)
    await world.start('admin')
    expect(clicks()[0]).toBeGreaterThan(ofBob)
  })
})

it('a keychain whose dialog was closed is not asked again by tools for ten minutes, but by a click', async () => {
  const world = new World(role('a'))
  world.keys.failure = { kind: 'keychain', reason: 'locked', detail: '' }
  world.request('a')
  await flush()
  const reads = world.keys.reads
  await world.eachSecond(9 * MINUTE, () => expect(world.handed('a')).toBe('keychain'))
  expect(world.keys.reads).toBe(reads)
  world.keys.failure = null
  await world.start('a')
  expect(world.state('a').kind).toBe('live')
})
