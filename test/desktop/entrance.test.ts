import { beforeEach, describe, expect, it } from 'vitest'
import { Catalog } from '../../main/core/catalog/catalog.ts'
import { HOUR, MINUTE } from '../../main/core/clock.ts'
import type { Confirmation, Errand, LeaseMinutes } from '../../main/core/consent/leases.ts'
import { done, fail, type Result } from '../../main/core/failures/failure.ts'
import type { SessionId } from '../../main/core/sessions/session.ts'
import { askingOf } from '../../main/core/tools/tool.ts'
import { Entrance } from '../../main/desktop/entrance.ts'
import { inTerminal } from '../core/processes.ts'
import { role, sessionId, World } from '../core/world.ts'
import { countingIds, FakeCatalogStore, flush } from '../support/fakes.ts'

const dev = role('dev')
const prod = role('prod', { production: true })
const asks = role('asks', { production: true, consent: 'first-use' })

let world: World
let catalog: Catalog
let store: FakeCatalogStore
let entrance: Entrance
/** What was done of the console, and how often something was shown. */
let log: string[]
let isUser: (reason: string) => Promise<boolean>
beforeEach(async () => {
  world = new World(dev, prod, asks)
  log = []
  isUser = async () => true
  store = new FakeCatalogStore()
  catalog = new Catalog(world.data, store, countingIds(), () => void world.change(catalog.data))
  const noted = (what: string) => async (id: SessionId) => {
    log.push(`${what} ${id}`)
    return done
  }
  entrance = new Entrance({
    catalog,
    broker: world.broker,
    consents: world.consents,
    leases: world.leases,
    console: { open: noted('open'), copyLink: noted('copy') },
    isUser: reason => isUser(reason),
    openPrompts: () => log.push('shown'),
  })
  await catalog.makeCurrent(dev.id)
})

function open(): Confirmation {
  const [confirmation, ...more] = world.leases.list()
  if (confirmation === undefined || more.length > 0) throw new Error('Not one confirmation is open.')
  return confirmation
}
async function enter(errand: Errand, name = 'prod'): Promise<Result<void>> {
  const outcome = await entrance.enter(sessionId(name), errand)
  await flush()
  return outcome
}
async function answer(minutes: LeaseMinutes | null = 15): Promise<Result<void>> {
  const outcome = await entrance.answer(open().id, minutes)
  await flush()
  return outcome
}
const isOn = (name: string) => world.broker.isOn(sessionId(name))
const gone = fail({ kind: 'not-found', what: 'confirmation' })

describe('a click on a session that is not marked', () => {
  it('does what it says at once', async () => {
    for (const errand of ['start', 'switch', 'console', 'console-link', 'newer-code', 'extend'] as const)
      expect(await enter(errand, 'dev')).toEqual(done)
    expect([isOn('dev'), catalog.data.current, log]).toEqual([true, 'dev', ['open dev', 'copy dev']])
    expect(world.leases.list()).toEqual([])
  })

  it('on one that is gone says so', async () => {
    expect(await enter('start', 'gone')).toEqual(fail({ kind: 'not-found', what: 'session' }))
  })
})

