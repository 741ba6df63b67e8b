import { describe, expect, it } from 'vitest'
import { refused } from '../../../main/core/broker/handout.ts'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import { flush } from '../../support/fakes.ts'
import { alice, denied, fromSession, offline, role, sessionId, token, World } from '../world.ts'

const FIRST = 'ASIA0000000000000000'
const SECOND_KEY = 'ASIA0000000000000001'

/** Three roles in a row: three calls. */
const chain = [
  token('a', { mfa: false }),
  role('b', { source: fromSession('a') }),
  role('c', { source: fromSession('b') }),
]

describe('tools that ask', () => {
  it('two hundred at once for what is cold: one STS call for each step, and one answer', async () => {
    const world = new World(...chain)
    world.sts.gate.shut()
    const handouts = Array.from({ length: 200 }, () => world.request('c'))
    expect(new Set(handouts.map(handout => handout.kind))).toEqual(new Set(['pending']))
    for (const _ of ['a', 'b', 'c']) {
      await flush()
      expect(world.sts.gate.waiting).toBe(1)
      await world.sts.gate.letOne()
    }
    await Promise.all(handouts.map(handout => (handout.kind === 'pending' ? handout.settled : null)))
    expect(world.sts.operations).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole'])
    const served = new Set(Array.from({ length: 200 }, () => world.handed('c')))
    expect([...served]).toEqual(['ASIA0000000000000002'])
    expect(world.sts.calls).toHaveLength(3)
  })

  it('sign each step with what the one before brought', async () => {
    const world = new World(...chain)
    await world.start('c')
    expect(
      world.sts.calls.map(call => [call.signer?.accessKeyId, call.signer?.sessionToken?.reveal()]),
    ).toEqual([
      ['AKIAkey-1', undefined],
      [FIRST, `hidden-token-${FIRST}`],
      [SECOND_KEY, `hidden-token-${SECOND_KEY}`],
    ])
    expect(world.sts.calls.map(call => call.caller)).toEqual([
      alice.arn,
      alice.arn,
      'arn:aws:sts::444455556666:assumed-role/team/Admin/alice',
    ])
  })

  it('start two sessions of one way with one set of shared calls', async () => {
    const world = new World(...chain, role('d', { source: fromSession('b'), externalId: 'other' }))
    world.request('c')
    world.request('d')
    await flush()
    expect(world.sts.calls).toHaveLength(4)
    expect(world.sts.mostAtOnce).toBe(1)
  })

  it('get nothing of a session that is not there, nor of one that is wrong', () => {
    const world = new World(role('a', { roleArn: 'x' }))
    expect(world.handed('none')).toBe('not-found')
    expect(world.handed('a')).toBe('invalid')
    expect(world.state('a')).toEqual({ kind: 'off' })
    expect(world.sts.calls).toEqual([])
  })

  it('are refused for ten seconds what was refused, with its reason, and cause no call', async () => {
    const world = new World(role('a'))
    world.sts.failAlways(denied)
    world.request('a')
    await flush()
    await world.eachSecond(9 * SECOND, () => {
      expect(world.request('a')).toEqual(refused(denied))
    })
    expect(world.sts.calls).toHaveLength(1)
    world.sts.failAlways(null)
    await world.clock.advance(SECOND)
    expect(world.handed('a')).toBe('pending')
    await flush()
    expect(world.handed('a')).toBe(FIRST)
  })

  it('do not hasten the next try after a passing fault', async () => {
    const world = new World(role('a'))
    world.sts.failNext(offline)
    world.request('a')
    await flush()
    expect(world.request('a')).toEqual(refused(offline))
    expect(world.sts.calls).toHaveLength(1)
    await world.clock.advance(750)
    expect(world.sts.calls).toHaveLength(2)
    expect(world.handed('a')).toBe(FIRST)
  })
})

describe('stopping', () => {
  it('refuses tools, and is not undone by one', async () => {
    const world = new World(role('a'))
    await world.start('a')
    await world.stop('a')
    expect(world.request('a')).toMatchObject({
      kind: 'refused',
      failure: { kind: 'stopped', session: 'a', by: 'user' },
    })
    expect(world.state('a')).toEqual({ kind: 'off' })
    await world.clock.advance(2 * HOUR)
    expect(world.handed('a')).toBe('stopped')
    expect(world.sts.calls).toHaveLength(1)
  })

  it('ends the renewals, and the timers with the credentials', async () => {
    const world = new World(...chain)
    await world.start('c')
    await world.stop('c')
    await world.clock.advance(13 * HOUR)
    expect(world.sts.calls).toHaveLength(3)
    expect(world.clock.timers).toBe(0)
  })

  it('leaves alone what another session of the same way needs', async () => {
    const world = new World(...chain, role('d', { source: fromSession('b'), externalId: 'other' }))
    await world.start('c')
    await world.start('d')
    await world.stop('c')
    await world.eachSecond(2 * HOUR, () => expect(world.state('d').kind).toBe('live'))
    expect(world.sts.mostAtOnce).toBe(1)
  })

  it('and starting again needs no new call while the credentials are good', async () => {
    const world = new World(role('a'))
    await world.start('a')
    await world.stop('a')
    await world.clock.advance(10 * MINUTE)
    await world.start('a')
    expect(world.handed('a')).toBe(FIRST)
    expect(world.sts.calls).toHaveLength(1)
    await world.clock.advance(30 * MINUTE)
    expect(world.handed('a')).toBe(SECOND_KEY)
  })

  it('and starting again near the end of what was got starts no second call beside the first', async () => {
    const world = new World(role('a'))
    await world.start('a')
    world.sts.gate.shut()
    await world.clock.advance(50 * MINUTE)
    expect(world.state('a').kind).toBe('renewing')
    await world.stop('a')
    await world.clock.advance(15 * MINUTE)
    await world.start('a')
    expect(world.sts.mostAtOnce).toBe(1)
    await world.sts.gate.open()
    expect(world.state('a').kind).toBe('live')
  })
})

