import { beforeEach, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../main/core/clock.ts'
import { IdleWatch } from '../../main/desktop/idle.ts'
import { FakeClock } from '../support/fakes.ts'

let clock: FakeClock
let touchedAt: number
let told: number
let watch: IdleWatch
beforeEach(() => {
  clock = new FakeClock()
  touchedAt = clock.now()
  told = 0
  const idleMinutes = () => (clock.now() - touchedAt) / MINUTE
  watch = new IdleWatch(clock, idleMinutes, () => {
    told += 1
  })
})

it('it is told once for each absence, within a minute of the limit', async () => {
  watch.setLimit(15)
  await clock.advance(15 * MINUTE - 1)
  expect(told).toBe(0)
  await clock.advance(MINUTE)
  expect(told).toBe(1)
  await clock.advance(5 * HOUR)
  expect(told).toBe(1)
  touchedAt = clock.now()
  await clock.advance(10 * MINUTE)
  expect(told).toBe(1)
  await clock.advance(6 * MINUTE)
  expect(told).toBe(2)
})

it('it is not told of a user who is there now and then', async () => {
  watch.setLimit(5)
  for (let time = 0; time < 20; time += 1) {
    await clock.advance(4 * MINUTE)
    touchedAt = clock.now()
  }
  expect(told).toBe(0)
})

it('another limit counts from then on', async () => {
  watch.setLimit(60)
  await clock.advance(20 * MINUTE)
  watch.setLimit(15)
  expect(told).toBe(1)
  watch.setLimit(30)
  await clock.advance(11 * MINUTE)
  expect([told, clock.timers]).toEqual([2, 1])
})

it('the same limit once more is not told again', async () => {
  watch.setLimit(15)
  await clock.advance(20 * MINUTE)
  watch.setLimit(15)
  expect([told, clock.timers]).toEqual([1, 1])
})

it('no limit, or none any more, costs nothing', async () => {
  watch.setLimit(null)
  expect(clock.timers).toBe(0)
  watch.setLimit(15)
  watch.setLimit(null)
  expect(clock.timers).toBe(0)
  await clock.advance(HOUR)
  expect(told).toBe(0)
})

it('a sleep that is longer than the limit is an absence, though whoever ends it touches the computer', async () => {
  watch.setLimit(15)
  await clock.advance(MINUTE)
  clock.sleep(14 * MINUTE)
  touchedAt = clock.now()
  await clock.advance(0)
  expect(told).toBe(0)
  clock.sleep(8 * HOUR)
  touchedAt = clock.now()
  await clock.advance(0)
  expect(told).toBe(1)
})
