import fc from 'fast-check'
import type { IamUser, Identity } from '../../main/core/catalog/identity.ts'
import type { Failure } from '../../main/core/failures/failure.ts'
import type { AssumeRoleSession, Session } from '../../main/core/sessions/session.ts'
import { cluster, federation, webRole } from './recipes.ts'
import {
  alice,
  awsFailure,
  denied,
  expiredToken,
  facts,
  fromSession,
  identityId,
  offline,
  role,
  token,
  wrongCode,
} from './world.ts'

const bob: IamUser = {
  ...alice,
  id: identityId('bob'),
  name: 'bob',
  arn: 'arn:aws:iam::111122223333:user/bob',
  keychainAccount: 'key-2',
  mfaSerial: 'GAHT12345678',
}
const first: IamUser = { ...alice, fallbackRegion: 'eu-west-1' }
export const identities: readonly Identity[] = [first, bob, cluster]

const ofBob = { kind: 'identity', id: bob.id } as const

/**
 * Every way to a session: shared and own codes of two devices, none, chains of two and three with what is passed on
 * in them, a federated user, and a token of somebody else's.
 */
export const sessions: readonly Session[] = [
  role('admin', { mfa: 'session-token' }),
  role('reader', { mfa: 'session-token', externalId: 'other' }),
  role('own', { mfa: 'own-code', durationSeconds: 900 }),
  role('plain', { durationSeconds: 900 }),
  token('day'),
  role('chained', { source: fromSession('plain') }),
  role('of day', { source: fromSession('day'), externalId: 'of-day' }),
  token('bob day', { source: ofBob, durationSeconds: 3_600 }),
  role('bob own', { source: ofBob, mfa: 'own-code' }),
  role('tagged', {
    mfa: 'session-token',
    tags: [{ key: 'team', value: 'blue' }],
    transitiveTagKeys: ['team'],
    sourceIdentity: 'alice',
  }),
  role('of tagged', { source: fromSession('tagged'), tags: [{ key: 'cost', value: '1' }] }),
  federation('visitor', { tags: [{ key: 'team', value: 'red' }] }),
  webRole('pod'),
  role('of pod', { source: fromSession('pod') }),
]
export const names = sessions.map(session => session.name)

/** So many that all of them at once are more than STS is to be asked at once. */
export const crowd: readonly Session[] = Array.from({ length: 30 }, (_, at) =>
  role(`crowd ${at}`, { externalId: `crowd-${at}` }),
)

const throttled = awsFailure('Throttling', 'Rate exceeded', {}, { status: 400 })
const timedOut: Failure = { kind: 'network', reason: 'timed-out', detail: '', call: facts }
const failures: readonly Failure[] = [denied, expiredToken, offline, timedOut, wrongCode, throttled]
const tokenFailure: Failure = { kind: 'token-source', reason: 'empty', source: '/run/token', detail: '' }
const keychainFailures: readonly Failure[] = [
  { kind: 'keychain', reason: 'locked', detail: '' },
  { kind: 'keychain', reason: 'unavailable', detail: '' },
]

export type Step =
  | { readonly do: 'start' | 'stop' | 'request' | 'remove' | 'put back'; readonly name: string }
  | { readonly do: 'edit'; readonly name: string; readonly to: 0 | 1 | 2 }
  | { readonly do: 'edit code'; readonly name: string; readonly to: AssumeRoleSession['mfa'] }
  | { readonly do: 'edit key'; readonly changes: Partial<IamUser> }
  | { readonly do: 'answer' | 'answer again' | 'answer badly' | 'cancel'; readonly last: boolean }
  | { readonly do: 'hold' | 'let one' | 'open'; readonly what: 'sts' | 'keychain' }
  | { readonly do: 'near the end'; readonly name: string; readonly seconds: number }
  | { readonly do: 'advance' | 'set'; readonly seconds: number }
  | { readonly do: 'sleep'; readonly seconds: number; readonly isTold: boolean }
  | { readonly do: 'lock'; readonly forgets: boolean }
  | { readonly do: 'unlock' | 'network back' | 'keychain opened' | 'idle' | 'forget all' }
  | { readonly do: 'restart'; readonly seconds: number; readonly set: number }
  | { readonly do: 'fail'; readonly failure: Failure; readonly times: number }
  | { readonly do: 'fail always' | 'fail keychain' | 'fail tokens'; readonly failure: Failure | null }
  | { readonly do: 'tell time'; readonly tells: boolean }
  | { readonly do: 'shorten'; readonly life: number | null }
  | { readonly do: 'start crowd' | 'stop crowd' }

