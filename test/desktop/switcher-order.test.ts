import { expect, test } from 'vitest'
import type { SessionView } from '../../main/core/snapshot/snapshot.ts'
import { keepOrder, orderOf } from '../../renderer/windows/switcher/order.ts'
import { idOf, STATES, view } from './snapshots.ts'

const pinned = (each: SessionView): SessionView => ({
  ...each,
  session: { ...each.session, look: { ...each.session.look, pinned: true } },
})
const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(name => view(name, STATES.off)) as [
  SessionView,
  SessionView,
  SessionView,
  SessionView,
  SessionView,
]
const ids = (names: string) => [...names].map(idOf)

test('the one to go back to, then the pinned, then the recent, then the rest', () => {
  const sessions = [a, b, pinned(c), { ...d, current: true }, e]
  expect(orderOf({ sessions, recent: ids('dbe') })).toEqual(ids('bcdea'))
})

test('a pinned one that is the one to go back to stands once', () => {
  const sessions = [a, pinned(b), { ...c, current: true }]
  expect(orderOf({ sessions, recent: ids('cb') })).toEqual(ids('bca'))
})

test('where none is current, the last one that was is the one to go back to', () => {
  expect(orderOf({ sessions: [a, b, c], recent: ids('c') })).toEqual(ids('cab'))
})

test('with no past: the pinned, then the rest; one that is gone is left out', () => {
  expect(orderOf({ sessions: [a, pinned(b)], recent: ids('z') })).toEqual(ids('ba'))
  expect(orderOf({ sessions: [], recent: [] })).toEqual([])
})

test('what changes meanwhile moves nothing: what is gone is left out, what is new comes last', () => {
  expect(keepOrder(ids('cba'), { sessions: [a, pinned(b), d] })).toEqual(ids('bad'))
})
