import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../../main/core/clock.ts'
import { READ_ONLY } from '../../../main/core/sessions/session-policies.ts'
import type { StepView } from '../../../main/core/snapshot/steps.ts'
import { flush } from '../../support/fakes.ts'
import { denied, fromSession, offline, role, sessionId, token, World } from '../world.ts'

const ROLE = 'arn:aws:iam::444455556666:role/'
const plain = role('plain', { roleArn: `${ROLE}plain` })
const base = role('base', { mfa: 'session-token', roleArn: `${ROLE}base` })
const middle = role('middle', { source: fromSession('base'), roleArn: `${ROLE}middle` })
const leaf = role('leaf', { source: fromSession('middle'), roleArn: `${ROLE}leaf` })
const own = role('own', { mfa: 'own-code', roleArn: `${ROLE}own` })
const day = token('day', { durationSeconds: 36_000 })
const ofDay = role('of-day', { source: fromSession('day'), roleArn: `${ROLE}of-day` })

const steps = (world: World, name: string) => world.broker.states.steps(sessionId(name))
const outline = (of: readonly StepView[]) =>
  of.map(({ operation, session, needsCode }) => `${operation} ${session ?? '-'}${needsCode ? ' code' : ''}`)
const states = (world: World, name: string) => steps(world, name).map(each => each.state)

describe('the steps to a session', () => {
  it.each<[string, readonly string[]]>([
    ['plain', ['AssumeRole plain']],
    ['own', ['AssumeRole own code']],
    ['base', ['GetSessionToken - code', 'AssumeRole base']],
    ['leaf', ['GetSessionToken - code', 'AssumeRole base', 'AssumeRole middle', 'AssumeRole leaf']],
    ['of-day', ['GetSessionToken day code', 'AssumeRole of-day']],
    ['day', ['GetSessionToken day code']],
  ])('%s', async (name, expected) => {
    const world = new World(plain, base, middle, leaf, own, day, ofDay)
    expect(steps(world, name)).toEqual([])
    await world.start(name)
    expect(outline(steps(world, name))).toEqual(expected)
  })

  it('have the same names where they are bounded for a tool', async () => {
    const world = new World(base, middle, leaf)
    world.broker.request(leaf.id, READ_ONLY)
    await flush()
    expect(outline(steps(world, 'leaf'))).toHaveLength(4)
    expect(steps(world, 'leaf').map(each => each.session)).toEqual([null, 'base', 'middle', 'leaf'])
  })

  it('are none where the chain can’t be followed', async () => {
    const world = new World(role('orphan', { source: fromSession('gone') }))
    await world.start('orphan')
    expect(steps(world, 'orphan')).toEqual([])
  })
})

describe('the life of a step', () => {
  it('begins with what waits for a code; those above it have not begun', async () => {
    const world = new World(base, middle, leaf)
    await world.start('leaf')
    expect(states(world, 'leaf')[0]).toBe('getting')
    expect(states(world, 'leaf')).not.toContain('live')
    await world.type(world.newCode())
    expect(states(world, 'leaf')).toEqual(['live', 'live', 'live', 'live'])
  })

  it('is of its own: the token of a code lives for hours, the roles for one', async () => {
    const world = new World(base, middle, leaf)
    await world.start('leaf')
    await world.type(world.newCode())
    const now = world.clock.now()
    const [code, ...roles] = steps(world, 'leaf')
    expect(code?.until).toBeGreaterThan(now + 10 * HOUR)
    for (const { until, renewsAt } of roles) {
      expect(until).toBeGreaterThan(now + 55 * MINUTE)
      expect(until).toBeLessThanOrEqual(now + HOUR)
      expect(renewsAt).toBeGreaterThan(now)
      expect(renewsAt).toBeLessThan(until ?? 0)
    }
  })

  it('is shared with the other sessions of its chain, which may be off', async () => {
    const world = new World(base, middle, leaf)
    await world.start('base')
    await world.type(world.newCode())
    expect(steps(world, 'leaf')).toEqual([])
    world.sts.gate.shut()
    await world.start('leaf')
    expect(states(world, 'leaf').slice(0, 2)).toEqual(['live', 'live'])
    expect(states(world, 'leaf').slice(2)).not.toContain('live')
    await world.sts.gate.open()
    expect(states(world, 'leaf')).toEqual(['live', 'live', 'live', 'live'])
  })

  it('has failed where only a person can help, and is being got where it is tried again', async () => {
    const world = new World(plain)
    world.sts.failAlways(denied)
    await world.start('plain')
    expect(steps(world, 'plain')).toMatchObject([{ state: 'failed', until: null, renewsAt: null }])
    world.sts.failAlways(offline)
    await world.start('plain')
    expect(states(world, 'plain')).toEqual(['getting'])
  })

  it('goes on while a renewal fails, and tells when that is tried again', async () => {
    const world = new World(plain)
    await world.start('plain')
    world.sts.failAlways(offline)
    const [{ renewsAt, until } = { renewsAt: null, until: null }] = steps(world, 'plain')
    await world.clock.advance((renewsAt ?? 0) - world.clock.now() + 1)
    const [step] = steps(world, 'plain')
    expect([step?.state, step?.until]).toEqual(['live', until])
    expect(step?.renewsAt).toBeGreaterThan(world.clock.now())
  })

  it('is over with the session', async () => {
    const world = new World(plain)
    await world.start('plain')
    await world.stop('plain')
    expect(steps(world, 'plain')).toEqual([])
  })
})