const name = fc.constantFrom('plain', 'own', 'day', ...names)
const seconds = fc.constantFrom(1, 10, 61, 130, 601, 840, 2_400, 3_600, 46_800)
const jump = fc.constantFrom(-40_000, -7_200, -600, -5, -1, 1, 5, 600, 7_200, 40_000)

/** Kinds of step, each with the same fields beside it. */
function steps<Kind extends Step['do'], Fields extends object>(
  weight: number,
  kinds: readonly Kind[],
  fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
) {
  const arbitrary = fc
    .tuple(fc.constantFrom(...kinds), fc.record<Fields>(fields))
    .map(([kind, more]) => ({ do: kind, ...more }))
  return { weight, arbitrary }
}

const step = fc.oneof(
  steps(8, ['request'], { name }),
  steps(8, ['start', 'start', 'stop'], { name }),
  steps(2, ['remove', 'put back', 'put back'], { name }),
  steps(3, ['edit'], { name, to: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
  steps(1, ['edit code'], { name, to: fc.constantFrom('none', 'own-code', 'session-token') }),
  steps(1, ['edit key'], {
    changes: fc.constantFrom(
      { name: 'alice at work' },
      { mfaSerial: 'GAHT87654321' },
      { keychainAccount: 'key-3' },
      { region: 'us-east-1' },
      first,
    ),
  }),
  steps(12, ['answer', 'answer', 'answer', 'answer again', 'answer badly', 'cancel'], { last: fc.boolean() }),
  steps(6, ['hold', 'let one', 'open', 'open'], { what: fc.constantFrom('sts', 'sts', 'keychain') }),
  steps(8, ['advance'], { seconds }),
  steps(3, ['near the end'], { name, seconds: fc.constantFrom(1_300, 300, 61, 50, 1, 0, -1) }),
  steps(2, ['set'], { seconds: jump }),
  steps(3, ['sleep'], { seconds: fc.constantFrom(30, 850, 7_200, 30_000), isTold: fc.boolean() }),
  steps(1, ['lock'], { forgets: fc.constantFrom(false, false, true) }),
  steps(1, ['forget all', 'idle'], {}),
  steps(3, ['unlock', 'unlock', 'network back', 'keychain opened'], {}),
  steps(2, ['restart'], { seconds, set: fc.oneof(fc.constant(0), jump) }),
  steps(5, ['fail'], { failure: fc.constantFrom(...failures), times: fc.constantFrom(1, 1, 1, 5) }),
  steps(2, ['fail always'], { failure: fc.constantFrom(null, null, null, offline, throttled, expiredToken) }),
  steps(2, ['fail keychain'], { failure: fc.constantFrom(null, null, ...keychainFailures) }),
  steps(1, ['fail tokens'], { failure: fc.constantFrom(null, tokenFailure) }),
  steps(1, ['tell time'], { tells: fc.constantFrom(true, true, false) }),
  steps(1, ['shorten'], { life: fc.constantFrom(null, null, 900_000, 240_000) }),
)

/** What is rare in a day, so that most histories stay cheap. */
const stepOfCrowd = fc.oneof(
  { weight: 8, arbitrary: step },
  steps(1, ['start crowd', 'start crowd', 'stop crowd'], {}),
)

export interface Told {
  readonly keepsTokens: boolean
  readonly dice: number
  readonly steps: readonly Step[]
}

function toldOf(each: fc.Arbitrary<Step>): fc.Arbitrary<Told> {
  return fc.record({
    keepsTokens: fc.boolean(),
    dice: fc.constantFrom(0, 0.5, 0.99),
    steps: fc.array(each, { minLength: 5, maxLength: 60, size: 'max' }),
  })
}

export const history: fc.Arbitrary<Told> = fc.oneof(
  { weight: 9, arbitrary: toldOf(step) },
  { weight: 1, arbitrary: toldOf(stepOfCrowd) },
)
