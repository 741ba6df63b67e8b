import { expect, it } from 'vitest'
import { expiredToken, fromSession, role, token, World } from './world.ts'

it('all, while the key is read for a code, sends the code for nobody', async () => {
  const world = new World(token('day'))
  await world.start('day')
  world.keys.gate.shut()
  await world.type(world.newCode())
  world.broker.forgetAll('user')
  await world.keys.gate.open()
  expect(world.sts.codes).toEqual([])
})

it('all, while a call is in flight that AWS refuses for its source, makes no other for nobody', async () => {
  const world = new World(token('day', { mfa: false }), role('a', { source: fromSession('day') }))
  await world.start('day')
  world.sts.gate.shut()
  await world.start('a')
  world.broker.forgetAll('user')
  world.sts.failThat(world.sts.calls[1], expiredToken)
  await world.start('a')
  await world.sts.gate.letOne()
  await world.sts.gate.open()
  expect(world.sts.operations).toEqual(['GetSessionToken', 'AssumeRole', 'GetSessionToken', 'AssumeRole'])
  expect(world.state('a').kind).toBe('live')
})
