import { describe, expect, it } from 'vitest'
import { refused } from '../../../main/core/broker/handout.ts'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import { flush } from '../../support/fakes.ts'
import { awsFailure, denied, expiredToken, fromSession, offline, role, token, World } from '../world.ts'

describe('renewal', () => {
  it('comes ahead, with nobody asking, and tools never find under 16 minutes', async () => {
    const world = new World(role('a'))
    await world.start('a')
    let least = HOUR
    await world.eachSecond(5 * HOUR, () => {
      const handout = world.request('a')
      if (handout.kind !== 'ready') throw new Error(handout.kind)
      least = Math.min(least, handout.held.credentials.expiration - world.clock.now())
    })
    expect(least).toBeGreaterThan(16 * MINUTE)
    expect(world.sts.calls.length).toBeGreaterThanOrEqual(7)
    expect(world.sts.calls.length).toBeLessThanOrEqual(9)
  })

  it('happens with no tool at all', async () => {
    const world = new World(role('a'))
    await world.start('a')
    await world.clock.advance(5 * HOUR)
    expect(world.sts.calls.length).toBeGreaterThanOrEqual(7)
    expect(world.state('a').kind).toBe('live')
  })

  it('serves the old ones while it runs, and the new ones from then on', async () => {
    const world = new World(role('a'))
    await world.start('a')
    const old = world.handed('a')
    world.sts.gate.shut()
    await world.clock.advance(45 * MINUTE)
    expect(world.state('a').kind).toBe('renewing')
    expect(world.handed('a')).toBe(old)
    await world.sts.gate.open()
    expect(world.state('a').kind).toBe('live')
    expect(world.handed('a')).not.toBe(old)
    expect(world.sts.mostAtOnce).toBe(1)
  })

  it('comes at the moment that the state tells', async () => {
    const world = new World(role('a'))
    await world.start('a')
    const state = world.state('a')
    if (state.kind !== 'live') throw new Error(state.kind)
    expect(state.until - world.clock.now()).toBe(HOUR)
    await world.clock.advance(state.renewsAt - world.clock.now() - 1)
    expect(world.sts.calls).toHaveLength(1)
    await world.clock.advance(1)
    expect(world.sts.calls).toHaveLength(2)
  })

  it('goes by what AWS gave, not by what was asked', async () => {
    const world = new World(role('a', { durationSeconds: 43_200 }))
    world.sts.life = 15 * MINUTE
    await world.start('a')
    await world.clock.advance(HOUR)
    expect(world.sts.calls.length).toBeGreaterThanOrEqual(6)
  })

  it('renews the source before the role, each by its own life', async () => {
    const world = new World(token('day', { mfa: false, durationSeconds: 3_600 }), role('a', longFrom('day')))
    await world.start('a')
    await world.clock.advance(3 * HOUR)
    expect(new Set(world.sts.operations)).toEqual(new Set(['GetSessionToken', 'AssumeRole']))
    expect(world.sts.operations.filter(each => each === 'AssumeRole')).toHaveLength(1)
    expect(world.sts.operations.filter(each => each === 'GetSessionToken').length).toBeGreaterThan(3)
  })

  it('catches up after the machine slept past the end, at the first who asks', async () => {
    const world = new World(role('a'))
    await world.start('a')
    world.clock.sleep(3 * HOUR)
    expect(world.handed('a')).toBe('pending')
    await flush()
    expect(world.state('a').kind).toBe('live')
    expect(world.sts.calls).toHaveLength(2)
  })
})

const longFrom = (name: string) => ({ source: fromSession(name), durationSeconds: 43_200 })

it('every change of what can be seen is told', async () => {
  const world = new World(role('a'))
  let told = world.changes
  const isTold = () => {
    expect(world.changes).toBeGreaterThan(told)
    told = world.changes
  }
  world.sts.gate.shut()
  world.request('a')
  isTold()
  await world.sts.gate.open()
  await flush()
  expect(world.state('a').kind).toBe('live')
  isTold()
  world.sts.gate.shut()
  await world.clock.advance(45 * MINUTE)
  expect(world.state('a').kind).toBe('renewing')
  isTold()
  world.sts.failNext(denied)
  await world.sts.gate.open()
  expect(world.state('a').kind).toBe('failing')
  isTold()
  await world.clock.advance(15 * MINUTE)
  expect(world.state('a').kind).toBe('failed')
  isTold()
  await world.stop('a')
  isTold()
})

