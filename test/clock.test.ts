import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SystemClock } from '../main/clock.ts'
import { HOUR, MINUTE, SECOND } from '../main/core/clock.ts'
import { flush } from './support/fakes.ts'

/** A computer whose clocks go on when a test says so. */
class Computer {
  wall = Date.UTC(2026, 6, 15)
  awake = 5_432.1
  uptime = 90_000_700
  sleeps = 0
  /** Some systems count the seconds since the boot in whole ones. */
  readonly clock = new SystemClock({
    wall: () => Math.floor(this.wall),
    awake: () => this.awake,
    uptime: () => Math.floor(this.uptime / SECOND),
  })

  /** @param slew by which NTP makes the wall clock faster meanwhile (ms) */
  run(ms: number, slew = 0): void {
    this.awake += ms
    this.uptime += ms
    this.wall += ms + slew
  }

  sleep(ms: number): void {
    this.sleeps += 1
    this.uptime += ms
    this.wall += ms
  }

  set(ms: number): void {
    this.wall += ms
  }
}

let computer: Computer
beforeEach(() => {
  computer = new Computer()
})

describe('the time that has passed', () => {
  it.each<[string, number, () => void]>([
    ['while it runs', HOUR, () => computer.run(HOUR)],
    ['asleep', HOUR, () => computer.sleep(HOUR)],
    [
      'in a day with three naps',
      4 * HOUR,
      () => {
        for (const part of [HOUR, 20 * MINUTE, 40 * MINUTE]) {
          computer.run(HOUR - part / 2)
          computer.sleep(part)
          computer.clock.now()
        }
      },
    ],
    ['while the clock was set forward', MINUTE, () => [computer.set(2 * HOUR), computer.run(MINUTE)]],
    ['while the clock was set back', MINUTE, () => [computer.run(MINUTE), computer.set(-2 * HOUR)]],
    ['asleep, with the clock set back too', HOUR, () => [computer.sleep(HOUR), computer.set(-3 * HOUR)]],
    ['asleep, with the clock set forward too', HOUR, () => [computer.set(3 * HOUR), computer.sleep(HOUR)]],
  ])('%s', (_, passed, happens) => {
    const before = computer.clock.now()
    happens()
    // The boot was some whole seconds ago: a sleep is known to a second.
    expect(Math.abs(computer.clock.now() - before - passed)).toBeLessThanOrEqual(SECOND)
  })

  it('is not what NTP makes of it, however often it is looked at', () => {
    const before = computer.clock.now()
    for (let second = 0; second < 36_000; second += 1) {
      computer.run(SECOND, 0.5)
      computer.clock.now()
    }
    expect(computer.clock.now() - before).toBeCloseTo(10 * HOUR, 3)
  })

  it('takes a step of the clock within one second since the boot for no sleep', () => {
    const before = computer.clock.now()
    for (let step = 1; step <= 1_000; step += 1) {
      computer.run(300)
      computer.set(step % 2 === 0 ? 900 : -700)
      computer.clock.now()
    }
    expect(computer.clock.now() - before).toBeCloseTo(300 * SECOND, 3)
  })

  it('never runs backwards, is never less than that awake, nor more than there was', () => {
    const span = fc.integer({ min: 0, max: 3 * HOUR })
    const event = fc.oneof(
      span.map(ms => ({ kind: 'run' as const, ms })),
      span.map(ms => ({ kind: 'sleep' as const, ms })),
      fc.integer({ min: -9 * HOUR, max: 9 * HOUR }).map(ms => ({ kind: 'set' as const, ms })),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), events => {
        const own = new Computer()
        const start = { now: own.clock.now(), awake: own.awake, uptime: own.uptime }
        let last = start.now
        for (const { kind, ms } of events) {
          own[kind](ms)
          const now = own.clock.now()
          expect(now).toBeGreaterThanOrEqual(last)
          expect(now - start.now).toBeGreaterThanOrEqual(own.awake - start.awake - 1)
          expect(now - start.now).toBeLessThanOrEqual(own.uptime - start.uptime + own.sleeps * SECOND + 1)
          last = now
        }
      }),
    )
  })

  it.each<[string, number, () => void]>([
    ['a clock that was set forward', 1, () => computer.set(2 * HOUR)],
    ['one that was set by some seconds', 0, () => computer.set(20 * SECOND)],
    ['one that was set back', 0, () => computer.set(-2 * HOUR)],
    ['a sleep', 0, () => computer.sleep(2 * HOUR)],
    ['a sleep in which the clock was set forward', 1, () => [computer.sleep(HOUR), computer.set(HOUR)]],
  ])('may be more than is known, after %s: told %d times', async (_, times, happens) => {
    let told = 0
    computer.clock.onSetForward(() => {
      told += 1
    })
    happens()
    for (let look = 0; look < 3; look += 1) computer.clock.now()
    expect(told).toBe(0)
    await flush()
    expect(told).toBe(times)
  })

  it('is no business of the wall clock', () => {
    computer.set(-HOUR)
    expect(computer.clock.wall()).toBe(Date.UTC(2026, 6, 14, 23))
  })
})

