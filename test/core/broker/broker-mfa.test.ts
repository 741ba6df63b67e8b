import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../main/core/clock.ts'
import { flush } from '../../support/fakes.ts'
import { ALICE_DEVICE, awsFailure, denied, offline, role, World, wrongCode } from '../world.ts'

/** The default: one code a day opens every role of the device. */
const admin = role('admin', { mfa: 'session-token' })
const reader = role('reader', { mfa: 'session-token', externalId: 'other' })

describe('a session that needs a code', () => {
  it('asks once, tells tools so at once, and opens all roles of the device', async () => {
    const world = new World(admin, reader)
    for (let tool = 0; tool < 100; tool += 1)
      expect([world.handed('admin'), world.handed('reader')]).toEqual(['code-needed', 'code-needed'])
    await flush()
    expect(world.request('admin')).toMatchObject({
      kind: 'refused',
      failure: { kind: 'code-needed', session: 'admin', device: 'alice' },
    })
    expect(world.prompts.list()).toHaveLength(1)
    expect(world.state('admin')).toEqual({ kind: 'waiting-for-code' })
    expect(world.broker.states.waitingFor(world.prompt.nodes)).toEqual(['admin', 'reader'])
    await world.type('123456')
    expect(world.prompts.list()).toEqual([])
    expect([world.state('admin').kind, world.state('reader').kind]).toEqual(['live', 'live'])
    expect(world.sts.operations).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole'])
    expect(world.sts.calls.map(call => call.mfa)).toEqual([
      { serial: ALICE_DEVICE, code: '123456' },
      null,
      null,
    ])
  })

  it('says who set it off, and a click makes it the user’s', async () => {
    const world = new World(admin)
    world.request('admin')
    await flush()
    expect(world.prompt.asker).toBe('tool')
    await world.start('admin')
    expect(world.prompt.asker).toBe('you')
  })

  it('is the user’s where a click comes while a tool has the key read for it', async () => {
    const world = new World(admin)
    world.request('admin')
    await world.start('admin')
    expect(world.prompt.asker).toBe('you')
  })

  it('is pending, not waiting, once the code was right', async () => {
    const world = new World(admin)
    await world.start('admin')
    await world.type('123456')
    world.sts.gate.shut()
    await world.stop('admin')
    await world.change({ sessions: [role('admin', { mfa: 'session-token', externalId: 'new' })] })
    await world.start('admin')
    expect(world.handed('admin')).toBe('pending')
    expect(world.state('admin')).toEqual({ kind: 'starting', why: null })
  })

  it('reads the key anew when the code is there, and holds it no longer than that', async () => {
    const world = new World(admin)
    await world.start('admin')
    const before = world.keys.reads
    await world.type('123456')
    expect(world.keys.reads).toBe(before + 1)
  })

  it('asks nobody where the key can’t be read', async () => {
    const world = new World(admin)
    world.keys.failure = { kind: 'keychain', reason: 'missing', detail: 'alice' }
    await world.start('admin')
    expect(world.prompts.list()).toEqual([])
    expect(world.state('admin')).toEqual({ kind: 'failed', why: world.keys.failure })
  })
})

describe('a code that', () => {
  it('is wrong asks again in the same prompt, and a used one is never sent', async () => {
    const world = new World(admin)
    await world.start('admin')
    const { id } = world.prompt
    world.sts.failNext(wrongCode)
    await world.type('111111')
    expect(world.prompt).toMatchObject({ id, status: 'open', notice: { kind: 'wrong' } })
    await world.type('111 111')
    expect(world.prompt.notice?.kind).toBe('used')
    await world.type('222222')
    expect(world.state('admin').kind).toBe('live')
    expect(world.sts.codes).toEqual(['111111', '222222'])
  })

  it.each([
    ['may not have arrived', offline],
    ['met a fault of AWS', awsFailure('InternalFailure', 'x', { mfa: true }, { status: 500 })],
  ])('%s is not sent again', async (_, failure) => {
    const world = new World(admin)
    await world.start('admin')
    const { id } = world.prompt
    world.sts.failNext(failure)
    await world.type('111111')
    await world.clock.advance(MINUTE)
    expect(world.prompt).toMatchObject({ id, notice: { kind: 'not-delivered' } })
    expect(world.sts.codes).toEqual(['111111'])
    await world.type('222222')
    expect(world.state('admin').kind).toBe('live')
  })

  it('was right for a call that is refused ends the prompt with AWS’s reason', async () => {
    const world = new World(role('admin', { mfa: 'own-code' }))
    world.sts.failNext(denied)
    await world.start('admin')
    await world.type('111111')
    expect(world.prompts.list()).toEqual([])
    expect(world.state('admin')).toEqual({ kind: 'failed', why: denied })
  })

  it('is of one call is not sent with another', async () => {
    const world = new World(role('a', { mfa: 'own-code' }), role('b', { mfa: 'own-code', externalId: 'xy' }))
    await world.start('a')
    await world.start('b')
    expect(world.prompts.list()).toHaveLength(1)
    await world.type('111111')
    expect([world.state('a').kind, world.state('b').kind]).toEqual(['live', 'waiting-for-code'])
    await world.type('111111')
    await world.type('222222')
    expect(world.state('b').kind).toBe('live')
    expect(world.sts.codes).toEqual(['111111', '222222'])
  })
})