describe('a renewal that fails', () => {
  it('is tried again at once when the computer has slept, or the network is back', async () => {
    for (const event of ['resumed', 'networkBack'] as const) {
      const world = new World(role('a'))
      await world.start('a')
      world.sts.failAlways(offline)
      await world.clock.advance(48 * MINUTE)
      expect(world.state('a').kind).toBe('failing')
      world.sts.failAlways(null)
      world.surroundings[event]()
      await flush()
      expect(world.state('a').kind).toBe('live')
    }
  })

  it('is tried again after growing pauses, the old ones being served to the floor and no longer', async () => {
    const world = new World(role('a'))
    await world.start('a')
    const old = world.handed('a')
    const end = world.clock.now() + HOUR
    world.sts.failAlways(offline)
    await world.eachSecond(HOUR - 61 * SECOND, () => expect(world.handed('a')).toBe(old))
    expect(world.state('a')).toMatchObject({ kind: 'failing', until: end, why: offline })
    expect(world.sts.calls.length).toBeGreaterThan(15)
    expect(world.sts.calls.length).toBeLessThan(50)
    await world.clock.advance(SECOND)
    expect(world.request('a')).toEqual(refused(offline))
    expect(world.state('a')).toEqual({ kind: 'starting', why: offline })
    world.sts.failAlways(null)
    await world.clock.advance(MINUTE)
    expect(world.state('a').kind).toBe('live')
  })

  it.each([
    ['of 15 minutes', 15 * MINUTE],
    ['of one hour', HOUR],
  ])(
    'during an outage that ends just before serving would: no tool notices, with a life %s',
    async (_, life) => {
      const world = new World(role('a'))
      world.dice = () => 0.999
      world.sts.life = life
      await world.start('a')
      const old = world.handed('a')
      const state = world.state('a')
      if (state.kind !== 'live') throw new Error(state.kind)
      const { renewsAt, until } = state
      await world.clock.advance(renewsAt - world.clock.now() - 1)
      world.sts.failAlways(offline)
      const outage = until - Math.min(MINUTE, life / 6) - 3 * SECOND - world.clock.now()
      await world.eachSecond(outage, () => expect(world.handed('a')).toBe(old))
      world.sts.failAlways(null)
      await world.eachSecond(10 * SECOND, () => expect(world.handed('a')).toMatch(/^ASIA/))
      expect(world.handed('a')).not.toBe(old)
    },
  )

  it('tells when it will be tried again', async () => {
    const world = new World(role('a'))
    await world.start('a')
    world.sts.failNext(offline, offline)
    await world.clock.advance(39 * MINUTE)
    const state = world.state('a')
    if (state.kind !== 'failing' || state.retriesAt === null) throw new Error(state.kind)
    expect(state.retriesAt - world.clock.now()).toBe(750)
    await world.clock.advance(750)
    expect(world.state('a')).toMatchObject({ kind: 'failing', retriesAt: world.clock.now() + 1_500 })
    await world.clock.advance(1_500)
    expect(world.state('a').kind).toBe('live')
  })

  it('is not tried again where only a change can help, and is at a click', async () => {
    const world = new World(role('a'))
    await world.start('a')
    world.sts.failNext(denied)
    await world.clock.advance(50 * MINUTE)
    expect(world.state('a')).toMatchObject({ kind: 'failing', why: denied, retriesAt: null })
    expect(world.sts.calls).toHaveLength(2)
    await world.start('a')
    expect(world.state('a').kind).toBe('live')
  })

  it('because of the keychain is told as such', async () => {
    const world = new World(role('a'))
    const locked = { kind: 'keychain', reason: 'locked', detail: '' } as const
    world.keys.failure = locked
    world.request('a')
    await flush()
    expect(world.request('a')).toEqual(refused(locked))
    expect(world.sts.calls).toEqual([])
  })

  it('starts its pauses anew after a success', async () => {
    const world = new World(role('a'))
    world.sts.failNext(offline, offline, offline)
    await world.start('a')
    await world.clock.advance(10 * SECOND)
    expect(world.state('a').kind).toBe('live')
    world.sts.failNext(offline)
    await world.clock.advance(40 * MINUTE)
    expect(world.sts.calls).toHaveLength(6)
    expect(world.state('a').kind).toBe('live')
  })
})