describe('a wait', () => {
  /** Node's timers in the place of which these stand: they ring when a test says so. */
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout }
  let timers: { readonly run: () => void; readonly ms: number }[]
  let rang: string[]
  beforeEach(() => {
    timers = []
    rang = []
    const setTimeout = (run: () => void, ms: number) => {
      const timer = { run, ms }
      timers.push(timer)
      return timer
    }
    const clearTimeout = (timer: unknown) => {
      timers = timers.filter(each => each !== timer)
    }
    Object.assign(globalThis, { setTimeout, clearTimeout })
  })
  afterEach(() => void Object.assign(globalThis, real))

  const ring = (early = 0) => {
    const next = [...timers].sort((a, b) => a.ms - b.ms)[0]
    if (next === undefined) throw new Error('No timer is set.')
    timers = timers.filter(each => each !== next)
    computer.run(next.ms - early)
    next.run()
  }
  const wait = (ms: number, name = 'it') => computer.clock.after(ms, () => rang.push(name))
  const delays = () => timers.map(timer => timer.ms)

  it('is over once, at its time, and leaves no timer', () => {
    wait(5 * SECOND)
    expect(delays()).toEqual([5 * SECOND])
    ring()
    expect([rang, timers]).toEqual([['it'], []])
    computer.clock.rearm()
    expect(timers).toEqual([])
  })

  it('of more than a minute is made of several, since a timer stands still in sleep', () => {
    wait(150 * SECOND)
    const seen: number[] = []
    for (let piece = 0; piece < 3; piece += 1) {
      expect(rang).toEqual([])
      seen.push(...delays())
      ring()
    }
    expect(seen).toEqual([MINUTE, MINUTE, 30 * SECOND])
    expect([rang, timers]).toEqual([['it'], []])
  })

  it.each([0, 1])('that is cancelled after %d of its pieces never ends', pieces => {
    const cancel = wait(150 * SECOND)
    for (let piece = 0; piece < pieces; piece += 1) ring()
    cancel()
    computer.clock.rearm()
    expect([rang, timers]).toEqual([[], []])
  })

  it('goes on where a timer is early', () => {
    wait(SECOND)
    ring(0.5)
    expect(rang).toEqual([])
    ring()
    expect(rang).toEqual(['it'])
  })

  it('that fell due in a sleep ends with the minute, and at once where the resume is told', () => {
    wait(10 * MINUTE, 'first')
    wait(20 * MINUTE, 'second')
    computer.sleep(10 * MINUTE)
    ring()
    expect(rang).toEqual(['first'])
    computer.sleep(10 * MINUTE)
    computer.clock.rearm()
    expect(delays()).toEqual([0])
    ring()
    expect(rang).toEqual(['first', 'second'])
  })

  it.each([-5 * HOUR, 5 * HOUR])('is as long as before where the clock is set by %d ms', ms => {
    wait(30 * SECOND)
    computer.set(ms)
    computer.clock.rearm()
    expect(delays()).toEqual([30 * SECOND])
  })

  it('shares one timer with all others, and they end in their order', () => {
    for (const [name, ms] of Object.entries({ third: 40, first: 20, second: 30 })) wait(ms * SECOND, name)
    const cancel = wait(25 * SECOND, 'cancelled')
    expect(delays()).toEqual([20 * SECOND])
    computer.sleep(35 * SECOND)
    computer.clock.rearm()
    cancel()
    ring()
    expect([rang, delays()]).toEqual([['first', 'second'], [5 * SECOND]])
  })

  it('goes on where the one before it throws', () => {
    computer.clock.after(SECOND, () => {
      throw new Error('a fault')
    })
    wait(SECOND)
    expect(() => ring()).toThrow('a fault')
    ring()
    expect(rang).toEqual(['it'])
  })

  it('is not made for one whose end another one has cancelled', () => {
    const cancel = { other: () => {} }
    computer.clock.after(SECOND, () => cancel.other())
    cancel.other = wait(SECOND)
    ring()
    expect([rang, timers]).toEqual([[], []])
  })

  it('of less than nothing ends at once', () => {
    wait(-HOUR)
    expect(delays()).toEqual([0])
  })
})

it('the computer’s own clocks are read', async () => {
  const clock = new SystemClock()
  const before = clock.now()
  expect(Math.abs(before - Date.now())).toBeLessThan(MINUTE)
  await new Promise<void>(resolve => void clock.after(20, resolve))
  expect(clock.now() - before).toBeGreaterThanOrEqual(20)
})
