import { expect, it } from 'vitest'
import { flush } from '../../support/fakes.ts'
import { ADMIN_ARN, denied, role, sessionId, World } from '../world.ts'

const admin = role('admin', { mfa: 'session-token' })
const ops = role('ops', { mfa: 'session-token', roleArn: `${ADMIN_ARN}-ops` })

async function newerCode(world: World, name: string): Promise<void> {
  world.broker.giveNewerCode(sessionId(name))
  await flush()
}

it('a role that wants a newer code gets one, though the old one is good still', async () => {
  const world = new World(admin, ops)
  await world.start('admin')
  await world.type('111111')
  const before = world.handed('admin')
  world.sts.failNext(denied)
  await world.start('ops')
  expect(world.state('ops')).toMatchObject({ kind: 'failed', why: { code: 'AccessDenied' } })
  await newerCode(world, 'ops')
  expect(world.prompt.asker).toBe('you')
  await world.type('222222')
  expect(world.state('ops').kind).toBe('live')
  expect(world.sts.codes).toEqual(['111111', '222222'])
  // The other role goes on with what it has.
  expect(world.handed('admin')).toBe(before)
})

it('the token of the old code is not found in the keychain again', async () => {
  const world = new World(admin)
  world.keepsTokens = true
  await world.start('admin')
  await world.type('111111')
  expect(world.tokenIndex.keptTokens).toHaveLength(1)
  const [{ item: before } = { item: '' }] = world.tokenIndex.keptTokens
  await world.stop('admin')
  await newerCode(world, 'admin')
  // The role itself is good still; what starts from the device next asks for a code.
  expect(world.tokenIndex.keptTokens.map(each => each.item)).not.toContain(before)
})

it('where no code is asked for it only tries again', async () => {
  const plain = role('plain')
  const world = new World(plain)
  world.sts.failNext(denied)
  await world.start('plain')
  await newerCode(world, 'plain')
  expect(world.prompts.list()).toEqual([])
  expect(world.state('plain').kind).toBe('live')
})

it('whom AWS takes a session for is known while it has credentials', async () => {
  const world = new World(role('plain'))
  expect(world.broker.states.arnOf(sessionId('plain'))).toBeNull()
  await world.start('plain')
  expect(world.broker.states.arnOf(sessionId('plain'))).toContain(':assumed-role/')
  world.broker.forgetAll('user')
  expect(world.broker.states.arnOf(sessionId('plain'))).toBeNull()
})
