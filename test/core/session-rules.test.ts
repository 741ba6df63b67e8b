import { describe, expect, it } from 'vitest'
import type { Session } from '../../main/core/session.ts'
import { checkSession } from '../../main/core/session-rules.ts'
import { alice, catalogOf, fromSession, identityId, role, sessionId, token } from './world.ts'

const noDevice = { ...alice, id: identityId('bob'), name: 'bob', mfaSerial: null }
const bob = { kind: 'identity', id: noDevice.id } as const
const known: readonly Session[] = [
  token('day'),
  role('base'),
  role('second', { source: fromSession('base') }),
  role('third', { source: fromSession('second') }),
]
const data = catalogOf(known, [alice, noDevice])

/** Each row: a session, the field that is refused, and a part of the sentence; null where nothing is. */
const rows: readonly [string, Session, readonly [field: string, part: string] | null][] = [
  ['a role from a key', role('new'), null],
  ['a session token', token('new'), null],
  ['a role with a code of its own', role('new', { mfa: 'own-code' }), null],
  ['a role through a session token', role('new', { mfa: 'session-token' }), null],
  ['a fourth role in a row', role('new', { source: fromSession('third') }), null],

  ['no name', role('new', { name: '' }), ['name', 'at least one character']],
  ['a name that is taken', role('new', { name: 'base' }), ['name', '“base”']],
  ['a wrong role', role('new', { roleArn: 'arn:aws:iam::111122223333:user/x' }), ['roleArn', '“user” where']],
  ['a wrong session name', role('new', { roleSessionName: 'a b' }), ['roleSessionName', 'letters']],
  ['a session name of one letter', role('new', { roleSessionName: 'a' }), ['roleSessionName', 'has 1']],
  ['a wrong external ID', role('new', { externalId: 'x' }), ['externalId', 'has 1']],

  [
    'a key that is gone',
    role('new', { source: { kind: 'identity', id: identityId('x') } }),
    ['source', 'identity'],
  ],
  ['a source that is gone', role('new', { source: fromSession('x') }), ['source', 'session']],

  ['MFA without a device', role('new', { source: bob, mfa: 'session-token' }), ['mfa', 'bob']],
  ['a code without a device', role('new', { source: bob, mfa: 'own-code' }), ['mfa', 'bob']],
  ['a token’s MFA without a device', token('new', { source: bob }), ['mfa', 'bob']],
  ['no MFA without a device', token('new', { source: bob, mfa: false }), null],
  [
    'a code in a chain',
    role('new', { source: fromSession('day'), mfa: 'own-code' }),
    ['mfa', 'of that session'],
  ],

  ['the shortest role', role('new', { durationSeconds: 900 }), null],
  ['a shorter role', role('new', { durationSeconds: 899 }), ['durationSeconds', '899 s']],
  ['the longest role', role('new', { durationSeconds: 43_200 }), null],
  ['a longer role', role('new', { durationSeconds: 43_201 }), ['durationSeconds', '43201 s']],
  ['the longest token', token('new', { durationSeconds: 129_600 }), null],
  ['a longer token', token('new', { durationSeconds: 129_601 }), ['durationSeconds', '129601 s']],
  ['a chained hour', role('new', { source: fromSession('base'), durationSeconds: 3_600 }), null],
  [
    'a longer chained role',
    role('new', { source: fromSession('base'), durationSeconds: 3_601 }),
    ['durationSeconds', 'from another role lasts 3600 s at most; this is 3601 s'],
  ],
  [
    'a role from a session token, which is no chain',
    role('new', { source: fromSession('day'), durationSeconds: 43_200 }),
    null,
  ],
]

describe('a new session', () => {
  it.each(rows)('with %s', (_, session, expected) => {
    const found = checkSession(session, data, null)
    if (expected === null) return expect(found).toEqual([])
    const [field, part] = expected
    expect(found).toEqual([{ field, problem: expect.stringContaining(part) }])
    return undefined
  })

  it('is told of everything that is wrong at once', () => {
    const wrong = role('new', { name: '', roleArn: 'x', externalId: '', durationSeconds: 1 })
    expect(checkSession(wrong, data, null).map(each => each.field)).toEqual([
      'name',
      'roleArn',
      'externalId',
      'durationSeconds',
    ])
  })
})

describe('an edited session', () => {
  it('may keep its name, and not take another’s', () => {
    expect(checkSession(role('base', { externalId: 'new-one' }), data, sessionId('base'))).toEqual([])
    expect(checkSession(role('base', { name: 'day' }), data, sessionId('base'))).toMatchObject([
      { field: 'name' },
    ])
  })

  it.each(['base', 'second', 'third'])('can’t start from %s, which leads back to it', source => {
    const circle = role('base', { source: fromSession(source) })
    expect(checkSession(circle, data, sessionId('base'))).toEqual([
      { field: 'source', problem: expect.stringContaining('itself') },
    ])
  })

  it('can’t start from a circle of others, as a settings file may hold one', () => {
    const ring = catalogOf([role('a', { source: fromSession('b') }), role('b', { source: fromSession('a') })])
    expect(checkSession(role('new', { source: fromSession('a') }), ring, null)).toEqual([
      { field: 'source', problem: expect.stringContaining('circle') },
    ])
  })
})
