import { beforeEach, describe, expect, it } from 'vitest'
import type { Identity } from '../../main/core/catalog/identity.ts'
import { MINUTE } from '../../main/core/clock.ts'
import { type ConsoleSignIn, Consoles, type SignInRequest } from '../../main/core/console.ts'
import { explain } from '../../main/core/failures/explain.ts'
import { type Failure, fail, type Result, succeed } from '../../main/core/failures/failure.ts'
import { Secret } from '../../main/core/secret.ts'
import { type ConsoleSettings, DEFAULT_CONSOLE } from '../../main/core/sessions/console-settings.ts'
import type { AssumeRoleSession, Session } from '../../main/core/sessions/session.ts'
import { flush, Gate } from '../support/fakes.ts'
import { cluster, corp, federation, rootTask, samlRole, webRole } from './recipes.ts'
import { alice, catalogOf, fromSession, offline, role, sessionId, token, World } from './world.ts'

/** A sign-in endpoint that gives a link for whatever it is asked. */
class FakeSignIn implements ConsoleSignIn {
  readonly asked: SignInRequest[] = []
  failure: Failure | null = null
  readonly gate = new Gate()

  async link(request: SignInRequest): Promise<Result<Secret>> {
    this.asked.push(request)
    await this.gate.pass()
    const { failure } = this
    return failure === null ? succeed(new Secret('hidden-link')) : fail(failure)
  }
}

let world: World
let signIn: FakeSignIn
let consoles: Consoles
beforeEach(() => {
  world = new World()
  signIn = new FakeSignIn()
  const { broker, clock, leases } = world
  consoles = new Consoles({ catalog: () => world.data, broker, clock, leases, signIn })
})

function have(sessions: readonly Session[], identities: readonly Identity[] = [alice, corp, cluster]): void {
  world.data = catalogOf(sessions, identities)
  world.broker.catalogChanged()
}

const link = (name: string) => consoles.link(sessionId(name))
const set = (more: Partial<ConsoleSettings>): ConsoleSettings => ({ ...DEFAULT_CONSOLE, ...more })
const titleOf = (result: Result<unknown>) => (result.ok ? 'a link' : explain(result.failure).title)

describe('a link to the console', () => {
  it('starts the session, and is for its credentials and for its browser', async () => {
    const browser = { kind: 'firefox', profile: 'prod' } as const
    have([role('dev', { console: set({ browser, service: 's3', region: 'eu-west-1' }) })])
    const made = await link('dev')
    expect(made).toEqual({ ok: true, value: { link: new Secret('hidden-link'), browser } })
    const held = world.broker.request(sessionId('dev'))
    if (held.kind !== 'ready') throw new Error('The session is not on.')
    expect(signIn.asked).toEqual([
      {
        credentials: held.held.credentials,
        endpoint: { region: 'eu-central-1', fallbackRegion: null, url: null },
        durationSeconds: 43_200,
        mayBeShorter: true,
        region: 'eu-west-1',
        service: 's3',
      },
    ])
  })

  it('uses what is there, and calls STS for no second one', async () => {
    have([role('dev')])
    await link('dev')
    await link('dev')
    expect([world.sts.calls.length, signIn.asked.length]).toEqual([1, 2])
    expect(signIn.asked[0]).toMatchObject({ region: 'eu-central-1', service: null })
  })

  it('waits for whom the session waits', async () => {
    have([role('dev', { mfa: 'session-token' })])
    const made = link('dev')
    await flush()
    expect(signIn.asked).toEqual([])
    await world.type('123456')
    expect((await made).ok).toBe(true)
  })

  it.each([
    ['stopped', () => world.broker.stop(sessionId('dev')), 'dev was stopped.'],
    ['forgotten', () => world.broker.forgetAll('user'), 'dev was stopped.'],
    ['removed', () => have([]), 'This session does not exist any more.'],
  ])('is not given for a session that is %s meanwhile', async (_what, end, title) => {
    have([role('dev')])
    signIn.gate.shut()
    const made = link('dev')
    await flush()
    expect(signIn.asked).toHaveLength(1)
    end()
    await signIn.gate.open()
    expect(titleOf(await made)).toBe(title)
  })

  it('is not asked for where the session is stopped before it has credentials', async () => {
    have([role('dev')])
    world.keys.gate.shut()
    const made = link('dev')
    await flush()
    world.broker.stop(sessionId('dev'))
    await world.keys.gate.open()
    expect([titleOf(await made), signIn.asked]).toEqual(['dev was stopped.', []])
  })

  it('is not had where the session, or the sign-in, fails', async () => {
    have([role('dev')])
    world.sts.failNext(offline)
    expect(await link('dev')).toEqual(fail(offline))
    signIn.failure = { kind: 'console-refused', host: 'signin.aws.amazon.com', status: 400 }
    expect(await link('dev')).toEqual(fail(signIn.failure))
    expect(await link('none')).toEqual(fail({ kind: 'not-found', what: 'session' }))
  })
})

