import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../main/core/clock.ts'
import type { LeaseMinutes } from '../../main/core/consent/leases.ts'
import { Consoles } from '../../main/core/console.ts'
import { succeed } from '../../main/core/failures/failure.ts'
import { Inquiries } from '../../main/core/inquiries.ts'
import { Secret } from '../../main/core/secret.ts'
import type { Session, SessionId } from '../../main/core/sessions/session.ts'
import { READ_ONLY } from '../../main/core/sessions/session-policies.ts'
import { Access, type Door } from '../../main/core/tools/access.ts'
import { Activity } from '../../main/core/tools/activity.ts'
import { type Grant, type GrantId, settleGrants } from '../../main/core/tools/grants.ts'
import type { Lineage } from '../../main/core/tools/tool.ts'
import { countingIds, FakeActivityStore, FakeLookups, flush } from '../support/fakes.ts'
import { inTerminal } from './processes.ts'
import { fromSession, role, World } from './world.ts'

const prod = role('prod', { production: true, externalId: 'pp' })
const dev = role('dev', { externalId: 'dd' })
const asks = role('asks', { production: true, consent: 'first-use', externalId: 'aa' })
const chained = role('chained', { source: fromSession('prod'), externalId: 'cc' })
const coded = role('coded', { production: true, mfa: 'session-token', externalId: 'mm' })

const bounded: Grant = {
  id: 'bounded' as GrantId,
  name: 'bounded',
  target: { kind: 'session', id: prod.id },
  sessionPolicies: READ_ONLY,
}

let world: World
let access: Access
beforeEach(() => {
  world = new World(prod, dev, asks, chained, coded)
  world.data = { ...world.data, current: prod.id, recent: [prod.id, dev.id], instanceMetadata: prod.id }
  world.data = { ...world.data, grants: [...settleGrants(world.data, countingIds('g')), bounded] }
  world.broker.catalogChanged()
  access = new Access({
    catalog: () => world.data,
    broker: world.broker,
    consents: world.consents,
    activity: new Activity({
      clock: world.clock,
      store: new FakeActivityStore(),
      onChange() {},
      onLost() {},
    }),
    onChange() {},
  })
})

const current: Door = { route: 'container', grant: 'g-1' as GrantId }
const metadata: Door = { route: 'instance-metadata' }
const ofBounded: Door = { route: 'process', grant: bounded.id }
function doorTo(name: string): Door {
  const grant = world.data.grants.find(
    each => each.name === null && each.target.kind === 'session' && each.target.id === name,
  )
  if (grant === undefined) throw new Error(`${name} has no grant.`)
  return { route: 'container', grant: grant.id }
}

/** The session that the process has in the end, or why it has nothing. */
async function ask(door: Door, lineage: Lineage = inTerminal('aws')): Promise<string> {
  access.ask(door, lineage)
  await flush()
  const { handout, session } = access.ask(door, lineage)
  if (handout.kind === 'ready') return session?.name ?? '?'
  if (handout.kind === 'pending') return 'pending'
  const { failure } = handout
  if (failure.kind === 'consent') return failure.reason
  return failure.kind === 'stopped' ? `stopped by ${failure.by}` : failure.kind
}
const lease = (session: Session = prod, minutes: LeaseMinutes = 15) => world.leases.begin(session, minutes)
function answer(allow: boolean, minutes: LeaseMinutes | null = 15, at = 0): void {
  const question = world.consents.list()[at]
  if (question === undefined) throw new Error('No such question is open.')
  expect(world.consents.answer(question.id, allow, minutes)).toMatchObject({ ok: true })
}

