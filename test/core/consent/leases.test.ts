import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import { Clicks } from '../../../main/core/consent/clicks.ts'
import {
  type Confirmation,
  type Errand,
  type LeaseMinutes,
  Leases,
} from '../../../main/core/consent/leases.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import { countingIds, FakeClock } from '../../support/fakes.ts'
import { rootTask, samlRole } from '../recipes.ts'
import { role, sessionId, token } from '../world.ts'

const prod = role('prod', { production: true })
const dev = role('dev')
const elsewhere = { ...prod, roleArn: 'arn:aws:iam::777788889999:role/Admin' }

/** Its timers may be a little early, as those of Node are. */
class EarlyClock extends FakeClock {
  earlyBy = 0

  override after(ms: number, run: () => void): () => void {
    return super.after(ms > this.earlyBy ? ms - this.earlyBy : ms, run)
  }
}

let clock: EarlyClock
let leases: Leases
let ended: string[]
let changes: number
function begin(...sessions: readonly Session[]): void {
  clock = new EarlyClock()
  ended = []
  changes = 0
  leases = new Leases({
    clock,
    newId: countingIds('confirmation'),
    clicks: new Clicks(),
    sessions,
    onChange: () => {
      changes += 1
    },
    onEnd: id => ended.push(id),
  })
}
beforeEach(() => begin(prod, dev))

function only(): Confirmation {
  const [confirmation, ...more] = leases.list()
  if (confirmation === undefined || more.length > 0) throw new Error(`${more.length + 1} are not one.`)
  return confirmation
}
function confirm(minutes: LeaseMinutes = 15, errand: Errand = 'start', session: Session = prod): void {
  leases.ask(session, errand)
  expect(leases.confirm(only().id, minutes)).toMatchObject({ ok: true })
}
const isFree = (session: Session = prod) => leases.isFree(session)
/** In minutes from now; null where no lease runs. */
function left(session: Session = prod): number | null {
  const until = leases.until(session.id)
  return until === null ? null : (until - clock.now()) / MINUTE
}
/** @param on the sessions that are in use until they are stopped */
const changed = (sessions: readonly Session[], ...on: readonly Session[]) =>
  leases.catalogChanged(sessions, id => !ended.includes(id) && on.some(each => each.id === id), 30)
const notFound = { ok: false, failure: { kind: 'not-found', what: 'confirmation' } }

describe('a session', () => {
  it('that is not marked is always free', () => {
    expect([isFree(dev), left(dev)]).toEqual([true, null])
  })

  it('that is marked is free while its lease runs, and at no other time', async () => {
    expect(isFree()).toBe(false)
    confirm(15)
    expect([isFree(), left()]).toEqual([true, 15])
    await clock.advance(15 * MINUTE - 1)
    expect([isFree(), ended]).toEqual([true, []])
    await clock.advance(1)
    expect([isFree(), left(), ended]).toEqual([false, null, ['prod']])
  })

  it('has nothing from the lease of another one', () => {
    const other = role('other', { production: true })
    confirm()
    expect(isFree(other)).toBe(false)
  })

  it.each<LeaseMinutes>([15, 30, 60])('has %i minutes where these are chosen', async minutes => {
    confirm(minutes)
    expect(left()).toBe(minutes)
    await clock.advance(minutes * MINUTE)
    expect(ended).toEqual(['prod'])
  })
})

describe('the end of a lease', () => {
  it('is not told before its time by timers that are early', async () => {
    clock.earlyBy = 3
    confirm(15)
    await clock.advance(15 * MINUTE - 2)
    expect([isFree(), ended]).toEqual([true, []])
    await clock.advance(2)
    expect([isFree(), ended]).toEqual([false, ['prod']])
  })

  it('counts the sleep of the computer, and is there before any timer has rung', async () => {
    confirm(15)
    clock.sleep(20 * MINUTE)
    expect(isFree()).toBe(false)
    await clock.advance(0)
    expect(ended).toEqual(['prod'])
  })

  it('is told once, and shown', async () => {
    confirm(15)
    const before = changes
    await clock.advance(2 * HOUR)
    expect(ended).toEqual(['prod'])
    expect(changes).toBeGreaterThan(before)
  })

  it('comes where the computer’s clock says so, since a paused machine does not know how long it was', () => {
    confirm(15)
    clock.set(14 * MINUTE)
    leases.clockSetForward()
    expect([isFree(), ended]).toEqual([true, []])
    clock.set(MINUTE)
    leases.clockSetForward()
    expect([isFree(), ended]).toEqual([false, ['prod']])
  })

  it('by the user is no event: who has ended it knows', async () => {
    confirm(15)
    leases.end(prod.id)
    expect(isFree()).toBe(false)
    await clock.advance(HOUR)
    expect(ended).toEqual([])
  })

  it('of all ends what is open as well', async () => {
    const other = role('other', { production: true })
    confirm()
    leases.ask(other, 'switch')
    leases.endAll()
    expect([isFree(), leases.list()]).toEqual([false, []])
    await clock.advance(HOUR)
    expect(ended).toEqual([])
  })

  it('is forgotten with the process: nothing of it is on the disk', () => {
    confirm(60)
    begin(prod)
    expect(isFree()).toBe(false)
  })
})

