import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../main/core/clock.ts'
import { defaultPreferences, type NotificationChoices } from '../../main/core/preferences.ts'
import type { SessionView } from '../../main/core/snapshot/snapshot.ts'
import { ChangeNotices } from '../../main/desktop/change-notices.ts'
import { FakeClock } from '../support/fakes.ts'
import { STATES, snapshotOf, view } from './snapshots.ts'

let log: string[]
let isSeen: boolean
let notices: ChangeNotices
let clock: FakeClock
beforeEach(() => {
  log = []
  isSeen = false
  clock = new FakeClock()
  notices = new ChangeNotices(
    {
      show: (kind, { title, body }) => log.push(`${kind}: ${title} | ${body}`),
      end: kind => log.push(`end ${kind}`),
      isSeen: () => isSeen,
    },
    clock,
  )
})

function show(
  sessions: readonly SessionView[],
  chosen: Partial<NotificationChoices> = {},
): readonly string[] {
  log = []
  const notifications = { ...defaultPreferences.notifications, ...chosen }
  notices.show(snapshotOf({ sessions, preferences: { ...defaultPreferences, notifications } }))
  return log
}
const live = (...names: readonly string[]) => names.map(name => view(name, STATES.live))
const LOST = 'renewal: dev can’t be renewed | It went wrong.'

/** Nobody tries it again. */
const given = (...names: readonly string[]) =>
  names.map(name => view(name, { ...STATES.failing, retriesAt: null }))
const failing = (...names: readonly string[]) => names.map(name => view(name, STATES.failing))

describe('a session that can’t be renewed', () => {
  it('is told of once', () => {
    show(live('dev'))
    expect(show(given('dev'))).toEqual([LOST])
    expect(show(given('dev'))).toEqual([])
    expect(show([view('dev', STATES.failed)])).toEqual([])
  })

  it('takes the word back when it is served again, and is told of the next time', async () => {
    show(live('dev'))
    show(given('dev'))
    expect(show(live('dev'))).toEqual(['end renewal'])
    await clock.advance(MINUTE)
    expect(show(given('dev'))).toEqual([LOST])
  })

  it('is not told of where it is renewed a moment later, however often that happens', async () => {
    for (let time = 0; time < 5; time += 1) {
      show(live('dev'))
      expect(show(failing('dev'))).toEqual(['end renewal'])
      await clock.advance(59 * SECOND)
      expect(show(failing('dev'))).toEqual(['end renewal'])
    }
  })

  it('is told of where it is tried again in vain for a minute, and until it is served again', async () => {
    show(live('dev'))
    show(failing('dev'))
    await clock.advance(MINUTE)
    expect(show(failing('dev'))).toEqual([LOST])
    expect(show([view('dev', STATES.tryingAgain)])).toEqual([])
    expect(show(live('dev'))).toEqual(['end renewal'])
  })

  it('is told of once, however often it is tried again', async () => {
    show(live('dev'))
    const said: string[] = []
    for (let time = 0; time < 20; time += 1) {
      said.push(...show(failing('dev')))
      await clock.advance(20 * SECOND)
      said.push(...show([view('dev', STATES.renewing)]))
      await clock.advance(SECOND)
    }
    expect(said.filter(line => line !== 'end renewal')).toEqual([LOST])
    expect(show(live('dev'))).toEqual(['end renewal'])
  })

  it('is told of at once where its credentials have ended', () => {
    show(live('dev'))
    show(failing('dev'))
    expect(show([view('dev', STATES.tryingAgain)])).toEqual([LOST])
  })

  it('is told of with the others, once a minute at most, and without all their names', async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `s${index}`)
    show(live(...names))
    const said: string[] = []
    for (let lost = 1; lost <= names.length; lost += 1) {
      show([...given(...names.slice(0, lost)), ...live(...names.slice(lost))])
      await clock.advance(100)
      said.push(...log)
    }
    expect(said).toHaveLength(2)
    expect(said.at(-1)).toBe('renewal: s0, s1 and 598 more can’t be renewed | It went wrong.')
    await clock.advance(MINUTE)
    expect(log).toHaveLength(1)
    expect(show(given(...names))).toEqual([])
  })

  it('is told of a minute after another one, though nothing changes meanwhile', async () => {
    show(live('dev', 'ops'))
    show([...given('dev'), ...live('ops')])
    await clock.advance(SECOND)
    expect(show(given('dev', 'ops'))).toEqual([])
    await clock.advance(58 * SECOND)
    expect(log).toEqual([])
    await clock.advance(SECOND)
    expect(log).toEqual(['renewal: dev and ops can’t be renewed | It went wrong.'])
    expect(clock.timers).toBe(0)
  })

  it('is not told of a minute later where it was served again meanwhile', async () => {
    show(live('dev', 'ops'))
    show([...given('dev'), ...live('ops')])
    show(given('dev', 'ops'))
    show([...given('dev'), ...live('ops')])
    await clock.advance(MINUTE)
    expect(log).toEqual([])
  })

  it.each<[string, readonly SessionView[], Partial<NotificationChoices>]>([
    ['never worked', [view('dev', STATES.failed)], {}],
    ['is only tried again', [view('dev', STATES.tryingAgain)], {}],
    ['is off', [view('dev', STATES.off)], {}],
  ])('is not told of where it %s', (_, then, chosen) => {
    show([view('dev', STATES.off)])
    expect(show(then, chosen).filter(line => line !== 'end renewal')).toEqual([])
  })

  it('is not told of where it waits for its user: that has a prompt', () => {
    show(live('dev'))
    expect(show([view('dev', STATES.renewalNotAnswered)])).toEqual(['end renewal'])
  })

  it('is not told of where nobody wants that, or where it is before the user’s eyes', () => {
    show(live('dev'))
    expect(show(given('dev'), { renewals: false })).toEqual([])
    show(live('dev'))
    isSeen = true
    expect(show(given('dev'))).toEqual([])
  })
})

describe('the end of a lease', () => {
  it('is told, with what is current now', () => {
    notices.leaseEnded('prod', 'dev')
    expect(log).toEqual(['lease: Your lease of prod has ended | dev is the current session.'])
  })

  it('is told, with what that means for tools, where nothing is', () => {
    notices.leaseEnded('prod', null)
    expect(log).toEqual([
      'lease: Your lease of prod has ended | No session is current now, and tools that ask for it are told so.',
    ])
  })

  it('is not told where nobody wants that, or where it is before the user’s eyes', () => {
    show(live('dev'), { leases: false })
    notices.leaseEnded('prod', 'dev')
    show(live('dev'))
    isSeen = true
    notices.leaseEnded('prod', 'dev')
    expect(log).toEqual(['end renewal'])
  })
})
