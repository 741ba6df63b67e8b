import { beforeEach, describe, expect, it } from 'vitest'
import type { Handout } from '../../../main/core/broker/handout.ts'
import { MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { signInViews } from '../../../main/core/snapshot/sign-in-views.ts'
import { flush } from '../../support/fakes.ts'
import { corp, samlRole } from '../recipes.ts'
import { alice, catalogOf, fromSession, role, sessionId, World } from '../world.ts'

type Reason = Extract<Failure, { kind: 'sign-in' }>['reason']

const dev = sessionId('dev')
let world: World
beforeEach(() => {
  world = new World()
  world.data = catalogOf([samlRole('dev'), samlRole('prod', { durationSeconds: 7200 })], [alice, corp])
  world.broker.catalogChanged()
})

const fails = (reason: Reason, provider = 'Corp'): Failure => ({
  kind: 'sign-in',
  reason,
  provider,
  detail: '',
})
const reasonOf = (handout: Handout) =>
  handout.kind === 'refused' && handout.failure.kind === 'sign-in' ? handout.failure.reason : handout.kind
const asked = () => world.signIns.asked.map(([, asker]) => asker)
const views = () =>
  signInViews(world.data.sessions.map(session => ({ session, state: world.broker.states.state(session.id) })))

describe('while the company’s page is before the user’s eyes', () => {
  beforeEach(async () => {
    world.signIns.gate.shut()
    world.broker.start(dev)
    await flush()
    world.signIns.open.add(corp.id)
  })

  it('the session waits for the user, and a tool is refused at once and waits for nobody', () => {
    expect(world.broker.states.state(dev)).toEqual({ kind: 'starting', why: fails('open') })
    expect(world.broker.request(dev)).toEqual({ kind: 'refused', failure: fails('open'), until: null })
    expect(views()).toMatchObject([{ isNews: false, sessions: ['dev'] }])
  })

  it('a click on the session brings it to the front', () => {
    world.broker.start(dev)
    expect(world.signIns.raised).toContain(corp.id)
    expect(asked()).toEqual(['you'])
  })

  it('so does a session that starts from that one', () => {
    const chained = role('chained', { source: fromSession('dev') })
    world.data = catalogOf([...world.data.sessions, chained], [alice, corp])
    world.broker.catalogChanged()
    expect(reasonOf(world.broker.request(chained.id))).toBe('open')
  })

  it('stopping the session takes the page away', async () => {
    world.broker.stop(dev)
    expect(world.signIns.withdrawn).toEqual([corp.id])
  })

  it('stopping it leaves the page to another session that waits for it', () => {
    world.broker.start(sessionId('prod'))
    world.broker.stop(dev)
    expect(world.signIns.withdrawn).toEqual([])
    world.broker.stop(sessionId('prod'))
    expect(world.signIns.withdrawn).toContain(corp.id)
  })

  it('what is there already is served all the same', async () => {
    world.signIns.open.clear()
    await world.signIns.gate.open()
    await flush()
    world.signIns.open.add(corp.id)
    expect(world.broker.request(dev).kind).toBe('ready')
    expect(world.broker.states.state(dev).kind).toBe('live')
  })
})

describe('a tool', () => {
  it.each(['needed', 'closed', 'timed-out'] as const)(
    'that asks again and again has the page looked at once in ten minutes, where it was %s',
    async reason => {
      world.signIns.failure = fails(reason)
      expect(world.broker.request(dev).kind).toBe('pending')
      await flush()
      for (let minute = 0; minute < 9; minute++) {
        expect(reasonOf(world.broker.request(dev))).toBe(reason)
        await world.clock.advance(MINUTE)
      }
      expect(asked()).toEqual(['tool'])
      await world.clock.advance(2 * MINUTE)
      world.broker.request(dev)
      await flush()
      expect(asked()).toEqual(['tool', 'tool'])
    },
  )

  it('does not keep a click from bringing the page up at once', async () => {
    world.signIns.failure = fails('closed')
    world.broker.request(dev)
    await flush()
    world.signIns.failure = null
    world.broker.start(dev)
    await flush()
    expect(asked()).toEqual(['tool', 'you'])
    expect(world.broker.states.state(dev).kind).toBe('live')
  })
})

it('a page that is tried unseen for a tool comes before the eyes of whoever clicks meanwhile', async () => {
  world.signIns.gate.shut()
  world.broker.request(dev)
  await flush()
  expect(world.signIns.raised).toEqual([])
  world.broker.start(dev)
  expect([asked(), world.signIns.raised.length > 0]).toEqual([['tool'], true])
})

it('a page that is tried for a click is not brought up before it wants to see somebody', async () => {
  world.signIns.gate.shut()
  world.broker.start(dev)
  world.broker.start(dev)
  await flush()
  expect([asked(), world.signIns.raised]).toEqual([['you'], []])
})

describe('a page that is not there', () => {
  it('is tried again by itself, and asks nobody to sign in', async () => {
    world.signIns.failure = fails('unreachable')
    world.broker.start(dev)
    await flush()
    expect([world.broker.states.state(dev).kind, views()]).toEqual(['starting', []])
    world.signIns.failure = null
    await world.clock.advance(2 * SECOND)
    expect(world.broker.states.state(dev).kind).toBe('live')
  })

  it.each(['untrusted', 'not-allowed'] as const)(
    'in a way that no second try mends (%s) is not',
    async reason => {
      world.signIns.failure = fails(reason)
      world.broker.start(dev)
      await world.clock.advance(60 * MINUTE)
      expect([asked(), world.broker.states.state(dev).kind, views()]).toEqual([['you'], 'failed', []])
    },
  )
})

it('renewal asks nobody, and comes back in ten minutes while there is something to renew', async () => {
  world.sts.life = 60 * MINUTE
  world.broker.start(dev)
  await flush()
  world.signIns.failure = fails('needed')
  await world.clock.advance(41 * MINUTE)
  expect([asked(), world.broker.states.state(dev).kind]).toEqual([['you', 'renewal'], 'failing'])
  expect(views()).toMatchObject([{ isNews: true }])
  expect(world.broker.request(dev).kind).toBe('ready')
  await world.clock.advance(11 * MINUTE)
  expect(asked()).toEqual(['you', 'renewal', 'renewal'])
})

it('a change of the catalog tells which pages there are still, before any is asked anew', async () => {
  world.signIns.gate.shut()
  world.broker.start(dev)
  await flush()
  const moved = { ...corp, signInUrl: 'https://elsewhere.example/aws' }
  await world.change({ identities: [alice, moved] })
  expect([world.signIns.kept, asked()]).toEqual([[moved], ['you', 'renewal']])
  await world.change({ identities: [alice] })
  expect(world.signIns.kept).toEqual([])
})

it('forgetting everything has the page forget its user', () => {
  world.broker.start(dev)
  world.broker.forgetAll('user')
  expect(world.signIns.forgotten).toBe(1)
})