describe('a confirmation', () => {
  it('tells what it was for, once', () => {
    leases.ask(prod, 'switch')
    const { id } = only()
    expect(leases.confirm(id, 30)).toMatchObject({ ok: true, value: { session: 'prod', errand: 'switch' } })
    expect(leases.confirm(id, 60)).toEqual(notFound)
    expect([left(), leases.list()]).toEqual([30, []])
  })

  it('that is canceled begins nothing, and can’t be given afterwards', () => {
    leases.ask(prod, 'switch')
    const { id } = only()
    expect(leases.cancel(id)).toMatchObject({ ok: true })
    expect([leases.confirm(id, 15), leases.cancel(id)]).toEqual([notFound, notFound])
    expect([isFree(), leases.list()]).toEqual([false, []])
  })

  it('is the same after a double click, and shown again', () => {
    leases.ask(prod, 'switch')
    const first = only()
    leases.ask(prod, 'switch')
    expect(only()).toEqual({ ...first, clicks: first.clicks + 1 })
  })

  it('for something else is another one: a click on the button of before does nothing', () => {
    leases.ask(prod, 'switch')
    const first = only()
    leases.ask(prod, 'console')
    expect(only()).toMatchObject({ errand: 'console' })
    expect(leases.confirm(first.id, 15)).toEqual(notFound)
    expect(isFree()).toBe(false)
  })

  it('is withdrawn after five minutes, counted from the last click', async () => {
    leases.ask(prod, 'switch')
    await clock.advance(4 * MINUTE)
    leases.ask(prod, 'switch')
    await clock.advance(4 * MINUTE)
    leases.noteClick(prod.id)
    await clock.advance(5 * MINUTE - SECOND)
    const { id, clicks } = only()
    expect(clicks).toBe(3)
    await clock.advance(SECOND)
    expect([leases.list(), leases.confirm(id, 15)]).toEqual([[], notFound])
    expect(isFree()).toBe(false)
  })

  it('is no more where a click on the tray comes too late', () => {
    leases.noteClick(prod.id)
    expect([leases.list(), changes]).toEqual([[], 0])
  })

  it('is one for each session', () => {
    const other = role('other', { production: true })
    leases.ask(prod, 'switch')
    leases.ask(other, 'start')
    expect(leases.list().map(each => [each.session, each.errand])).toEqual([
      ['prod', 'switch'],
      ['other', 'start'],
    ])
  })

  it('is withdrawn where whoever has clicked is away, and the lease that runs is not', () => {
    confirm(15)
    leases.ask(prod, 'extend')
    leases.withdrawAll()
    expect([leases.list(), left()]).toEqual([[], 15])
  })

  it.each<[string, readonly Session[]]>([
    ['edited to be another role', [elsewhere]],
    ['marked no more', [{ ...prod, production: false }]],
    ['removed', []],
  ])('is withdrawn where its session is %s', (_, sessions) => {
    leases.ask(prod, 'switch')
    const { id } = only()
    changed(sessions)
    expect([leases.list(), leases.confirm(id, 15)]).toEqual([[], notFound])
    expect([isFree(), isFree(elsewhere), ended]).toEqual([false, false, []])
  })

  it('stays where only its name is another, or whatever else is not what it is of', () => {
    leases.ask(prod, 'switch')
    changed([{ ...prod, name: 'payments', durationSeconds: 900 }])
    expect(only()).toMatchObject({ session: 'prod' })
  })
})

