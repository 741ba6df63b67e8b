import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../../main/core/clock.ts'
import { flush } from '../../support/fakes.ts'
import { alice, expiredToken, role, token, World } from '../world.ts'

const admin = role('admin', { mfa: 'session-token' })
const audit = role('audit', { mfa: 'session-token', externalId: 'x1' })

/** A world in which admin has cost a code. */
async function worldWithToken(): Promise<World> {
  const world = new World(admin, audit)
  world.keepsTokens = true
  await world.start('admin')
  await world.type(world.newCode())
  return world
}

describe('a restart', () => {
  it('costs no code, for none of the device’s roles', async () => {
    const world = await worldWithToken()
    await world.restart()
    await world.start('admin')
    await world.start('audit')
    expect([world.state('admin').kind, world.state('audit').kind]).toEqual(['live', 'live'])
    expect(world.sts.operations).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole', 'AssumeRole'])
    expect(world.prompts.list()).toEqual([])
  })

  it('has a tool wait a moment and then get its credentials', async () => {
    const world = await worldWithToken()
    await world.restart()
    world.keychain.gate.shut()
    expect(world.handed('admin')).toBe('pending')
    await flush()
    expect(world.handed('admin')).toBe('pending')
    await world.keychain.gate.open()
    expect(world.handed('admin')).toMatch(/^ASIA/)
    expect(world.prompts.list()).toEqual([])
  })

  it('does not move the token’s renewal', async () => {
    const world = await worldWithToken()
    await world.clock.advance(HOUR)
    await world.restart()
    await world.start('admin')
    await world.clock.advance(10 * HOUR)
    expect(world.prompts.list()).toEqual([])
    await world.clock.advance(40 * MINUTE)
    expect(world.prompt.asker).toBe('renewal')
  })

  it('after the token’s end tells a tool at once that a code is needed', async () => {
    const world = await worldWithToken()
    await world.restart()
    world.clock.sleep(12 * HOUR)
    expect(world.handed('admin')).toBe('code-needed')
  })

  it('with a keychain that can’t be read asks nobody for a code in vain', async () => {
    const world = await worldWithToken()
    await world.restart()
    const locked = { kind: 'keychain', reason: 'locked', detail: '' } as const
    world.keychain.failures.set('get', locked)
    await world.start('admin')
    expect(world.state('admin')).toEqual({ kind: 'failed', why: locked })
    expect(world.prompts.list()).toEqual([])
  })

  it('costs a code where the user does not want tokens to be kept', async () => {
    const world = await worldWithToken()
    world.keepsTokens = false
    await world.restart()
    expect(world.handed('admin')).toBe('code-needed')
  })

  it.each([true, false])('costs one where the item is no token, can it be deleted or not: %s', async can => {
    const world = await worldWithToken()
    if (!can) world.keychain.failures.set('remove', { kind: 'keychain', reason: 'unavailable', detail: '' })
    world.keychain.getsInstead = null
    await world.restart()
    expect(world.handed('admin')).toBe('pending')
    await flush()
    expect(world.handed('admin')).toBe('code-needed')
    expect(world.prompts.list()).toHaveLength(1)
  })
})

it('only a session token that cost a code is kept', async () => {
  const world = new World(role('own', { mfa: 'own-code' }), token('plain', { mfa: false }))
  world.keepsTokens = true
  await world.start('plain')
  await world.start('own')
  await world.type(world.newCode())
  expect([world.state('own').kind, world.state('plain').kind]).toEqual(['live', 'live'])
  expect(world.keychain.log).toEqual([])
})

describe('a kept token', () => {
  it.each<[string, boolean, (world: World) => void | Promise<void>]>([
    ['all credentials are forgotten', true, world => world.broker.forgetAll('user')],
    ['its key is removed', true, world => world.change({ identities: [], sessions: [] })],
    [
      'its key is replaced',
      true,
      world => world.change({ identities: [{ ...alice, keychainAccount: 'k2' }] }),
    ],
    ['its key is renamed', false, world => world.change({ identities: [{ ...alice, name: 'Alice' }] })],
    ['its session is stopped', false, world => world.stop('admin')],
    ['the app is quit', false, world => world.broker.close()],
  ])('as %s is deleted: %s', async (_, isDeleted, happens) => {
    const world = await worldWithToken()
    await happens(world)
    await flush()
    expect(world.keychain.items.size).toBe(isDeleted ? 0 : 1)
    expect(world.tokenIndex.keptTokens).toHaveLength(isDeleted ? 0 : 1)
  })

  it('is of no use once all is forgotten, even where the keychain can’t delete it', async () => {
    const world = await worldWithToken()
    const locked = { kind: 'keychain', reason: 'locked', detail: '' } as const
    world.keychain.failures.set('remove', locked)
    world.broker.forgetAll('user')
    await flush()
    expect(world.left).toEqual([{ kind: 'not-forgotten', why: locked }])
    await world.restart()
    expect(world.handed('admin')).toBe('code-needed')
  })

  it('that AWS calls expired is dropped, and one prompt comes for all its roles', async () => {
    const world = await worldWithToken()
    await world.restart()
    world.sts.failNext(expiredToken, expiredToken)
    world.request('admin')
    world.request('audit')
    await flush()
    expect(world.prompts.list()).toHaveLength(1)
    expect(world.keychain.items.size).toBe(0)
    await world.type(world.newCode())
    expect([world.state('admin').kind, world.state('audit').kind]).toEqual(['live', 'live'])
    expect(world.sts.codes).toHaveLength(2)
    expect(world.keychain.items.size).toBe(1)
  })

  it('that AWS calls expired is not found again, even where the keychain can’t delete it', async () => {
    const world = await worldWithToken()
    await world.restart()
    world.keychain.failures.set('remove', { kind: 'keychain', reason: 'unavailable', detail: '' })
    world.sts.failNext(expiredToken)
    await world.start('admin')
    expect(world.prompts.list()).toHaveLength(1)
  })
})