describe('without a lease nothing gets a production session', () => {
  it.each<[string, Door]>([
    ['its own access', { route: 'container', grant: 'g-2' as GrantId }],
    ['what follows the tray', current],
    ['a bounded access', ofBounded],
    ['instance metadata', metadata],
  ])('%s', async (_, door) => {
    expect(await ask(door)).toBe('asked')
    expect([world.sts.calls.length, world.broker.isOn(prod.id)]).toEqual([0, false])
    expect(world.consents.list()).toMatchObject([{ session: 'prod', beginsLease: true }])
  })

  it('a request to the broker itself, with bounds or without', async () => {
    expect(world.handed('prod')).toBe('lease-needed')
    expect(world.broker.request(prod.id, READ_ONLY)).toMatchObject({ failure: { kind: 'lease-needed' } })
    await flush()
    expect(world.sts.calls).toEqual([])
  })

  it('a start, or a newer code', async () => {
    await world.start('prod')
    await world.start('coded')
    world.broker.giveNewerCode(coded.id)
    await flush()
    expect([world.sts.calls, world.prompts.list()]).toEqual([[], []])
  })

  it('a person’s questions and the console', async () => {
    const catalog = () => world.data
    const { broker, clock, keys, leases, signIns } = world
    const lookups = new FakeLookups()
    const inquiries = new Inquiries({ catalog, broker, keys, lookups, signIns, readAssertion: () => null })
    const signIn = { link: async () => succeed(new Secret('https://link.example')) }
    const needed = { ok: false, failure: { kind: 'lease-needed', session: 'prod' } }
    expect(await inquiries.whoAmI(prod.id)).toEqual(needed)
    expect(await inquiries.decode(prod.id, 'message')).toEqual(needed)
    expect(await new Consoles({ catalog, broker, clock, leases, signIn }).link(prod.id)).toEqual(needed)
    expect(world.sts.calls).toEqual([])
  })

  it('what wakes sessions up: network, unlock, a set clock, a change of the catalog', async () => {
    lease()
    await ask(doorTo('prod'))
    await world.clock.advance(15 * MINUTE)
    world.broker.stop(prod.id, 'lease')
    const before = world.sts.calls.length
    world.surroundings.networkBack()
    world.surroundings.screenLocked(true)
    world.surroundings.screenLocked(false)
    world.surroundings.clockSetForward()
    world.surroundings.resumed()
    await world.change({})
    await world.clock.advance(3 * HOUR)
    expect(world.sts.calls.length).toBe(before)
  })
})

describe('with a lease', () => {
  it('it is served, and renewed for as long as that runs', async () => {
    lease(prod, 60)
    expect(await ask(doorTo('prod'))).toBe('prod')
    await world.clock.advance(59 * MINUTE)
    expect(world.sts.calls.length).toBe(2)
    expect(await ask(doorTo('prod'))).toBe('prod')
  })

  it('it is refused from the end on, whatever is held of it, and not got any more', async () => {
    lease()
    const terminal = inTerminal('aws')
    expect(await ask(doorTo('prod'), terminal)).toBe('prod')
    await world.clock.advance(15 * MINUTE)
    const before = world.sts.calls.length
    for (const door of [doorTo('prod'), ofBounded, metadata])
      expect(await ask(door, terminal)).toBe('stopped by lease')
    await world.clock.advance(2 * HOUR)
    expect([world.sts.calls.length, world.consents.list()]).toEqual([before, []])
  })

  it('a call that is under way at its end gives nobody anything', async () => {
    world.sts.gate.shut()
    lease()
    const obtained = world.broker.obtain(prod.id)
    const handout = world.request('prod')
    expect(handout.kind).toBe('pending')
    await world.clock.advance(15 * MINUTE)
    await world.sts.gate.open()
    expect(await obtained).toMatchObject({ ok: false, failure: { kind: 'stopped', by: 'lease' } })
    expect(await ask(doorTo('prod'))).toBe('stopped by lease')
  })

  it('a code that is asked for at its end is asked for no more', async () => {
    lease(coded)
    await world.start('coded')
    expect(world.prompts.list()).toHaveLength(1)
    // The patience of a prompt is over long before.
    await world.clock.advance(14 * MINUTE)
    await world.start('coded')
    expect(world.prompts.list()).toHaveLength(1)
    await world.clock.advance(MINUTE)
    expect(world.prompts.list()).toEqual([])
  })

  it('what is held is served again at once when another one begins: nobody types a code twice', async () => {
    lease(coded)
    await world.start('coded')
    await world.type(world.newCode())
    expect(await ask(doorTo('coded'))).toBe('coded')
    await world.clock.advance(15 * MINUTE)
    expect(await ask(doorTo('coded'))).toBe('stopped by lease')
    lease(coded)
    await world.start('coded')
    expect([await ask(doorTo('coded')), world.prompts.list()]).toEqual(['coded', []])
  })

  it('the sleep of the computer ends it: no timer need have rung', async () => {
    lease()
    expect(await ask(doorTo('prod'))).toBe('prod')
    world.clock.sleep(HOUR)
    expect(world.handed('prod')).toBe('lease-needed')
    await world.clock.advance(0)
    expect(await ask(doorTo('prod'))).toBe('stopped by lease')
  })
})

