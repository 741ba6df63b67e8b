import { expect, test } from 'vitest'
import type { AssumeRoleSession } from '../../main/core/sessions/session.ts'
import { DEFAULT_LOOK, type SessionLook } from '../../main/core/sessions/session-look.ts'
import type { SessionView } from '../../main/core/snapshot/snapshot.ts'
import { findSessions, indexSessions } from '../../renderer/find-sessions.ts'
import { alice, role } from '../core/world.ts'
import { idOf, STATES, snapshotOf, view } from './snapshots.ts'

interface Changes extends Partial<Omit<AssumeRoleSession, 'look'>> {
  readonly look?: Partial<SessionLook>
}

function session(name: string, { look = {}, ...changes }: Changes = {}): SessionView {
  return {
    ...view(name, STATES.off),
    session: role(name, {
      roleArn: 'arn:aws:iam::111122223333:role/Reader',
      ...changes,
      id: idOf(name),
      look: { ...DEFAULT_LOOK, ...look },
    }),
  }
}

/** The names of what is found, in their order. */
function find(query: string, ...sessions: readonly SessionView[]): readonly string[] {
  const index = indexSessions(snapshotOf({ sessions, identities: [alice] }))
  const order = sessions.map(each => each.session.id)
  const nameOf = new Map(sessions.map(each => [each.session.id, each.session.name]))
  return findSessions(index, order, query).map(id => nameOf.get(id) ?? 'nobody')
}

test('without words all are there in their order', () => {
  const sessions = [session('b'), session('a'), session('c')]
  expect(find('', ...sessions)).toEqual(['b', 'a', 'c'])
  expect(find('  \t', ...sessions)).toEqual(['b', 'a', 'c'])
})

test('the very name comes first, then its beginning, then a word’s, then what is within, then other facts', () => {
  const other = session('other', { roleArn: 'arn:aws:iam::111122223333:role/dev' })
  const within = session('mydev')
  const word = session('my-dev')
  const start = session('dev-readonly')
  const exact = session('dev')
  expect(find('dev', other, within, word, start, exact)).toEqual([
    'dev',
    'dev-readonly',
    'my-dev',
    'mydev',
    'other',
  ])
})

test('among the other facts the beginning of a word counts more than what is within', () => {
  const within = session('a', { roleArn: 'arn:aws:iam::111122223333:role/Superadmin' })
  const word = session('b', { roleArn: 'arn:aws:iam::111122223333:role/power-admin' })
  expect(find('admin', within, word)).toEqual(['b', 'a'])
})

test('equals keep the order that they were given in', () => {
  const names = ['prod-c', 'prod-a', 'prod-b']
  expect(find('prod', ...names.map(name => session(name)))).toEqual(names)
})

test('every word must be somewhere, in any order and in any field', () => {
  const wanted = session('payments-prod', { roleArn: 'arn:aws:iam::111122223333:role/path/Admin' })
  const others = [session('payments-dev'), session('billing-prod')]
  for (const query of ['prod pay', 'admin prod', '1111 admin pay', ' PAY  admin '])
    expect([query, find(query, ...others, wanted)]).toEqual([query, ['payments-prod']])
  expect(find('payments prod nothing', ...others, wanted)).toEqual([])
})

test.each([
  ['its account', '111122223333'],
  ['a part of it', '22223'],
  ['its account as the console writes it', '1111-2222-3333'],
  ['its role without the path', 'deployer'],
  ['its group', 'platform team'],
  ['a tag’s key', 'costcenter'],
  ['a tag’s value', '4711'],
  ['a tag', 'CostCenter=4711'],
  ['its color', 'darkBlue'],
  ['its color in two words', 'dark blue'],
  ['the mark of production', 'production'],
  ['being pinned', 'pinned'],
  ['being the current one', 'current'],
  ['the identity that it starts from', 'alice'],
])('it is found by %s', (_what, query) => {
  const wanted: SessionView = {
    ...session('wanted', {
      roleArn: 'arn:aws:iam::111122223333:role/ci/Deployer',
      production: true,
      tags: [{ key: 'CostCenter', value: '4711' }],
      look: { color: 'darkBlue', group: 'Platform Team', pinned: true },
    }),
    current: true,
  }
  const other = {
    ...session('x', { source: { kind: 'session', id: idOf('nobody') } }),
    account: '999988887777',
  }
  expect(find(query, other, wanted)).toEqual(['wanted'])
})

test('a chained session is found by the identity at the start of its chain', () => {
  const first = session('first')
  const second = session('second', { source: { kind: 'session', id: idOf('first') } })
  expect(find('alice', second, first)).toEqual(['second', 'first'])
})

test.each([
  ['zurich', 'Zürich'],
  ['ZÜRICH', 'zurich'],
  ['Zürich', 'Zu\u0308rich'],
  ['lodz', 'Łódź'.replace('Ł', 'L')],
  ['кие', 'КИЕВ'],
])('%s finds %s: case and marks do not count', (query, name) => {
  expect(find(query, session(name))).toEqual([name])
})

test('a capital within begins a word', () => {
  expect(find('prod', session('xprod'), session('dataProd'))).toEqual(['dataProd', 'xprod'])
})

test('what was typed is text, no pattern', () => {
  expect(find('.*', session('a'), session('b.*'))).toEqual(['b.*'])
  expect(find('_', session('ab'), session('a_b'))).toEqual(['a_b'])
})

test('it does not matter what stands between two words', () => {
  expect(find('prod-admin', session('prod-dev'), session('prod_admin'))).toEqual(['prod_admin'])
})

test('a session that came after the index was made is not found, and does no harm', () => {
  const index = indexSessions(snapshotOf({ sessions: [session('a')] }))
  expect(findSessions(index, [idOf('b'), idOf('a')], 'a')).toEqual([idOf('a')])
})