describe('to go on', () => {
  it('counts from the answer', async () => {
    confirm(15)
    await clock.advance(10 * MINUTE)
    leases.ask(prod, 'extend')
    await clock.advance(MINUTE)
    leases.confirm(only().id, 30)
    expect(left()).toBe(30)
    await clock.advance(15 * MINUTE)
    expect(ended).toEqual([])
    await clock.advance(15 * MINUTE)
    expect(ended).toEqual(['prod'])
  })

  it('never makes it shorter', async () => {
    confirm(60)
    await clock.advance(10 * MINUTE)
    confirm(15, 'extend')
    expect(left()).toBe(50)
    await clock.advance(50 * MINUTE)
    expect(ended).toEqual(['prod'])
  })

  it('is still asked where the lease ends meanwhile: the answer begins another', async () => {
    confirm(15)
    await clock.advance(14 * MINUTE)
    leases.ask(prod, 'extend')
    await clock.advance(MINUTE)
    expect([ended, only().errand]).toEqual([['prod'], 'extend'])
    leases.confirm(only().id, 15)
    expect(left()).toBe(15)
  })
})

describe('a lease that somebody has begun by another yes', () => {
  it('leaves what is asked open, since what that is for is not done', () => {
    leases.ask(prod, 'switch')
    leases.begin(prod, 15)
    expect([left(), only().errand]).toEqual([15, 'switch'])
  })
})

describe('a change of the catalog', () => {
  it('lets a lease run on where nothing of the session’s power has changed', () => {
    confirm(15)
    changed([{ ...prod, name: 'payments', consent: 'first-use', durationSeconds: 900 }], prod)
    expect([left(), ended]).toEqual([15, []])
  })

  it.each<[string, Session, Session]>([
    ['role', prod, elsewhere],
    [
      'role of a company’s sign-in',
      samlRole('prod', { production: true }),
      samlRole('prod', { production: true, roleArn: elsewhere.roleArn }),
    ],
    [
      'account of a root user',
      rootTask('prod', { production: true }),
      rootTask('prod', { production: true, targetPrincipal: '999988887777' }),
    ],
    [
      'task of a root user',
      rootTask('prod', { production: true }),
      rootTask('prod', { production: true, task: 'S3UnlockBucketPolicy' }),
    ],
    ['operation', prod, token('prod', { production: true })],
  ])('ends the lease of a session that has another %s: nobody has confirmed that', async (_, was, is) => {
    begin(was)
    confirm(60, 'start', was)
    changed([is], is)
    expect([isFree(is), ended]).toEqual([false, ['prod']])
    await clock.advance(2 * HOUR)
    expect(ended).toEqual(['prod'])
  })

  it('that takes the mark away ends the lease, and stops nothing, then or later', async () => {
    confirm(15)
    changed([{ ...prod, production: false }], prod)
    expect([isFree(), isFree({ ...prod, production: false })]).toEqual([false, true])
    await clock.advance(HOUR)
    expect(ended).toEqual([])
  })

  it('that removes the session ends its lease', async () => {
    confirm(15)
    changed([dev])
    expect(isFree()).toBe(false)
    await clock.advance(HOUR)
    expect(ended).toEqual([])
  })

  it('that marks a session which is on gives it the usual lease: the job that runs goes on', async () => {
    const marked = { ...dev, production: true }
    changed([marked], marked)
    expect([left(marked), ended]).toEqual([30, []])
    await clock.advance(30 * MINUTE)
    expect(ended).toEqual(['dev'])
  })

  it('that marks one which is off gives it none', () => {
    const marked = { ...dev, production: true }
    changed([marked])
    expect(isFree(marked)).toBe(false)
  })

  it('that makes of a session which is on a production role stops it: nobody has confirmed that role', () => {
    const became = { ...dev, production: true, roleArn: elsewhere.roleArn }
    changed([became], became)
    expect([isFree(became), ended]).toEqual([false, ['dev']])
  })

  it('knows of each change what was before, and not only of the first one', () => {
    const moved = { ...dev, roleArn: elsewhere.roleArn }
    changed([moved], moved)
    const marked = { ...moved, production: true }
    changed([marked], marked)
    expect([left(marked), ended]).toEqual([30, []])
  })
})

it('what is asked, confirmed, canceled and ended is shown each time', () => {
  const counts: number[] = []
  const count = (act: () => void) => {
    const before = changes
    act()
    counts.push(changes - before)
  }
  count(() => leases.ask(prod, 'start'))
  count(() => leases.cancel(only().id))
  leases.ask(prod, 'start')
  count(() => leases.confirm(only().id, 15))
  count(() => leases.end(sessionId('prod')))
  expect(counts.every(each => each > 0)).toBe(true)
})
