import { describe, expect, test } from 'vitest'
import { explain } from '../../main/core/failures/explain.ts'
import { bannersOf, isLocked } from '../../renderer/windows/manager/shell/banners.ts'
import { STATES, showTime, snapshotOf, UNTIL, view } from './snapshots.ts'

const why = { title: 'It went wrong.', advice: 'Do something.' }
const fine = snapshotOf({})

describe('what is said above every page', () => {
  test('nothing, where nothing is wrong', () => {
    expect(bannersOf(fine, showTime)).toEqual([])
  })

  test('what keeps tools from credentials comes before what is only inconvenient', () => {
    const all = {
      ...fine,
      endpoint: { kind: 'down', why } as const,
      keychain: why,
      offline: true,
      notices: [why],
      system: { ...fine.system, tray: why, shortcut: { keys: 'F9', why } },
    }
    expect(bannersOf(all, showTime).map(each => each.kind)).toEqual([
      'endpoint',
      'keychain',
      'offline',
      'notice',
      'tray',
      'shortcut',
    ])
  })

  test('without a network it says until when what is held is served', () => {
    const adviceFor = (...sessions: readonly ReturnType<typeof view>[]) =>
      bannersOf({ ...fine, offline: true, sessions }, showTime)[0]?.what.advice
    expect(adviceFor(view('a', STATES.off), view('b', STATES.failed))).toContain('Nothing can be got')
    expect(adviceFor(view('a', STATES.failing))).toContain('Serving a until 14:32.')
    const later = { ...STATES.failing, until: UNTIL + 60_000 }
    expect(adviceFor(view('later', later), view('first', STATES.failing))).toContain(
      'Serving 2 sessions, the first of them (first) until 14:32.',
    )
  })

  test('only a locked keychain is opened by a password', () => {
    const of = (reason: 'locked' | 'unavailable' | 'timed-out') =>
      isLocked(explain({ kind: 'keychain', reason, detail: 'x' }))
    expect([of('locked'), of('unavailable'), of('timed-out')]).toEqual([true, false, false])
  })
})