describe('a click on a production session', () => {
  it.each<Errand>(['start', 'switch', 'console', 'console-link', 'newer-code', 'extend'])(
    'shows what it asks, and does nothing of it: %s',
    async errand => {
      expect(await enter(errand)).toEqual(done)
      expect([open().errand, log]).toEqual([errand, ['shown']])
      expect([isOn('prod'), catalog.data.current, world.sts.calls]).toEqual([false, 'dev', []])
    },
  )

  it.each<[Errand, boolean, string, readonly string[]]>([
    ['start', true, 'dev', []],
    ['switch', true, 'prod', []],
    ['newer-code', true, 'dev', []],
    ['console', false, 'dev', ['open prod']],
    ['console-link', false, 'dev', ['copy prod']],
  ])('does it once it is confirmed: %s', async (errand, on, current, consoles) => {
    await enter(errand)
    expect(await answer(30)).toEqual(done)
    expect([isOn('prod'), catalog.data.current, log.slice(1)]).toEqual([on, current, consoles])
    expect(world.leases.until(prod.id)).toBe(world.clock.now() + 30 * MINUTE)
  })

  it('does nothing where the answer is no', async () => {
    await enter('switch')
    const { id } = open()
    expect(await answer(null)).toEqual(done)
    expect([isOn('prod'), catalog.data.current, world.leases.list()]).toEqual([false, 'dev', []])
    expect(await entrance.answer(id, 15)).toEqual(gone)
    expect(isOn('prod')).toBe(false)
  })

  it('asks no more while its lease runs', async () => {
    await enter('start')
    await answer()
    expect(await enter('switch')).toEqual(done)
    expect([catalog.data.current, world.leases.list()]).toEqual(['prod', []])
  })

  it('is confirmed once, however often the button is pressed', async () => {
    await enter('console')
    const { id } = open()
    const outcomes = await Promise.all([entrance.answer(id, 15), entrance.answer(id, 60)])
    expect(outcomes).toEqual([done, gone])
    expect([log, world.leases.until(prod.id)]).toEqual([
      ['shown', 'open prod'],
      world.clock.now() + 15 * MINUTE,
    ])
  })

  it('lets in whom it was denied before: the user wants it now', async () => {
    const asking = askingOf(inTerminal('aws'), 'container')
    world.consents.check(prod, asking)
    const [question] = world.consents.list()
    if (question !== undefined) world.consents.answer(question.id, false, null)
    expect(world.consents.check(prod, asking).kind).toBe('refused')
    await enter('start')
    await answer()
    expect(world.consents.check(prod, asking).kind).toBe('allowed')
  })

  it('answers the question of a tool along with it, where no program is to be asked about', async () => {
    const asking = askingOf(inTerminal('aws'), 'container')
    for (const session of [prod, asks]) world.consents.check(session, asking)
    for (const session of [prod, asks]) {
      await enter('start', session.name)
      await answer()
    }
    expect(world.consents.list().map(each => [each.session, each.beginsLease])).toEqual([['asks', false]])
    expect(world.consents.check(prod, asking).kind).toBe('allowed')
  })
})

describe('the system’s own check of who is there', () => {
  it('is asked for before anything begins, and says what for', async () => {
    const reasons: string[] = []
    isUser = async reason => {
      reasons.push(reason)
      return false
    }
    await enter('switch')
    expect(await answer(60)).toEqual(fail({ kind: 'not-confirmed', session: 'prod' }))
    expect(reasons).toEqual(['use prod for 60 minutes'])
    expect([isOn('prod'), world.leases.until(prod.id), open().errand]).toEqual([false, null, 'switch'])
  })

  it('is for what was seen: what was clicked for meanwhile is not done by it', async () => {
    let say = (_: boolean): void => {}
    isUser = () =>
      new Promise(resolve => {
        say = resolve
      })
    await enter('start')
    const { id } = open()
    const answered = entrance.answer(id, 15)
    await enter('console')
    say(true)
    expect(await answered).toEqual(gone)
    expect([isOn('prod'), log, open().errand]).toEqual([false, ['shown', 'shown'], 'console'])
  })

  it('comes too late where the session has become another role meanwhile', async () => {
    isUser = async () => {
      await catalog.replaceSession({ ...prod, roleArn: 'arn:aws:iam::999988887777:role/Admin' })
      return true
    }
    await enter('switch')
    expect(await answer()).toEqual(gone)
    expect([isOn('prod'), catalog.data.current, world.leases.until(prod.id)]).toEqual([false, 'dev', null])
  })
})

