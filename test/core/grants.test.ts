import { describe, expect, it } from 'vitest'
import type { CatalogData } from '../../main/core/catalog-data.ts'
import { type Grant, type GrantId, sessionOf, settleGrants } from '../../main/core/grants.ts'
import { countingIds } from '../support/fakes.ts'
import { catalogOf, role, sessionId } from './world.ts'

const current: Grant = { id: 'g-current' as GrantId, target: { kind: 'current' } }
const grantOf = (name: string): Grant => ({
  id: `g-${name}` as GrantId,
  target: { kind: 'session', id: sessionId(name) },
})
const withGrants = (names: readonly string[], ...grants: readonly Grant[]): CatalogData => ({
  ...catalogOf(names.map(name => role(name))),
  grants,
})

describe('the grants of a catalog', () => {
  it('are one for the current session and one for each', () => {
    expect(settleGrants(withGrants(['a', 'b']), countingIds())).toEqual([
      { id: 'id-1', target: { kind: 'current' } },
      { id: 'id-2', target: { kind: 'session', id: 'a' } },
      { id: 'id-3', target: { kind: 'session', id: 'b' } },
    ])
  })

  it('keep their addresses for good, since shells hold them for days', () => {
    const settled = settleGrants(
      withGrants(['b', 'new', 'a'], grantOf('a'), current, grantOf('b')),
      countingIds(),
    )
    expect(settled.map(grant => grant.id)).toEqual(['g-current', 'g-b', 'id-1', 'g-a'])
  })

  it('go with their session', () => {
    const settled = settleGrants(withGrants(['a'], current, grantOf('a'), grantOf('gone')), countingIds())
    expect(settled).toEqual([current, grantOf('a')])
  })

  it('are each there once, as a settings file may hold one twice', () => {
    const twice: Grant = { id: 'g-second' as GrantId, target: { kind: 'current' } }
    expect(settleGrants(withGrants([], current, twice), countingIds())).toEqual([current])
  })
})

describe('what a grant gives', () => {
  const data = { ...withGrants(['a', 'b'], current, grantOf('a'), grantOf('b')), current: sessionId('b') }

  it.each([
    ['its own session', 'g-a', { ok: true, value: 'a' }],
    ['the current session', 'g-current', { ok: true, value: 'b' }],
    ['nothing, if it is not there', 'g-x', { ok: false, failure: { kind: 'not-found', what: 'grant' } }],
  ])('is %s', (_, id, expected) => {
    expect(sessionOf(data, id as GrantId)).toEqual(expected)
  })

  it('is nothing while no session is current', () => {
    expect(sessionOf({ ...data, current: null }, current.id)).toEqual({
      ok: false,
      failure: { kind: 'no-current-session' },
    })
  })
})