it.each<readonly [string, Partial<AssumeRoleSession>, boolean]>([
  ['a life of its own, from a session', { durationSeconds: 1_800, source: fromSession('base') }, true],
  ['a life of its own, from a key', { durationSeconds: 1_800 }, false],
  ['no life of its own', { source: fromSession('base') }, false],
])('a role of %s is told why it is refused (%s)', async (_, changes, isTold) => {
  have([role('base'), role('dev', changes)])
  signIn.failure = { kind: 'console-refused', host: 'signin.aws.amazon.com', status: 400 }
  const made = await link('dev')
  expect(made.ok ? null : explain(made.failure).advice.includes('a duration of its own')).toBe(isTold)
})

describe('the duration', () => {
  it('is the one that was chosen, and then no other is tried', async () => {
    have([role('dev', { console: set({ durationSeconds: 900 }) })])
    await link('dev')
    expect(signIn.asked).toMatchObject([{ durationSeconds: 900, mayBeShorter: false }])
  })

  it.each<readonly [string, readonly Session[], number | null]>([
    ['a role of a key', [role('x')], 43_200],
    [
      'a role behind GetSessionToken',
      [role('x', { source: fromSession('t') }), token('t', { mfa: false })],
      43_200,
    ],
    ['a role of a company’s sign-in', [samlRole('x')], 43_200],
    ['a role of a token', [webRole('x')], 43_200],
    ['a role of a role', [role('x', { source: fromSession('y') }), role('y')], null],
    ['a role of a company’s role', [role('x', { source: fromSession('y') }), samlRole('y')], null],
    ['a federated user', [federation('x')], null],
  ])('for %s', async (_what, sessions, seconds) => {
    have(sessions)
    expect(titleOf(await link('x'))).toBe('a link')
    expect(signIn.asked.map(each => each.durationSeconds)).toEqual([seconds])
  })
})

describe('the duration under a lease', () => {
  it.each<readonly [string, number | null, number, number]>([
    ['ends with the lease', null, 0, 3_600],
    ['ends with the lease, whatever was chosen', 43_200, 20, 2_400],
    ['is the one that was chosen where that is shorter', 1_200, 0, 1_200],
    ['is the least that AWS gives where less is left', null, 50, 900],
  ])('%s', async (_, durationSeconds, minutesLater, seconds) => {
    const prod = role('prod', { production: true, console: set({ durationSeconds }) })
    have([prod])
    world.leases.begin(prod, 60)
    await world.clock.advance(minutesLater * MINUTE)
    expect(titleOf(await link('prod'))).toBe('a link')
    expect(signIn.asked.map(each => each.durationSeconds)).toEqual([seconds])
  })
})

it('a link is not given where the lease has ended meanwhile, though nothing has told so yet', async () => {
  const prod = role('prod', { production: true })
  have([prod])
  world.leases.begin(prod, 15)
  signIn.gate.shut()
  const made = link('prod')
  await flush()
  world.clock.forgetTimers()
  await world.clock.advance(15 * MINUTE)
  await signIn.gate.open()
  expect(await made).toEqual(fail({ kind: 'lease-needed', session: 'prod' }))
})

describe('no link is made, and nothing is started', () => {
  it.each<readonly [string, Session, string]>([
    [
      'for GetSessionToken',
      token('x', { mfa: false }),
      'x comes from GetSessionToken, with which AWS lets nobody sign in to the console.',
    ],
    [
      'for a task',
      rootTask('x'),
      'x is for one task of a member account’s root user, which is done by its API.',
    ],
  ])('%s', async (_what, session, title) => {
    have([session])
    expect(titleOf(await link('x'))).toBe(title)
    expect([world.sts.calls, signIn.asked]).toEqual([[], []])
  })

  it('in a partition whose console is not known', async () => {
    have([role('x')], [{ ...alice, region: 'us-iso-east-1' }])
    expect(titleOf(await link('x'))).toBe('Understudy does not know where the console of x’s partition is.')
    expect(world.sts.calls).toEqual([])
  })
})