describe('a yes to a program that begins a lease', () => {
  const asking = askingOf(inTerminal('aws'), 'container')
  const asked = () => {
    world.consents.check(prod, asking)
    const [question] = world.consents.list()
    if (question === undefined) throw new Error('Nothing is asked.')
    return question.id
  }

  it('takes the system’s own check too', async () => {
    const reasons: string[] = []
    isUser = async reason => {
      reasons.push(reason)
      return reasons.length > 1
    }
    const id = asked()
    expect(await entrance.answerQuestion(id, true, 30)).toEqual(
      fail({ kind: 'not-confirmed', session: 'prod' }),
    )
    expect([world.leases.until(prod.id), world.consents.list().length]).toEqual([null, 1])
    expect(await entrance.answerQuestion(id, true, 30)).toEqual(done)
    expect(world.leases.until(prod.id)).toBe(world.clock.now() + 30 * MINUTE)
    expect(reasons).toEqual(['use prod for 30 minutes', 'use prod for 30 minutes'])
  })

  it('comes too late where nobody is asked any longer', async () => {
    isUser = async () => {
      world.surroundings.screenLocked(true)
      return true
    }
    expect(await entrance.answerQuestion(asked(), true, 15)).toMatchObject({ ok: false })
    expect(world.leases.until(prod.id)).toBe(null)
  })

  it('is not checked where it is a no, or where the lease runs', async () => {
    isUser = async () => false
    expect(await entrance.answerQuestion(asked(), false, null)).toEqual(done)
    world.consents.check(asks, asking)
    world.leases.begin(asks, 15)
    const [question] = world.consents.list()
    if (question === undefined) throw new Error('Nothing is asked.')
    expect(await entrance.answerQuestion(question.id, true, null)).toEqual(done)
    expect(world.consents.check(asks, asking).kind).toBe('allowed')
  })
})

describe('to go on', () => {
  it('makes the lease longer and starts nothing', async () => {
    await enter('start')
    await answer(15)
    await world.clock.advance(10 * MINUTE)
    const calls = world.sts.calls.length
    await enter('extend')
    await answer(30)
    expect(world.leases.until(prod.id)).toBe(world.clock.now() + 30 * MINUTE)
    expect(world.sts.calls.length).toBe(calls)
  })

  it('starts it again where it has ended before the answer', async () => {
    await enter('start')
    await answer(15)
    await world.clock.advance(14 * MINUTE)
    await enter('extend')
    await world.clock.advance(MINUTE)
    expect(isOn('prod')).toBe(false)
    await answer(15)
    expect(isOn('prod')).toBe(true)
  })
})

describe('the end', () => {
  beforeEach(async () => {
    await enter('switch')
    await answer(15)
    expect(catalog.data.current).toBe('prod')
  })

  it('by the user stops it, ends the lease and brings back what was current before', async () => {
    expect(await entrance.leave(prod.id)).toEqual(done)
    expect([isOn('prod'), world.leases.until(prod.id), catalog.data.current]).toEqual([false, null, 'dev'])
    await world.clock.advance(HOUR)
    expect(world.broker.stoppedFailure(prod.id)).toMatchObject({ by: 'user' })
  })

  it('of a session that is not marked leaves it current: nothing else was asked for', async () => {
    await enter('switch', 'dev')
    expect(await entrance.leave(dev.id)).toEqual(done)
    expect([isOn('dev'), catalog.data.current]).toEqual([false, 'dev'])
  })

  it('by time does the same, and forgets what was allowed', async () => {
    await enter('start', 'asks')
    await answer()
    const asking = askingOf(inTerminal('aws'), 'container')
    world.consents.check(asks, asking)
    const [question] = world.consents.list()
    if (question !== undefined) world.consents.answer(question.id, true, null)
    expect(world.consents.check(asks, asking).kind).toBe('allowed')
    expect(await entrance.leaseEnded(asks.id)).toEqual(done)
    expect(world.broker.stoppedFailure(asks.id)).toMatchObject({ by: 'lease' })
    expect(catalog.data.current).toBe('prod')
    await entrance.leaseEnded(prod.id)
    expect(catalog.data.current).toBe('dev')
    world.leases.begin(asks, 15)
    world.broker.start(asks.id)
    expect(world.consents.check(asks, asking).kind).toBe('refused')
  })

  it('is there before it is saved: a full disk serves nobody', async () => {
    store.failure = { kind: 'not-saved', detail: 'ENOSPC' }
    expect(await entrance.leave(prod.id)).toMatchObject({ ok: false })
    expect([isOn('prod'), world.leases.until(prod.id)]).toEqual([false, null])
  })

  it('of all ends every lease and withdraws what is asked', async () => {
    await enter('start', 'asks')
    entrance.leaveAll()
    await flush()
    expect([isOn('prod'), world.leases.until(prod.id), world.leases.list()]).toEqual([false, null, []])
  })
})
