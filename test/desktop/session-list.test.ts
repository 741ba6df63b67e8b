import { describe, expect, it } from 'vitest'
import type { SessionLook } from '../../main/core/sessions/session-look.ts'
import type { SessionView } from '../../main/core/snapshot/snapshot.ts'
import type { StateView } from '../../main/core/snapshot/state-views.ts'
import { idAfterKey, idByTyping, itemsOf } from '../../renderer/windows/manager/sessions/list-items.ts'
import { selectionAfter } from '../../renderer/windows/manager/sessions/selection.ts'
import { placeAfterMove, rowsOf, sectionsOf } from '../../renderer/windows/manager/sessions/session-rows.ts'
import { idOf, prompt, STATES, snapshotOf, UNTIL, view } from './snapshots.ts'

function looking(name: string, look: Partial<SessionLook>, state: StateView = STATES.off): SessionView {
  const { session, ...rest } = view(name, state)
  return { ...rest, session: { ...session, look: { ...session.look, ...look } } }
}

const facts = (...views: readonly SessionView[]) => rowsOf(snapshotOf({ sessions: views }))

const laidOut = (...views: readonly SessionView[]) =>
  sectionsOf(facts(...views)).map(({ title, rows }) => [title, rows.map(each => each.name)])

describe('a row', () => {
  it('says the time until which it is served, and whether that is the end of its lease', () => {
    const live = view('a', STATES.live)
    expect(facts(live)).toMatchObject([
      {
        tone: 'good',
        until: UNTIL,
        word: '',
        isLease: false,
        life: 3_600_000,
        target: 'admin',
        account: '111122223333',
      },
    ])
    expect(facts({ ...live, lease: UNTIL - 60_000 })).toMatchObject([
      { until: UNTIL - 60_000, isLease: true },
    ])
    expect(facts({ ...live, lease: UNTIL + 60_000 })).toMatchObject([{ until: UNTIL, isLease: false }])
  })

  it('says what it waits for, and whose program has it', () => {
    const [asked] = rowsOf(
      snapshotOf({ sessions: [view('a', STATES.renewing)], prompts: [prompt('alice', 'a')] }),
    )
    expect(asked).toMatchObject({ tone: 'wait', word: 'needs an MFA code', until: UNTIL })
    const lastUse = { at: UNTIL, tool: 'terraform', pid: 7 }
    expect(facts({ ...view('a', STATES.live), lastUse })).toMatchObject([{ usedBy: 'terraform' }])
  })

  it('is made of the same values as long as nothing of it changes', () => {
    expect(facts(view('a', STATES.live))).toEqual(facts(view('a', STATES.live)))
  })
})

describe('the sections', () => {
  it('have no heading where there is one', () => {
    expect(laidOut(view('a', STATES.off), view('b', STATES.live))).toEqual([[null, ['a', 'b']]])
  })

  it('are what is pinned, the groups as they come, and the others', () => {
    expect(
      laidOut(
        view('a', STATES.off),
        looking('b', { group: 'two' }),
        looking('c', { group: 'one' }),
        looking('d', { group: 'two', pinned: true }),
        looking('e', { group: 'two' }),
      ),
    ).toEqual([
      ['Pinned', ['d']],
      ['two', ['b', 'e']],
      ['one', ['c']],
      ['No Group', ['a']],
    ])
    expect(laidOut(view('a', STATES.off), looking('b', { pinned: true }))).toEqual([
      ['Pinned', ['b']],
      ['Sessions', ['a']],
    ])
  })

  it('that are closed leave their heading', () => {
    const sections = sectionsOf(facts(looking('a', { group: 'one' }), view('b', STATES.off)))
    expect(itemsOf(sections, ['group one']).map(each => each.kind)).toEqual(['heading', 'heading', 'session'])
  })
})

describe('a session is moved', () => {
  const all = facts(
    view('a', STATES.off),
    looking('x', { group: 'g' }),
    view('b', STATES.off),
    view('c', STATES.off),
  )
  const order = all.map(each => each.id)
  const section = { rows: all.filter(each => each.group === null) }

  it.each([
    ['c', 'up', { before: idOf('b') }],
    ['b', 'up', { before: idOf('a') }],
    ['a', 'up', null],
    ['a', 'down', { before: idOf('c') }],
    ['b', 'down', { before: null }],
    ['c', 'down', null],
    ['x', 'down', null],
  ] as const)('%s %s', (name, direction, place) => {
    expect(placeAfterMove(idOf(name), direction, section, order)).toEqual(place)
  })
})

describe('the selection', () => {
  const ids = (...names: readonly string[]) => names.map(idOf)

  it.each([
    ['stays', ids('a', 'b'), ids('b', 'a'), 'b', 'b'],
    ['goes to one that is added', ids('a', 'b'), ids('a', 'b', 'c'), 'a', 'c'],
    ['does not go to what is imported', ids('a'), ids('a', 'b', 'c'), 'a', 'a'],
    ['goes on from one that is removed', ids('a', 'b', 'c'), ids('a', 'c'), 'b', 'c'],
    ['goes back from the last one', ids('a', 'b', 'c'), ids('a', 'b'), 'c', 'b'],
    ['is none where none is left', ids('a'), [], 'a', null],
    ['is none where none was made', ids('a', 'b'), ids('a'), null, null],
  ] as const)('%s', (_, before, now, selected, next) => {
    const after = selectionAfter(before, now, selected === null ? null : idOf(selected))
    expect(after).toBe(next === null ? null : idOf(next))
  })
})

describe('keys', () => {
  const ids = ['a', 'b', 'c', 'd'].map(idOf)

  it.each([
    ['ArrowDown', 'a', 'b'],
    ['ArrowDown', 'd', 'd'],
    ['ArrowUp', 'a', 'a'],
    ['End', 'b', 'd'],
    ['Home', 'c', 'a'],
    ['PageDown', 'a', 'c'],
    ['PageUp', 'd', 'b'],
  ])('%s leads from %s to %s', (key, from, to) => {
    expect(idAfterKey(key, ids, idOf(from), 2)).toBe(idOf(to))
  })

  it('others lead nowhere', () => {
    expect(idAfterKey('x', ids, idOf('a'), 2)).toBeNull()
  })

  it.each([
    ['p', 'audit', 'payments'],
    ['p', 'payments', 'prod'],
    ['pr', 'payments', 'prod'],
    ['pp', 'payments', 'prod'],
    ['P', 'prod', 'payments'],
    ['z', 'prod', null],
  ])('“%s” leads from %s to %s', (typed, from, to) => {
    const rows = ['audit', 'payments', 'prod'].map(name => ({ id: idOf(name), name }))
    expect(idByTyping(typed, rows, idOf(from))).toBe(to === null ? null : idOf(to))
  })
})
