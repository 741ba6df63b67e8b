import { beforeEach, describe, expect, it } from 'vitest'
import { defaultPreferences, type NotificationChoices } from '../../main/core/preferences.ts'
import type { SessionView } from '../../main/core/snapshot.ts'
import { ChangeNotices } from '../../main/desktop/change-notices.ts'
import { STATES, snapshotOf, view } from './snapshots.ts'

let log: string[]
let isSeen: boolean
let notices: ChangeNotices
beforeEach(() => {
  log = []
  isSeen = false
  notices = new ChangeNotices({
    show: (kind, { title, body }) => log.push(`${kind}: ${title} | ${body}`),
    end: kind => log.push(`end ${kind}`),
    isSeen: () => isSeen,
  })
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

describe('a session that can’t be renewed', () => {
  it('is told of once', () => {
    show(live('dev'))
    expect(show([view('dev', STATES.failing)])).toEqual([LOST])
    expect(show([view('dev', STATES.failing)])).toEqual([])
    expect(show([view('dev', STATES.failed)])).toEqual([])
  })

  it('takes the word back when it is served again, and is told of the next time', () => {
    show(live('dev'))
    show([view('dev', STATES.failing)])
    expect(show(live('dev'))).toEqual(['end renewal'])
    expect(show([view('dev', STATES.failing)])).toEqual([LOST])
  })

  it('is told of with those that were lost before', () => {
    show(live('dev', 'prod'))
    show([view('dev', STATES.failing), view('prod', STATES.live)])
    expect(show([view('dev', STATES.failing), view('prod', STATES.failing)])).toEqual([
      'renewal: dev and prod can’t be renewed | It went wrong.',
    ])
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
    expect(show([view('dev', STATES.failing)], { renewals: false })).toEqual([])
    show(live('dev'))
    isSeen = true
    expect(show([view('dev', STATES.failing)])).toEqual([])
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
