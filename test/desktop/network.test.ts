import { beforeEach, expect, it } from 'vitest'
import { HOUR, SECOND } from '../../main/core/clock.ts'
import { NetworkWatch } from '../../main/desktop/network.ts'
import { FakeClock } from '../support/fakes.ts'

let clock: FakeClock
let isOnline: boolean
let looks: number
let told: number
let watch: NetworkWatch
beforeEach(() => {
  clock = new FakeClock()
  isOnline = false
  looks = 0
  told = 0
  const look = () => {
    looks += 1
    return isOnline
  }
  watch = new NetworkWatch(clock, look, () => {
    told += 1
  })
})

it('the network’s return is told once, within three seconds, and so is the next', async () => {
  watch.look(true)
  await clock.advance(HOUR)
  expect(told).toBe(0)
  for (const times of [1, 2]) {
    isOnline = true
    await clock.advance(3 * SECOND)
    expect(told).toBe(times)
    await clock.advance(HOUR)
    isOnline = false
    await clock.advance(HOUR)
    expect(told).toBe(times)
  }
})

it('a network that is there has not come back: it was AWS that was not reached', async () => {
  isOnline = true
  watch.look(true)
  await clock.advance(HOUR)
  expect(told).toBe(0)
})

it('it is looked at only while something waits for it, and by one timer', async () => {
  watch.look(false)
  await clock.advance(HOUR)
  expect(looks).toBe(0)
  for (let time = 0; time < 5; time += 1) watch.look(true)
  expect(clock.timers).toBe(1)
  watch.look(false)
  expect(clock.timers).toBe(0)
})

it('whoever is told may say that nothing waits any more', async () => {
  const own = new NetworkWatch(
    clock,
    () => isOnline,
    () => own.look(false),
  )
  own.look(true)
  isOnline = true
  await clock.advance(3 * SECOND)
  expect(clock.timers).toBe(0)
})

it('closed, it leaves no timer', () => {
  watch.look(true)
  watch.close()
  watch.close()
  expect(clock.timers).toBe(0)
})
