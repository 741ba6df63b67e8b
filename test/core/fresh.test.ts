import assert from 'node:assert/strict'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../main/core/clock.ts'
import { flush } from '../support/fakes.ts'
import { fromSession, role, token, World } from './world.ts'

/** Every way that needs no code, each call of it with an hour or more. */
const sessions = [
  role('plain'),
  role('long', { durationSeconds: 43_200, externalId: 'long' }),
  token('day', { mfa: false, durationSeconds: 5_400 }),
  role('of day', { source: fromSession('day') }),
  role('chained', { source: fromSession('plain'), durationSeconds: 3_600 }),
]
const names = sessions.map(session => session.name)

type Step =
  | { readonly do: 'start' | 'stop'; readonly name: string }
  | { readonly do: 'advance' | 'set' | 'sleep'; readonly seconds: number }
  | { readonly do: 'lock' | 'unlock' | 'restart' | 'network back' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('start', 'start', 'start', 'stop'),
      name: fc.constantFrom(...names),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('advance'), seconds: fc.integer({ min: 1, max: 7_200 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('set'), seconds: fc.integer({ min: -40_000, max: 40_000 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('sleep'), seconds: fc.integer({ min: 1, max: 30_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('lock', 'unlock', 'restart', 'network back') }) },
)

async function take(world: World, next: Step): Promise<void> {
  switch (next.do) {
    case 'start':
      return world.start(next.name)
    case 'stop':
      return world.stop(next.name)
    case 'advance':
      for (const part of [0.4, 0.55, 0.05]) {
        await world.clock.advance(Math.round(next.seconds * SECOND * part))
        allFresh(world)
      }
      return
    case 'set':
      return world.clock.set(next.seconds * SECOND)
    case 'sleep':
      world.clock.sleep(next.seconds * SECOND)
      return world.surroundings.resumed()
    case 'lock':
    case 'unlock':
      return world.surroundings.screenLocked(next.do === 'lock')
    case 'restart':
      return world.restart()
    case 'network back':
      return world.surroundings.networkBack()
  }
}

/** By AWS's clock, whatever this computer's says. */
function allFresh(world: World): void {
  for (const name of names) {
    if (world.state(name).kind === 'off') continue
    const handout = world.request(name)
    assert(handout.kind === 'ready', `${name} is ${handout.kind}.`)
    const left = handout.held.credentials.expiration - world.clock.now()
    assert(left > 16 * MINUTE, `${name} is handed out with ${left / MINUTE} minutes left.`)
  }
}

it('where nothing fails tools find over 16 minutes, whatever is done to the clock', async () => {
  let runs = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
      fc.constantFrom(0, 0.5, 0.99),
      async (steps, dice) => {
        runs += 1
        const world = new World(...sessions)
        world.dice = () => dice
        for (const next of steps) {
          await take(world, next)
          // What is due runs at once, and STS answers.
          await world.clock.advance(0)
          await flush()
          allFresh(world)
        }
      },
    ),
    { numRuns: 1_000, interruptAfterTimeLimit: 12 * SECOND },
  )
  expect(runs).toBeGreaterThan(100)
})
