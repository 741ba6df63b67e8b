import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../main/core/clock.ts'
import { flush } from '../support/fakes.ts'
import { alice, token, World } from './world.ts'

const FIRST = 'ASIA0000000000000000'

/** Got with a code, and kept for the next start. */
async function withToken(prepare: (world: World) => void = () => {}): Promise<World> {
  const world = new World(token('day'))
  world.keepsTokens = true
  prepare(world)
  await world.start('day')
  await world.type(world.newCode())
  return world
}

/** What a tool gets where no code is given, once the keychain was asked. */
async function found(world: World): Promise<string> {
  world.request('day')
  await flush()
  return world.handed('day')
}

describe('a token that a code has brought', () => {
  it('is served after a restart, to the same end', async () => {
    const world = await withToken()
    await world.clock.advance(11 * HOUR)
    await world.restart()
    expect(await found(world)).toBe(FIRST)
    await world.clock.advance(59 * MINUTE - SECOND)
    expect(world.handed('day')).toBe(FIRST)
    await world.clock.advance(SECOND)
    expect(world.handed('day')).not.toBe(FIRST)
  })

  it.each<[string, (world: World) => void | Promise<void>]>([
    ['all is forgotten', world => world.broker.forgetAll('user')],
    ['its key is replaced', world => world.change({ identities: [{ ...alice, keychainAccount: 'key-2' }] })],
    ['its session is removed', world => world.change({ sessions: [] })],
  ])('is not kept where %s while the code is checked', async (_, forget) => {
    const world = new World(token('day'))
    world.keepsTokens = true
    await world.start('day')
    world.sts.gate.shut()
    await world.type(world.newCode())
    await forget(world)
    await world.sts.gate.open()
    expect(world.keychain.items.size).toBe(0)
    expect(world.tokenIndex.keptTokens).toEqual([])
  })
})

describe('a computer’s clock that is set', () => {
  it('back brings no token to life that has ended', async () => {
    const world = await withToken()
    await world.stop('day')
    await world.clock.advance(12 * HOUR)
    world.clock.set(-2 * HOUR)
    await world.start('day')
    expect(await found(world)).toBe('code-needed')
  })

  it('back brings none to life that was found after a restart, and has ended', async () => {
    const world = await withToken()
    await world.restart()
    expect(await found(world)).toBe(FIRST)
    await world.stop('day')
    await world.clock.advance(12 * HOUR)
    world.clock.set(-2 * HOUR)
    await world.start('day')
    expect(await found(world)).toBe('code-needed')
  })

  it('right after it was ahead lets a token live no longer than AWS does', async () => {
    const world = await withToken(({ clock }) => clock.set(3 * HOUR))
    await world.clock.advance(11 * HOUR)
    world.clock.set(-3 * HOUR)
    await world.restart()
    expect(await found(world)).toBe(FIRST)
    await world.clock.advance(HOUR - MINUTE)
    expect(world.handed('day')).not.toBe(FIRST)
  })

  it('as wrong as it was lets a token live no longer than AWS does', async () => {
    const world = await withToken(({ clock }) => clock.set(-3 * HOUR))
    await world.clock.advance(11 * HOUR)
    await world.restart()
    expect(await found(world)).toBe(FIRST)
    await world.clock.advance(HOUR - MINUTE)
    expect(world.handed('day')).not.toBe(FIRST)
  })

  it('back to before a token was got makes it be got anew, as after a start with no clock at all', async () => {
    const world = await withToken()
    await world.clock.advance(6 * HOUR)
    world.clock.set(-30_000 * HOUR)
    await world.restart()
    expect(await found(world)).toBe('code-needed')
    expect(world.keychain.items.size).toBe(0)
  })
})