describe('a job that follows the tray', () => {
  it('is not led into another session by the end of the lease; a new one gets that', async () => {
    const terraform = inTerminal('terraform')
    lease()
    expect(await ask(current, terraform)).toBe('prod')
    await world.clock.advance(15 * MINUTE)
    await world.change({ current: dev.id })
    expect([await ask(current, terraform), await ask(current)]).toEqual(['stopped by lease', 'dev'])
    lease()
    await world.start('prod')
    expect(await ask(current, terraform)).toBe('prod')
  })

  it('nor where the mark is taken away after that end', async () => {
    const terraform = inTerminal('terraform')
    lease()
    expect(await ask(current, terraform)).toBe('prod')
    await world.clock.advance(15 * MINUTE)
    const sessions = [{ ...prod, production: false }, dev, asks, chained, coded]
    await world.change({ current: dev.id, sessions })
    expect(await ask(current, terraform)).toBe('stopped by lease')
  })

  it('nor by the user’s Stop, which brings another one back as well', async () => {
    const terraform = inTerminal('terraform')
    lease()
    expect(await ask(current, terraform)).toBe('prod')
    world.leases.end(prod.id)
    await world.stop('prod')
    await world.change({ current: dev.id })
    expect([await ask(current, terraform), await ask(current)]).toEqual(['stopped by user', 'dev'])
  })
})

