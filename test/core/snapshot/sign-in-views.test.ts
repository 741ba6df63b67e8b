import { expect, it } from 'vitest'
import type { SessionState } from '../../../main/core/broker/live-node.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { signInViews } from '../../../main/core/snapshot/sign-in-views.ts'
import { role, sessionId } from '../world.ts'

type Reason = Extract<Failure, { kind: 'sign-in' }>['reason']

const why = (reason: Reason, provider = 'Corp'): Failure => ({
  kind: 'sign-in',
  reason,
  provider,
  detail: '',
})
const failed = (name: string, failure: Failure) => ({
  session: role(name),
  state: { kind: 'failed', why: failure } satisfies SessionState,
})

it('is one for each provider, with all that wait for it', () => {
  const views = signInViews([
    failed('a', why('needed')),
    failed('b', why('needed', 'Other')),
    failed('c', why('needed')),
    { session: role('d'), state: { kind: 'off' } },
  ])
  expect(views).toEqual([
    { provider: 'Corp', isNews: true, session: sessionId('a'), sessions: ['a', 'c'] },
    { provider: 'Other', isNews: true, session: sessionId('b'), sessions: ['b'] },
  ])
})

it.each(['open', 'closed', 'timed-out'] as const)(
  'is no news where the page is %s, for whichever session',
  reason => {
    const views = signInViews([failed('a', why('needed')), failed('b', why(reason))])
    expect(views).toMatchObject([{ isNews: false, sessions: ['a', 'b'] }])
  },
)

it('is also for what is served still, or tried again', () => {
  const states: readonly SessionState[] = [
    { kind: 'failing', until: 1, why: why('needed'), retriesAt: null },
    { kind: 'starting', why: why('needed') },
  ]
  for (const state of states) expect(signInViews([{ session: role('a'), state }])).toHaveLength(1)
})

it.each(['unreachable', 'untrusted'] as const)(
  'is none for a page that is %s: nobody can sign in there',
  reason => {
    expect(signInViews([failed('a', why(reason))])).toEqual([])
  },
)