describe('starting', () => {
  it('tries anew at once what was refused', async () => {
    const world = new World(role('a'))
    world.sts.failNext(denied)
    await world.start('a')
    expect(world.state('a')).toEqual({ kind: 'failed', why: denied })
    await world.start('a')
    expect(world.state('a').kind).toBe('live')
  })

  it('does nothing to what works', async () => {
    const world = new World(role('a'))
    await world.start('a')
    await world.start('a')
    expect(world.sts.calls).toHaveLength(1)
  })
})

describe('forgetting all', () => {
  it('serves nothing more until the user starts it, and then nothing old', async () => {
    const world = new World(role('a'), role('b', { externalId: 'other' }))
    await world.start('a')
    world.broker.forgetAll('user')
    expect([world.handed('a'), world.handed('b')]).toEqual(['stopped', 'stopped'])
    expect(world.clock.timers).toBe(0)
    await world.start('a')
    expect(world.handed('a')).toBe(SECOND_KEY)
  })

  it('keeps nothing of a call that was in flight', async () => {
    const world = new World(...chain)
    world.sts.gate.shut()
    await world.start('c')
    world.broker.forgetAll('user')
    await world.sts.gate.open()
    expect(world.sts.calls).toHaveLength(1)
    expect(world.clock.timers).toBe(0)
    await world.start('a')
    expect(world.handed('a')).toBe(SECOND_KEY)
  })
})

describe('the end of the process', () => {
  it('leaves no timer, and no prompt', async () => {
    const world = new World(...chain, role('d', { mfa: 'own-code' }))
    await world.start('c')
    await world.start('d')
    expect(world.prompts.list()).toHaveLength(1)
    world.broker.close()
    await flush()
    expect(world.prompts.list()).toEqual([])
    expect(world.clock.timers).toBe(0)
  })
})

describe('a change of what is defined', () => {
  it('is got at once for a session that is on, which never serves the old', async () => {
    const world = new World(role('a'))
    await world.start('a')
    world.sts.gate.shut()
    await world.change({ sessions: [role('a', { externalId: 'new-one' })] })
    expect(world.handed('a')).toBe('pending')
    await world.sts.gate.open()
    expect(world.handed('a')).toBe(SECOND_KEY)
    expect(world.sts.calls[1]?.request).toMatchObject({ externalId: 'new-one' })
  })

  it('does not start a session that is off', async () => {
    const world = new World(role('a'))
    await world.change({ sessions: [role('a', { externalId: 'new-one' })] })
    expect(world.sts.calls).toEqual([])
  })

  it('of the source is a change of all that start from it', async () => {
    const world = new World(...chain)
    await world.start('c')
    await world.change({ identities: [{ ...alice, keychainAccount: 'key-2' }] })
    expect(world.sts.calls.map(call => call.signer?.accessKeyId)[3]).toBe('AKIAkey-2')
    expect(world.handed('c')).toBe('ASIA0000000000000005')
  })

  it('while a call is in flight lets its answer not be served', async () => {
    const world = new World(role('a'))
    world.sts.gate.shut()
    world.request('a')
    await flush()
    await world.change({ sessions: [role('a', { roleArn: 'arn:aws:iam::444455556666:role/Reader' })] })
    await world.sts.gate.open()
    const handout = world.request('a')
    if (handout.kind !== 'ready') throw new Error(handout.kind)
    expect(handout.held.credentials.arn).toContain('assumed-role/Reader')
  })

  it('that breaks the way refuses tools, and one that mends it goes on', async () => {
    const world = new World(...chain)
    await world.start('c')
    await world.change({ sessions: chain.slice(1) })
    expect(world.handed('c')).toBe('invalid')
    expect(world.state('c')).toMatchObject({ kind: 'failed', why: { kind: 'invalid' } })
    await world.change({ sessions: chain })
    expect(world.state('c').kind).toBe('live')
  })

  it('that removes a session ends it', async () => {
    const world = new World(role('a'))
    await world.start('a')
    await world.change({ sessions: [] })
    expect(world.handed('a')).toBe('not-found')
    await world.clock.advance(2 * HOUR)
    expect(world.sts.calls).toHaveLength(1)
    expect(world.clock.timers).toBe(0)
  })

  it('that removes a stopped session lets one of the same ID start', async () => {
    const world = new World(role('a'))
    await world.stop('a')
    await world.change({ sessions: [] })
    await world.change({ sessions: [role('a')] })
    expect(world.handed('a')).toBe('pending')
  })
})

it('says what waits for a node', async () => {
  const world = new World(role('a', { mfa: 'session-token' }), role('b'), token('day'))
  await world.start('a')
  await world.start('b')
  expect(world.broker.states.waitingFor(world.prompt.nodes)).toEqual([sessionId('a')])
})
