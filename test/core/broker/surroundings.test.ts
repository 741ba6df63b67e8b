import { describe, expect, it } from 'vitest'
import type { Surroundings } from '../../../main/core/broker/surroundings.ts'
import { MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { defaultPreferences } from '../../../main/core/preferences.ts'
import { askingOf } from '../../../main/core/tools/tool.ts'
import { flush } from '../../support/fakes.ts'
import { inTerminal } from '../processes.ts'
import { denied, offline, role, World } from '../world.ts'

const admin = role('admin', { mfa: 'session-token' })
const plain = role('plain')

/** @param forgetOnLock what the user has chosen */
function place(world: World, forgetOnLock = false) {
  world.preferences = { ...defaultPreferences, forgetOnLock }
  return { world, around: world.surroundings }
}

type Event = 'resumed' | 'networkBack' | 'keychainOpened' | 'unlocked'
const happen = (around: Surroundings, event: Event) =>
  event === 'unlocked' ? around.screenLocked(false) : around[event]()

const keychain = (reason: 'unavailable' | 'locked' | 'timed-out' | 'missing'): Failure => ({
  kind: 'keychain',
  reason,
  detail: '',
})
const mfa = (reason: 'locked' | 'cancelled'): Failure => ({ kind: 'mfa', reason, device: 'alice' })

describe('what failed is tried again at once after', () => {
  it.each<[Event, readonly Failure[], readonly Failure[]]>([
    [
      'resumed',
      [offline, keychain('unavailable')],
      [denied, keychain('locked'), keychain('missing'), mfa('locked'), mfa('cancelled')],
    ],
    ['networkBack', [offline], [denied, keychain('locked'), mfa('locked')]],
    [
      'keychainOpened',
      [keychain('locked'), keychain('timed-out'), keychain('unavailable')],
      [offline, keychain('missing'), mfa('locked')],
    ],
    ['unlocked', [offline, mfa('locked')], [denied, keychain('locked'), mfa('cancelled')]],
  ])('%s, if that was in its way', async (event, again, not) => {
    for (const failure of [...again, ...not]) {
      const { world, around } = place(new World(plain))
      world.keys.failure = failure
      world.request('plain')
      await flush()
      const before = world.keys.reads
      happen(around, event)
      await flush()
      expect([failure, world.keys.reads - before]).toEqual([failure, again.includes(failure) ? 1 : 0])
    }
  })
})

describe('while the screen is locked', () => {
  it('no prompt comes for a tool, which is told why; and once it is unlocked, one does', async () => {
    const { world, around } = place(new World(admin))
    around.screenLocked(true)
    await world.eachSecond(MINUTE, () => {
      expect(world.handed('admin')).toBe('locked')
      expect(world.prompts.list()).toEqual([])
    })
    around.screenLocked(false)
    await flush()
    expect(world.prompts.list()).toHaveLength(1)
    await world.type(world.newCode())
    expect(world.state('admin').kind).toBe('live')
  })

  it('no prompt comes for a renewal, and what is held is served on', async () => {
    const { world, around } = place(new World(role('own', { mfa: 'own-code' })))
    await world.start('own')
    await world.type(world.newCode())
    around.screenLocked(true)
    await world.clock.advance(45 * MINUTE)
    expect(world.prompts.list()).toEqual([])
    expect(world.state('own')).toMatchObject({ kind: 'failing', why: { reason: 'locked' } })
    expect(world.handed('own')).toMatch(/^ASIA/)
    around.screenLocked(false)
    await flush()
    expect(world.prompt.asker).toBe('renewal')
  })

  it('a prompt that was open is gone, and is back with the user: that was no dismissal', async () => {
    const { world, around } = place(new World(admin))
    world.request('admin')
    await flush()
    around.screenLocked(true)
    await flush()
    expect(world.prompts.list()).toEqual([])
    expect(world.state('admin')).toMatchObject({ kind: 'failed', why: { reason: 'locked' } })
    around.screenLocked(false)
    await flush()
    expect(world.prompts.list()).toHaveLength(1)
  })

  it('a prompt that was dismissed before stays quiet when it ends', async () => {
    const { world, around } = place(new World(admin))
    world.request('admin')
    await flush()
    await world.cancel()
    await world.clock.advance(30 * SECOND)
    around.screenLocked(true)
    expect(world.handed('admin')).toBe('locked')
    around.screenLocked(false)
    await flush()
    expect(world.prompts.list()).toEqual([])
    expect(world.handed('admin')).toBe('quiet')
  })
})

describe('what the user’s absence forgets', () => {
  const absences: readonly [string, boolean, (around: Surroundings) => void][] = [
    ['on a lock, where the user wants that', true, around => around.screenLocked(true)],
    ['when nobody has touched the computer', false, around => around.idle()],
  ]
  it.each(absences)('is everything: %s', async (_, forgetOnLock, happens) => {
    const { world, around } = place(new World(plain, admin), forgetOnLock)
    await world.start('plain')
    await world.start('admin')
    happens(around)
    await flush()
    expect([world.handed('plain'), world.handed('admin')]).toEqual(['stopped', 'stopped'])
    expect(world.prompts.list()).toEqual([])
    expect(world.forgotten).toBe(1)
    around.screenLocked(false)
    await flush()
    expect(world.handed('plain')).toBe('stopped')
  })

  it('is nothing on a lock else, nor on an unlock', async () => {
    const { world, around } = place(new World(plain))
    await world.start('plain')
    around.screenLocked(true)
    world.preferences = { ...defaultPreferences, forgetOnLock: true }
    around.screenLocked(false)
    expect(world.handed('plain')).toMatch(/^ASIA/)
    expect(world.forgotten).toBe(0)
  })
})

it('when the clock was set forward, what needs no person is got anew, and the old is served till then', async () => {
  const own = role('own', { mfa: 'own-code' })
  const world = new World(plain, own)
  await world.start('plain')
  await world.start('own')
  await world.type(world.newCode())
  const before = [world.handed('plain'), world.handed('own')]
  world.sts.gate.shut()
  world.surroundings.clockSetForward()
  await flush()
  expect([world.handed('plain'), world.handed('own')]).toEqual(before)
  await world.sts.gate.open()
  expect(world.handed('plain')).not.toBe(before[0])
  expect([world.handed('own'), world.prompts.list()]).toEqual([before[1], []])
})

it('a tool is told that it was the user’s absence that made a session be forgotten', async () => {
  const { world, around } = place(new World(plain))
  await world.start('plain')
  around.idle()
  expect(world.request('plain')).toMatchObject({
    kind: 'refused',
    failure: { kind: 'stopped', session: 'plain', by: 'absence' },
  })
})

it('what a program was allowed is forgotten with all else when nobody has touched the computer', () => {
  const asks = role('asks', { consent: 'first-use' })
  const { world, around } = place(new World(asks))
  const check = () => world.consents.check(asks, askingOf(inTerminal('aws'), 'container')).kind
  check()
  const [question] = world.consents.list()
  if (question === undefined) throw new Error('No question is open.')
  world.consents.answer(question.id, true, null)
  expect(check()).toBe('allowed')
  around.idle()
  expect(check()).toBe('refused')
})