describe('a question', () => {
  it('begins the lease and lets the program in, in one', async () => {
    const terminal = inTerminal('aws')
    expect(await ask(doorTo('asks'), terminal)).toBe('asked')
    expect(world.consents.list()).toMatchObject([{ session: 'asks', beginsLease: true }])
    answer(true, 30)
    expect([await ask(doorTo('asks'), terminal), world.consents.list()]).toEqual(['asks', []])
    expect(world.leases.until(asks.id)).toBe(world.clock.now() + 30 * MINUTE)
  })

  it('is not answered with a yes where nobody has said for how long', async () => {
    await ask(doorTo('prod'))
    const [question] = world.consents.list()
    expect(question && world.consents.answer(question.id, true, null)).toEqual({
      ok: false,
      failure: { kind: 'lease-needed', session: 'prod' },
    })
    expect([await ask(doorTo('prod')), world.leases.until(prod.id)]).toEqual(['asked', null])
  })

  it('with a no begins nothing, and is not asked again for ten minutes', async () => {
    const terminal = inTerminal('aws')
    await ask(doorTo('prod'), terminal)
    answer(false, null)
    expect([await ask(doorTo('prod'), terminal), world.consents.list()]).toEqual(['denied', []])
    expect(world.leases.until(prod.id)).toBeNull()
    await world.clock.advance(10 * MINUTE)
    expect(await ask(doorTo('prod'), terminal)).toBe('asked')
  })

  it('about one program lets no other in that was denied, or is being asked about', async () => {
    const [denied, waiting] = [inTerminal('denied'), inTerminal('waiting')]
    await ask(doorTo('prod'), denied)
    answer(false, null)
    await ask(doorTo('prod'), waiting)
    await ask(doorTo('prod'))
    answer(true, 15, 1)
    expect(await ask(doorTo('prod'))).toBe('prod')
    expect([await ask(doorTo('prod'), denied), await ask(doorTo('prod'), waiting)]).toEqual([
      'denied',
      'asked',
    ])
    answer(true, null)
    expect(await ask(doorTo('prod'), waiting)).toBe('prod')
  })

  it('is withdrawn where the user begins the lease by a click, and nobody is to be asked else', async () => {
    const terminal = inTerminal('aws')
    await ask(doorTo('prod'), terminal)
    await ask(doorTo('asks'), terminal)
    for (const session of [prod, asks]) {
      lease(session)
      world.consents.leaseBegan(session.id)
    }
    expect(await ask(doorTo('prod'), terminal)).toBe('prod')
    expect(world.consents.list()).toMatchObject([{ session: 'asks', beginsLease: false }])
    answer(true, null)
    expect(await ask(doorTo('asks'), terminal)).toBe('asks')
  })

  it('holds for the lease: the next one asks anew', async () => {
    const terminal = inTerminal('aws')
    await ask(doorTo('asks'), terminal)
    answer(true, 15)
    await world.clock.advance(15 * MINUTE)
    world.consents.forgetAllowed(asks.id)
    lease(asks)
    await world.start('asks')
    expect(await ask(doorTo('asks'), terminal)).toBe('asked')
  })

  it('knows the session as it is: a mark that came or went while it was open counts', async () => {
    const plain = { ...asks, production: false }
    await world.change({ sessions: [prod, dev, plain, chained, coded] })
    const terminal = inTerminal('aws')
    await ask(doorTo('asks'), terminal)
    expect(world.consents.list()).toMatchObject([{ beginsLease: false }])
    await world.change({ sessions: [prod, dev, asks, chained, coded] })
    expect(world.consents.list()).toMatchObject([{ beginsLease: true }])
    await world.change({ sessions: [prod, dev, plain, chained, coded] })
    answer(true, null)
    expect([await ask(doorTo('asks'), terminal), world.leases.until(asks.id)]).toEqual(['asks', null])
  })

  it('goes where the session is no production one any more and asks nothing: who waits is served', async () => {
    const terminal = inTerminal('aws')
    await ask(doorTo('prod'), terminal)
    await world.change({ sessions: [{ ...prod, production: false }, dev, asks, chained, coded] })
    expect([world.consents.list(), await ask(doorTo('prod'), terminal)]).toEqual([[], 'prod'])
  })

  it('is not asked while the screen is locked, and what was clicked for is withdrawn', async () => {
    world.leases.ask(prod, 'switch')
    world.surroundings.screenLocked(true)
    expect([await ask(doorTo('prod')), world.consents.list(), world.leases.list()]).toEqual([
      'locked',
      [],
      [],
    ])
  })
})

describe('a lease ends with', () => {
  it('the user’s absence, where that makes everything be forgotten', async () => {
    lease()
    expect(await ask(doorTo('prod'))).toBe('prod')
    world.surroundings.idle()
    expect([world.leases.until(prod.id), await ask(doorTo('prod'))]).toEqual([null, 'stopped by absence'])
  })

  it('the lock of the screen only where that is chosen', async () => {
    lease()
    world.surroundings.screenLocked(true)
    expect(world.leases.until(prod.id)).not.toBeNull()
    world.preferences = { ...world.preferences, forgetOnLock: true }
    world.surroundings.screenLocked(true)
    expect(world.leases.until(prod.id)).toBeNull()
  })

  it('the pause of a machine, of which only the computer’s clock tells', async () => {
    lease()
    expect(await ask(doorTo('prod'))).toBe('prod')
    world.clock.set(15 * MINUTE)
    world.surroundings.clockSetForward()
    await flush()
    expect(await ask(doorTo('prod'))).toBe('stopped by lease')
  })

  it('an edit to another role: what was on is stopped, and its tools are told', async () => {
    lease()
    expect(await ask(doorTo('prod'))).toBe('prod')
    const moved = { ...prod, roleArn: 'arn:aws:iam::999988887777:role/Admin' }
    await world.change({ sessions: [moved, dev, asks, chained, coded] })
    expect(await ask(doorTo('prod'))).toBe('stopped by lease')
  })

  it('the process: after a restart it is asked anew', async () => {
    lease()
    expect(await ask(doorTo('prod'))).toBe('prod')
    await world.restart()
    expect(world.handed('prod')).toBe('lease-needed')
  })
})

