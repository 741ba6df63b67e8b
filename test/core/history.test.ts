import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../main/core/clock.ts'
import type { Failure } from '../../main/core/failure.ts'
import type { Session } from '../../main/core/session.ts'
import { flush } from '../support/fakes.ts'
import {
  awsFailure,
  denied,
  expiredToken,
  fromSession,
  offline,
  role,
  sessionId,
  token,
  World,
  wrongCode,
} from './world.ts'

/** Every way to a session: shared and own codes, none, and a chain of three. */
const sessions: readonly Session[] = [
  role('admin', { mfa: 'session-token' }),
  role('reader', { mfa: 'session-token', externalId: 'other' }),
  role('own', { mfa: 'own-code', durationSeconds: 900 }),
  role('plain', { durationSeconds: 900 }),
  token('day'),
  role('chained', { source: fromSession('plain') }),
]
const names = sessions.map(session => session.name)

const failures: readonly Failure[] = [
  denied,
  expiredToken,
  offline,
  wrongCode,
  awsFailure('Throttling', 'x', {}, { status: 400 }),
]

type Step =
  | { readonly do: 'start' | 'stop' | 'request' | 'edit' | 'remove'; readonly name: string }
  | { readonly do: 'answer' | 'answer again' | 'cancel' | 'hold' | 'let one' | 'open' }
  | { readonly do: 'advance' | 'sleep'; readonly seconds: number }
  | { readonly do: 'fail'; readonly failure: Failure }

const name = fc.constantFrom('plain', 'plain', 'own', 'own', ...names)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('request' as const), name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('start' as const, 'stop' as const), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'remove' as const), name }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('answer' as const, 'answer' as const, 'answer again' as const, 'cancel' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'let one' as const, 'open' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      seconds: fc.constantFrom(1, 10, 61, 130, 601, 840, 2_400, 3_600, 46_800),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('sleep' as const), seconds: fc.constantFrom(30, 850, 7_200) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fail' as const), failure: fc.constantFrom(...failures) }),
  },
)

/** A world that goes through a history, and what tools were told to wait for on the way. */
class History {
  readonly world = new World(...sessions)
  readonly #promised: Promise<unknown>[] = []
  #settled = 0
  #edits = 0
  #lastCode = '000000'

  async take(next: Step): Promise<void> {
    const { world } = this
    switch (next.do) {
      case 'start':
        return world.start(next.name)
      case 'stop':
        return world.stop(next.name)
      case 'request':
        this.#request(next.name)
        return flush()
      case 'edit':
        this.#edits += 1
        return world.change({
          sessions: world.data.sessions.map(each =>
            each.name === next.name && each.operation === 'AssumeRole'
              ? { ...each, externalId: `edit-${this.#edits % 3}` }
              : each,
          ),
        })
      case 'remove':
        return world.change({ sessions: sessions.filter(each => each.name !== next.name) })
      case 'answer':
        this.#lastCode = world.newCode()
        return this.#answer()
      case 'answer again':
        return this.#answer()
      case 'cancel':
        if (world.prompts.list().length > 0) await world.cancel()
        return
      case 'hold':
        return world.sts.gate.shut()
      case 'let one':
        return world.sts.gate.letOne()
      case 'open':
        return world.sts.gate.open()
      case 'advance':
        return this.#advance(next.seconds * SECOND)
      case 'sleep':
        return world.clock.sleep(next.seconds * SECOND)
      case 'fail':
        return world.sts.failNext(next.failure)
    }
  }

  /** What must hold after each step. */
  check(): void {
    const { world } = this
    for (const each of names) {
      const state = world.state(each)
      if ('until' in state) expect(state.until).toBeGreaterThan(world.clock.now())
    }
    const devices = world.prompts.list().map(prompt => prompt.device.serial)
    expect(new Set(devices).size).toBe(devices.length)
    for (const { nodes } of world.prompts.list()) expect(world.broker.waitingFor(nodes)).not.toEqual([])
    for (const [at, { code, at: time }] of world.sts.sent.entries())
      for (const later of world.sts.sent.slice(at + 1))
        if (later.code === code) expect(later.at - time).toBeGreaterThan(90 * SECOND)
    expect(world.sts.mostAtOnce).toBeLessThanOrEqual(1)
  }

  /** Lets everything end, and says how many of those who waited still do. */
  async end(): Promise<number> {
    const { world } = this
    await world.sts.gate.open()
    await this.#advance(5 * MINUTE)
    world.broker.close()
    await world.clock.advance(5 * MINUTE)
    expect(world.prompts.list()).toEqual([])
    expect(world.clock.timers).toBe(0)
    return this.#promised.length - this.#settled
  }

  #request(asked: string): void {
    const { world } = this
    const handout = world.request(asked)
    if (handout.kind === 'pending') {
      this.#promised.push(handout.settled)
      void handout.settled.then(() => {
        this.#settled += 1
      })
    }
    if (handout.kind !== 'ready') return
    const { credentials, obtainedAt } = handout.held
    const life = credentials.expiration - obtainedAt
    const left = credentials.expiration - world.clock.now()
    expect(left).toBeGreaterThan(Math.min(60 * SECOND, life / 6) - 1)
    expect(left).toBeGreaterThan(0)
    this.#isOf(asked, credentials.arn)
  }

  /** What is handed out is of the session as it is defined now. */
  #isOf(asked: string, arn: string): void {
    const session = this.world.data.sessions.find(each => each.id === sessionId(asked))
    expect(arn.includes('assumed-role')).toBe(session?.operation === 'AssumeRole')
  }

  async #answer(): Promise<void> {
    if (this.world.prompts.list().length > 0) await this.world.type(this.#lastCode)
  }

  /** By steps, with tools that ask all the while. */
  async #advance(ms: number): Promise<void> {
    const { world } = this
    for (const part of [0.3, 0.69, 0.01]) {
      await world.clock.advance(Math.round(ms * part))
      for (const each of names) if (world.state(each).kind !== 'off') this.#request(each)
    }
    await flush()
  }
}

describe('whatever happens, in whatever order', () => {
  it('nothing dead is served, no call is doubled, no code is sent twice, and every wait ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), async steps => {
        const history = new History()
        for (const next of steps) {
          await history.take(next)
          history.check()
        }
        expect(await history.end()).toBe(0)
      }),
      { numRuns: 600, interruptAfterTimeLimit: 8_000 },
    )
  })
})
