import { expect, it } from 'vitest'
import type { Session } from '../../../main/core/sessions/session.ts'
import { READ_ONLY } from '../../../main/core/sessions/session-policies.ts'
import { warningsOf } from '../../../main/core/sessions/session-warnings.ts'
import { cluster, federation, webRole } from '../recipes.ts'
import { alice, catalogOf, fromSession, identityId, role, token } from '../world.ts'

const everywhere = { ...alice, id: identityId('everywhere'), name: 'everywhere', globalSts: true }
const ofEverywhere = { kind: 'identity', id: everywhere.id } as const
const data = catalogOf(
  [token('far', { source: ofEverywhere }), role('near'), role('lost', { source: fromSession('lost') })],
  [alice, everywhere, cluster],
)
const nothing = expect.stringContaining('may do nothing')
const optIn = expect.stringContaining('opt in to')

it.each<[string, Session, readonly unknown[]]>([
  ['a role', role('a'), []],
  ['a role of a role', role('a', { source: fromSession('near') }), []],
  ['a token', token('a'), []],
  ['a web identity', webRole('a'), []],
  ['a federated user with policies', federation('a', { sessionPolicies: READ_ONLY }), []],
  ['a federated user without', federation('a'), [nothing]],
  ['a role by the global STS', role('a', { source: ofEverywhere }), [optIn]],
  ['a role whose chain goes there', role('a', { source: fromSession('far') }), [optIn]],
  ['both', federation('a', { source: ofEverywhere }), [nothing, optIn]],
  ['no way to a key', role('a', { source: fromSession('gone') }), []],
  ['a way round in a circle', role('a', { source: fromSession('lost') }), []],
])('what is seldom meant is said: %s', (_, session, expected) => {
  expect(warningsOf(session, data, session.id)).toEqual(expected)
})

it.each<[string, Session, boolean]>([
  ['starts from one that is marked', role('a', { source: fromSession('hub') }), true],
  ['starts from one that starts there', role('a', { source: fromSession('spoke') }), true],
  ['is marked itself', role('a', { source: fromSession('hub'), production: true }), false],
  ['starts from one that is not', role('a', { source: fromSession('near') }), false],
  ['is the one that is marked', role('hub', { production: true }), false],
])('that nothing is confirmed for a session is said where it %s', (_, session, isSaid) => {
  const sessions = [
    ...data.sessions,
    role('hub', { production: true }),
    role('spoke', { source: fromSession('hub') }),
  ]
  const said = warningsOf(session, { ...data, sessions }, session.id)
  expect(said).toEqual(isSaid ? [expect.stringMatching(/^hub is marked .+ without being confirmed\.$/)] : [])
})

it('production under the profile default is said, and of that session alone', () => {
  const target = { kind: 'session', id: role('a').id } as const
  const profiles = [{ name: 'default', target, region: null, output: null }]
  const warn = (name: string, production: boolean, id = role(name).id) =>
    warningsOf(role(name, { production }), { ...data, profiles }, id)
  expect(warn('a', true)).toEqual([expect.stringContaining('told no profile')])
  expect(warn('a', false)).toEqual([])
  expect(warn('b', true)).toEqual([])
  expect(warningsOf(role('a', { production: true }), { ...data, profiles }, null)).toEqual([])
  const others = profiles.map(each => ({ ...each, name: 'a' }))
  expect(warningsOf(role('a', { production: true }), { ...data, profiles: others }, role('a').id)).toEqual([])
})
