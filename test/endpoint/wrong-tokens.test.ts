import { beforeEach, expect, it } from 'vitest'
import { MINUTE } from '../../main/core/clock.ts'
import { WrongTokens } from '../../main/endpoint/wrong-tokens.ts'
import { FakeClock, flush } from '../support/fakes.ts'

let clock: FakeClock
let told: number[]
let wrongTokens: WrongTokens
beforeEach(() => {
  clock = new FakeClock()
  told = []
  wrongTokens = new WrongTokens(clock, count => told.push(count))
})

/** How many of these may be refused at once; the others wait. */
async function note(count: number): Promise<number> {
  let atOnce = 0
  for (let at = 0; at < count; at++)
    void wrongTokens.note().then(() => {
      atOnce += 1
    })
  await flush()
  return atOnce
}

it('twenty a minute are nothing: a shell with an old token', async () => {
  expect(await note(20)).toBe(20)
  expect([told, clock.timers]).toEqual([[], 0])
})

it('the next ones wait 250 ms each, and the user is told once', async () => {
  await note(20)
  let refused = 0
  for (let at = 0; at < 5; at++)
    void wrongTokens.note().then(() => {
      refused += 1
    })
  await clock.advance(249)
  expect(refused).toBe(0)
  await clock.advance(1)
  expect([refused, told, clock.timers]).toEqual([5, [21], 0])
})

it('the next minute begins anew, and is told of anew', async () => {
  await note(30)
  await clock.advance(MINUTE)
  expect(await note(20)).toBe(20)
  expect(told).toEqual([21])
  await note(1)
  expect(told).toEqual([21, 21])
})

it('a minute is counted from its first wrong token on', async () => {
  await note(1)
  await clock.advance(MINUTE - 1)
  await note(20)
  expect(told).toEqual([21])
})
