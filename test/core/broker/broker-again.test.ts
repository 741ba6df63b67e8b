import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { flush } from '../../support/fakes.ts'
import { denied, fromSession, offline, role, token, World } from '../world.ts'

const isOffline = (failure: Failure) => failure.kind === 'network'
const plain = role('plain')
const audit = role('audit', { externalId: 'x1' })
const day = token('day', { mfa: false })
const above = role('above', { source: fromSession('day') })

async function tryAgain(world: World): Promise<void> {
  world.broker.tryAgain(isOffline)
  await flush()
}

/** A world in which AWS has been out of reach for some minutes. */
async function worldOffline(...names: readonly string[]): Promise<World> {
  const world = new World(plain, audit, day, above)
  world.sts.failAlways(offline)
  for (const name of names) await world.start(name)
  await world.clock.advance(5 * MINUTE)
  return world
}

describe('what failed for want of the network, when that is back', () => {
  it('is got at once, each step with one call', async () => {
    const world = await worldOffline('plain', 'above')
    world.sts.failAlways(null)
    world.sts.calls.length = 0
    await tryAgain(world)
    expect([world.state('plain').kind, world.state('above').kind]).toEqual(['live', 'live'])
    expect([...world.sts.operations].sort()).toEqual(['AssumeRole', 'AssumeRole', 'GetSessionToken'])
    expect(world.sts.mostAtOnce).toBe(1)
  })

  it('and fails again, is tried after short pauses as at first', async () => {
    const world = await worldOffline('plain')
    await tryAgain(world)
    const before = world.sts.calls.length
    await world.clock.advance(750)
    expect(world.sts.calls.length).toBe(before + 1)
    await world.clock.advance(1_500)
    expect(world.sts.calls.length).toBe(before + 2)
  })

  it('is tried once, however often that is told', async () => {
    const world = await worldOffline('plain', 'audit')
    const before = world.sts.calls.length
    world.sts.gate.shut()
    for (let time = 0; time < 5; time += 1) await tryAgain(world)
    expect(world.sts.calls.length).toBe(before + 2)
    await world.sts.gate.open()
    await world.clock.advance(500)
    expect(world.sts.calls.length).toBe(before + 2)
  })

  it('is left alone where it is wanted no more, though it still holds something', async () => {
    const world = new World(plain)
    await world.start('plain')
    world.sts.failAlways(offline)
    await world.clock.advance(45 * MINUTE)
    expect([world.state('plain').kind, world.broker.states.fails(isOffline)]).toEqual(['failing', true])
    await world.stop('plain')
    const before = world.keys.reads
    await tryAgain(world)
    expect([world.keys.reads, world.broker.states.fails(isOffline)]).toEqual([before, false])
  })

  it('is alone in that: what was refused, or works, is not tried', async () => {
    const world = new World(day, audit)
    await world.start('day')
    world.sts.failNext(denied)
    await world.start('audit')
    await tryAgain(world)
    expect(world.sts.calls).toHaveLength(2)
  })

  it('is shown as it is tried', async () => {
    const world = await worldOffline('plain')
    const before = world.changes
    world.sts.gate.shut()
    await tryAgain(world)
    expect(world.changes).toBeGreaterThan(before)
  })
})

it('the broker tells what something that is wanted fails for', async () => {
  const world = await worldOffline('above')
  expect([world.broker.states.fails(isOffline), world.broker.states.fails(each => each === denied)]).toEqual([
    true,
    false,
  ])
  await world.stop('above')
  expect(world.broker.states.fails(isOffline)).toBe(false)
  world.sts.failAlways(null)
  await world.start('above')
  await world.clock.advance(SECOND)
  expect(world.broker.states.fails(() => true)).toBe(false)
})

it.each([1, 50])(
  'a source that can’t be reached is called at its own pauses, with %d roles above it',
  async count => {
    const names = Array.from({ length: count }, (_, index) => `role ${index}`)
    const world = new World(
      token('day', { mfa: false }),
      ...names.map(name => role(name, { source: fromSession('day') })),
    )
    for (const name of names) world.request(name)
    await world.clock.advance(0)
    // All that is held ends, and then AWS is away.
    world.sts.failAlways(offline)
    await world.clock.advance(13 * HOUR)
    const before = world.sts.calls.length
    await world.clock.advance(10 * MINUTE)
    expect(world.sts.calls.length - before).toBeLessThan(25)
    world.sts.failAlways(null)
    await world.clock.advance(MINUTE + SECOND)
    for (const name of names) expect(world.handed(name)).toMatch(/^ASIA/)
  },
)