describe('a session that is marked while it is on', () => {
  it('goes on for a lease, and then ends', async () => {
    expect(await ask(doorTo('dev'))).toBe('dev')
    await world.change({ sessions: [prod, { ...dev, production: true }, asks, chained, coded] })
    expect(await ask(doorTo('dev'))).toBe('dev')
    await world.clock.advance(30 * MINUTE)
    expect(await ask(doorTo('dev'))).toBe('stopped by lease')
  })

  it('is stopped where it becomes another role with the mark', async () => {
    expect(await ask(doorTo('dev'))).toBe('dev')
    const became = { ...dev, production: true, roleArn: 'arn:aws:iam::999988887777:role/Admin' }
    await world.change({ sessions: [prod, became, asks, chained, coded] })
    expect(await ask(doorTo('dev'))).toBe('stopped by lease')
  })
})

/**
 * The way to another session leads through its STS call, and no further: nobody gets the credentials of a session that
 * is only a step. So a hub that is marked does not make all that starts from it be asked about.
 */
describe('a session that starts from a production one', () => {
  it('is used without a lease of that, which itself is given to nobody', async () => {
    expect(await ask(doorTo('chained'))).toBe('chained')
    expect([await ask(doorTo('prod')), world.broker.isOn(prod.id)]).toEqual(['asked', false])
  })

  it('goes on when the lease of that ends', async () => {
    lease()
    expect([await ask(doorTo('prod')), await ask(doorTo('chained'))]).toEqual(['prod', 'chained'])
    await world.clock.advance(2 * HOUR)
    expect([await ask(doorTo('prod')), await ask(doorTo('chained'))]).toEqual(['stopped by lease', 'chained'])
  })

  it('has a lease of its own where it is marked itself', async () => {
    await world.change({ sessions: [prod, dev, asks, { ...chained, production: true }, coded] })
    lease()
    expect(await ask(doorTo('chained'))).toBe('asked')
  })
})

it('whose process asks is looked up for each production session: the question names it', () => {
  expect([doorTo('prod'), doorTo('dev'), metadata].map(door => access.needsLineage(door))).toEqual([
    true,
    false,
    true,
  ])
})

describe('what a production session held is gone with its end', () => {
  const calls = () => world.sts.calls.length

  it.each<[string, () => void]>([
    ['by the user', () => world.broker.stop(prod.id)],
    ['by its lease', () => world.broker.stop(prod.id, 'lease')],
  ])('%s: the next lease gets its own', async (_, end) => {
    lease()
    const before = await fresh()
    end()
    lease()
    await world.start('prod')
    expect(calls()).toBe(2)
    expect(world.handed('prod')).not.toBe(before)
  })

  it('and so is what bounded tools had', async () => {
    lease()
    expect(await ask(ofBounded)).toBe('prod')
    world.broker.stop(prod.id, 'lease')
    lease()
    await world.start('prod')
    expect(await ask(ofBounded)).toBe('prod')
    expect(calls()).toBe(3)
  })

  it('and what was under way brings nothing', async () => {
    lease()
    world.sts.gate.shut()
    await world.start('prod')
    expect(calls()).toBe(1)
    world.broker.stop(prod.id, 'lease')
    await world.sts.gate.open()
    await flush()
    expect(world.broker.states.arnOf(prod.id)).toBe(null)
  })

  it('but not where another session serves the same', async () => {
    const twin = { ...prod, id: 'twin' as SessionId, name: 'twin', production: false }
    await world.change({ sessions: [...world.data.sessions, twin] })
    lease()
    const before = await fresh()
    await world.start('twin')
    world.broker.stop(prod.id, 'lease')
    expect([world.handed('twin'), calls()]).toEqual([before, 1])
  })

  it('and a code that was given for all roles is not asked for again', async () => {
    const first = role('first', { production: true, mfa: 'session-token' })
    await world.change({ sessions: [first] })
    lease(first)
    await world.start('first')
    await world.type('123456')
    world.broker.stop(first.id, 'lease')
    lease(first)
    await world.start('first')
    expect([world.prompts.list(), world.state('first').kind, calls()]).toEqual([[], 'live', 3])
  })

  async function fresh(): Promise<string> {
    await world.start('prod')
    return world.handed('prod')
  }
})
