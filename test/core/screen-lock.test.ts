import { expect, it } from 'vitest'
import { MINUTE } from '../../main/core/clock.ts'
import { alice, identityId, role, World } from './world.ts'

it('a click from before the screen was locked raises no prompt on it, and one when it is unlocked', async () => {
  const world = new World(role('admin', { mfa: 'session-token' }))
  world.keys.gate.shut()
  await world.start('admin')
  world.surroundings.screenLocked(true)
  await world.keys.gate.open()
  expect(world.prompts.list()).toEqual([])
  world.surroundings.screenLocked(false)
  await world.clock.advance(0)
  expect(world.prompts.list()).toHaveLength(1)
})

it('a click on what is still served is believed, whatever was heard of the screen', async () => {
  const world = new World(role('admin', { mfa: 'own-code' }))
  await world.start('admin')
  await world.type(world.newCode())
  await world.clock.advance(40 * MINUTE)
  world.surroundings.screenLocked(true)
  await world.clock.advance(0)
  expect(world.state('admin')).toMatchObject({ kind: 'failing', why: { reason: 'locked' } })
  await world.start('admin')
  expect(world.prompt.asker).toBe('you')
})

it('a click where no unlock was told helps all that waited for one', async () => {
  const bob = {
    ...alice,
    id: identityId('bob'),
    name: 'bob',
    mfaSerial: 'GAHT12345678',
    keychainAccount: 'key-2',
  }
  const world = new World(
    role('a', { mfa: 'own-code' }),
    role('b', { mfa: 'own-code', source: { kind: 'identity', id: bob.id } }),
  )
  await world.change({ identities: [alice, bob] })
  world.surroundings.screenLocked(true)
  for (const name of ['a', 'b']) world.request(name)
  await world.clock.advance(0)
  await world.start('a')
  expect(world.prompts.list().map(prompt => prompt.device.owner)).toEqual(['alice', 'bob'])
  // Told again, whatever was told before.
  world.surroundings.screenLocked(true)
  expect(world.prompts.list()).toEqual([])
})
