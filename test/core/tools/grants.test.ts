import { describe, expect, it } from 'vitest'
import type { CatalogData } from '../../../main/core/catalog/catalog-data.ts'
import { READ_ONLY } from '../../../main/core/sessions/session-policies.ts'
import {
  checkGrant,
  type Grant,
  type GrantId,
  type NewGrant,
  sessionOf,
  settleGrants,
} from '../../../main/core/tools/grants.ts'
import { countingIds } from '../../support/fakes.ts'
import { federation, rootTask } from '../recipes.ts'
import { catalogOf, role, sessionId, token } from '../world.ts'

const standing = { name: null, sessionPolicies: null } as const
const current: Grant = { id: 'g-current' as GrantId, target: { kind: 'current' }, ...standing }
const grantOf = (name: string): Grant => ({
  id: `g-${name}` as GrantId,
  target: { kind: 'session', id: sessionId(name) },
  ...standing,
})
const withGrants = (names: readonly string[], ...grants: readonly Grant[]): CatalogData => ({
  ...catalogOf(names.map(name => role(name))),
  grants,
})

describe('the grants of a catalog', () => {
  it('are one for the current session and one for each', () => {
    expect(settleGrants(withGrants(['a', 'b']), countingIds())).toEqual([
      { id: 'id-1', target: { kind: 'current' }, ...standing },
      { id: 'id-2', target: { kind: 'session', id: 'a' }, ...standing },
      { id: 'id-3', target: { kind: 'session', id: 'b' }, ...standing },
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
    const twice: Grant = { ...current, id: 'g-second' as GrantId }
    expect(settleGrants(withGrants([], current, twice), countingIds())).toEqual([current])
  })

  it('of the user’s own stay as they are, and go with their session too', () => {
    const own = { ...grantOf('a'), id: 'g-own' as GrantId, name: 'agent', sessionPolicies: READ_ONLY }
    const ofCurrent = { ...current, id: 'g-mine' as GrantId, name: 'mine' }
    const ofGone = { ...grantOf('gone'), name: 'other' }
    const settled = settleGrants(
      withGrants(['a'], own, ofCurrent, ofGone, current, grantOf('a')),
      countingIds(),
    )
    expect(settled).toEqual([current, grantOf('a'), own, ofCurrent])
  })
})

describe('what a grant gives', () => {
  const data = { ...withGrants(['a', 'b'], current, grantOf('a'), grantOf('b')), current: sessionId('b') }

  it('is its own session, or the current one', () => {
    expect(sessionOf(data, grantOf('a'))).toEqual({ ok: true, value: 'a' })
    expect(sessionOf(data, current)).toEqual({ ok: true, value: 'b' })
  })

  it('is nothing while no session is current', () => {
    expect(sessionOf({ ...data, current: null }, current)).toEqual({
      ok: false,
      failure: { kind: 'no-current-session' },
    })
  })
})

describe('a grant that is to be added', () => {
  const data = {
    ...catalogOf([
      role('a'),
      token('day'),
      role('bounded', { sessionPolicies: READ_ONLY }),
      federation('visitor'),
      rootTask('task'),
    ]),
    grants: [{ ...current, name: 'agent' }],
  }
  const grant: NewGrant = { name: 'new', target: grantOf('a').target, sessionPolicies: null }
  const to = (name: string) => ({ kind: 'session', id: sessionId(name) }) as const
  const ofDay = to('day')

  it.each<[string, Partial<NewGrant>, readonly string[]]>([
    ['is well', {}, []],
    ['is well with session policies for a role', { sessionPolicies: READ_ONLY }, []],
    ['is well with them for the current session', { target: current.target, sessionPolicies: READ_ONLY }, []],
    ['is well for a session token without them', { target: ofDay }, []],
    ['needs a name', { name: ' ' }, ['name']],
    ['needs a name of its own', { name: 'agent' }, ['name']],
    ['needs a session that is there', { target: grantOf('gone').target }, ['target']],
    ['can’t bound a session token', { target: ofDay, sessionPolicies: READ_ONLY }, ['target']],
    ['is well with them for a federated user', { target: to('visitor'), sessionPolicies: READ_ONLY }, []],
    ['is well for a session with policies of its own without them', { target: to('bounded') }, []],
    [
      'can’t bound one with policies of its own',
      { target: to('bounded'), sessionPolicies: READ_ONLY },
      ['target'],
    ],
    ['can’t bound a task', { target: to('task'), sessionPolicies: READ_ONLY }, ['target']],
    ['needs policies that AWS takes', { sessionPolicies: { policy: '{', policyArns: [] } }, ['policy']],
  ])('%s', (_, changes, fields) => {
    expect(checkGrant({ ...grant, ...changes }, data).map(each => each.field)).toEqual(fields)
  })

  it('is told why a session can’t be bounded', () => {
    const why = (name: string) =>
      checkGrant({ ...grant, target: to(name), sessionPolicies: READ_ONLY }, data)[0]?.problem
    expect(why('day')).toContain('day comes from GetSessionToken, which takes no session policies')
    expect(why('task')).toContain('task comes from AssumeRoot')
    expect(why('bounded')).toContain('bounded has session policies of its own')
  })
})
