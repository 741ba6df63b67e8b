import { describe, expect, it } from 'vitest'
import { leadFor } from '../../main/core/broker/renewal.ts'
import type { Identity } from '../../main/core/catalog/identity.ts'
import { HOUR, MINUTE, SECOND } from '../../main/core/clock.ts'
import type { Session } from '../../main/core/sessions/session.ts'
import { alice, identityId, role, sessionId, token, World } from './world.ts'

const DAYS = 30
const DAY = 24 * HOUR
/** The first minutes (ms) after a night. */
const MORNING = 10 * MINUTE

const people: readonly Identity[] = ['ann', 'ben', 'cleo', 'dan', 'eve'].map(name => ({
  ...alice,
  id: identityId(name),
  name,
  arn: `arn:aws:iam::111122223333:user/${name}`,
  keychainAccount: `key-of-${name}`,
  mfaSerial: `arn:aws:iam::111122223333:mfa/${name}`,
}))

/** Ten of each person: most behind one code a day, some with none, and chains of two and three calls. */
function sessionsOf({ id, name }: Identity): readonly Session[] {
  const source = { kind: 'identity', id } as const
  const from = (of: string) => ({ kind: 'session', id: sessionId(`${name} ${of}`) }) as const
  const named = (of: string) => ({ externalId: `${name}-${of}` })
  return [
    token(`${name} day`, { source }),
    role(`${name} admin`, { source, mfa: 'session-token', ...named('admin') }),
    role(`${name} audit`, { source, mfa: 'session-token', durationSeconds: 900, ...named('audit') }),
    role(`${name} build`, { source, mfa: 'session-token', durationSeconds: 43_200, ...named('build') }),
    role(`${name} read`, { source, mfa: 'session-token', durationSeconds: 14_400, ...named('read') }),
    role(`${name} of day`, { source: from('day'), ...named('of-day') }),
    role(`${name} deploy`, { source: from('of day'), durationSeconds: 3_600, ...named('deploy') }),
    role(`${name} plain`, { source, ...named('plain') }),
    role(`${name} short`, { source, durationSeconds: 900, ...named('short') }),
    role(`${name} chained`, { source: from('plain'), ...named('chained') }),
  ]
}

const sessions = people.flatMap(sessionsOf)

/** A month of these people, their tools, and a person who answers each prompt within a minute. */
class Month {
  readonly world = new World(...sessions)
  readonly #seen = new Set<string>()
  readonly #dice: () => number
  prompts = 0

  constructor() {
    this.world.data = { ...this.world.data, identities: people }
    this.world.sts.latency = 300
    let state = 1
    // Always the same month: numbers of Lehmer's generator.
    this.#dice = () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    this.world.dice = this.#dice
  }

  async startAll(): Promise<void> {
    for (const { id } of sessions) this.world.broker.start(id)
    await this.world.clock.advance(SECOND)
  }

  /** Minute by minute: a tool asks for something each time, and whoever sees a prompt has a minute to answer. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += MINUTE) {
      await this.world.clock.advance(MINUTE)
      this.answerAll()
      const asked = sessions[Math.floor(this.#dice() * sessions.length)]
      if (asked !== undefined) this.world.broker.request(asked.id)
    }
  }

  answerAll(): void {
    const { world } = this
    for (const { id, status } of world.prompts.list()) {
      if (!this.#seen.has(id)) this.prompts += 1
      this.#seen.add(id)
      if (status === 'open') world.prompts.answer(id, world.newCode())
    }
  }

  get served(): number {
    return sessions.filter(({ id }) => 'until' in this.world.broker.states.state(id)).length
  }
}

/** How often what lives so long is to be got while it is on. */
function least(on: number, life: number): number {
  return Math.ceil(on / (life - leadFor(life)))
}

/** What STS gives lives so long: a session token of 12 h is one of each person's, whoever starts from it. */
function lives(): readonly number[] {
  return sessions.map(({ operation, durationSeconds }) =>
    durationSeconds === null ? (operation === 'AssumeRole' ? HOUR : 12 * HOUR) : durationSeconds * SECOND,
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}

function print(title: string, rows: readonly (readonly [string, number, number])[]): void {
  const lines = rows.map(([what, got, bound]) => {
    const over = `${((got / bound - 1) * 100).toFixed(1)} %`
    return `  ${what.padEnd(12)}${String(got).padStart(8)}${String(bound).padStart(8)}${over.padStart(9)}\n`
  })
  process.stdout.write(`${title}: what was needed, the least, and how much more\n${lines.join('')}`)
}

describe('a month of 50 sessions on 5 devices', () => {
  it('costs hardly more prompts and calls than the lives of what is got ask for', async () => {
    const month = new Month()
    const { sts } = month.world
    await month.startAll()
    await month.pass(DAYS * DAY)
    const prompts = people.length * least(DAYS * DAY, 12 * HOUR)
    const calls = sum(lives().map(life => least(DAYS * DAY, life)))
    print('30 days awake', [
      ['prompts', month.prompts, prompts],
      ['calls', sts.calls.length, calls],
    ])
    expect(month.served).toBe(sessions.length)
    expect(month.prompts).toBeLessThanOrEqual(prompts * 1.05)
    expect(sts.sent).toHaveLength(month.prompts)
    expect(sts.calls.length).toBeLessThanOrEqual(calls * 1.05)
    expect(sts.mostAtOnce).toBe(1)
    expect(sts.mostOfAll).toBeLessThanOrEqual(20)
  })

  it('with nights asleep asks once for each device in the morning, and STS for 20 at once at the most', async () => {
    const month = new Month()
    const { world } = month
    await month.startAll()
    for (let day = 0; day < DAYS; day += 1) {
      await month.pass(16 * HOUR)
      world.clock.sleep(8 * HOUR)
      const before = { prompts: month.prompts, calls: world.sts.calls.length }
      world.surroundings.resumed()
      await month.pass(MORNING)
      expect(month.prompts - before.prompts).toBeLessThanOrEqual(people.length)
      expect(world.sts.calls.length - before.calls).toBeLessThanOrEqual(sessions.length * 1.2)
      expect(month.served).toBe(sessions.length)
    }
    // What was got has ended by the morning, or soon does: each day begins anew, and one more has begun.
    const ofDays = (life: number) => DAYS * least(16 * HOUR + MORNING, life) + 1
    const prompts = people.length * ofDays(12 * HOUR)
    const calls = sum(lives().map(ofDays))
    print('30 days with nights asleep', [
      ['prompts', month.prompts, prompts],
      ['calls', world.sts.calls.length, calls],
    ])
    expect(month.prompts).toBeLessThanOrEqual(prompts * 1.05)
    expect(world.sts.calls.length).toBeLessThanOrEqual(calls * 1.05)
    expect(world.sts.mostAtOnce).toBe(1)
    expect(world.sts.mostOfAll).toBeLessThanOrEqual(20)
  })
})