describe('credentials that have ended as they come, since this clock is ahead', () => {
  it.each([
    ['at their end', 0],
    ['long past it', -2 * HOUR],
  ])('%s, are not handed out, nor got again without a pause', async (_, life) => {
    const world = new World(role('a'))
    world.sts.life = life
    await world.start('a')
    await world.clock.advance(SECOND)
    expect(world.handed('a')).not.toContain('ASIA')
    expect(world.sts.calls.length).toBeLessThanOrEqual(3)
  })
})

describe('ExpiredToken', () => {
  const sessions = [token('day', { mfa: false }), role('a', longFrom('day'))]

  it('renews the source once, then the session, and troubles nobody', async () => {
    const world = new World(...sessions)
    await world.start('day')
    world.sts.failNext(expiredToken)
    await world.start('a')
    expect(world.sts.operations).toEqual(['GetSessionToken', 'AssumeRole', 'GetSessionToken', 'AssumeRole'])
    expect(world.sts.calls[3]?.signer?.accessKeyId).toBe('ASIA0000000000000001')
    expect(world.state('a').kind).toBe('live')
  })

  it('twice is a failure, not a loop', async () => {
    const world = new World(...sessions)
    await world.start('day')
    world.sts.gate.shut()
    await world.start('a')
    world.sts.failThat(world.sts.calls[1], expiredToken)
    await world.sts.gate.letOne()
    await world.sts.gate.letOne()
    world.sts.failThat(world.sts.calls[3], expiredToken)
    await world.sts.gate.open()
    expect(world.sts.calls).toHaveLength(4)
    expect(world.state('a')).toEqual({ kind: 'failed', why: expiredToken })
  })

  it('of two roles at about the same time renews their source once', async () => {
    const world = new World(...sessions, role('b', { ...longFrom('day'), externalId: 'other' }))
    await world.start('day')
    world.sts.gate.shut()
    await world.start('a')
    await world.start('b')
    const [, first, second] = world.sts.calls
    world.sts.failThat(first, expiredToken)
    world.sts.failThat(second, expiredToken)
    // The first is refused, and its source renewed; only then is the second refused.
    await world.sts.gate.letOne()
    await world.sts.gate.letLast()
    await world.sts.gate.open()
    expect(world.sts.operations.filter(each => each === 'GetSessionToken')).toHaveLength(2)
    expect([world.state('a').kind, world.state('b').kind]).toEqual(['live', 'live'])
  })

  it('of a key’s own call is a failure', async () => {
    const world = new World(role('a'))
    world.sts.failNext(expiredToken)
    await world.start('a')
    expect(world.state('a')).toEqual({ kind: 'failed', why: expiredToken })
  })
})

describe('a port that throws, by a fault in the code', () => {
  it('does not keep the session from being got again', async () => {
    const world = new World(role('a'))
    world.keys.fault = new Error('a fault in the keychain')
    const handout = world.request('a')
    if (handout.kind !== 'pending') throw new Error(handout.kind)
    await handout.settled.catch(() => {})
    await world.clock.advance(MINUTE)
    world.request('a')
    await flush()
    expect(world.state('a').kind).toBe('live')
  })
})

it('AWS’s passing faults are tried again, and its refusals are not', async () => {
  const world = new World(role('a'), role('b', { externalId: 'other' }))
  world.sts.failNext(awsFailure('Throttling', 'Rate exceeded', {}, { status: 400 }))
  await world.start('a')
  await world.clock.advance(SECOND)
  world.sts.failNext(awsFailure('InternalFailure', 'x', {}, { status: 500 }))
  await world.start('b')
  await world.clock.advance(SECOND)
  expect([world.state('a').kind, world.state('b').kind]).toEqual(['live', 'live'])
})
