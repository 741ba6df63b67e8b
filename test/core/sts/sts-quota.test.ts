import { beforeEach, describe, expect, it } from 'vitest'
import type { Sts } from '../../../main/core/broker/acquire.ts'
import { MINUTE } from '../../../main/core/clock.ts'
import { StsQuota } from '../../../main/core/sts/sts-quota.ts'
import { FakeSts } from '../../support/fake-sts.ts'
import { FakeClock, flush } from '../../support/fakes.ts'
import { ALICE_DEVICE, denied, offline, stsCall, throttled } from '../world.ts'

let clock: FakeClock
let sts: FakeSts
let quota: StsQuota
beforeEach(() => {
  clock = new FakeClock()
  sts = new FakeSts(clock)
  quota = new StsQuota(sts, clock, () => 0)
})

const withCode = (code: string) => stsCall(code, { mfa: { serial: ALICE_DEVICE, code } })
const ask = (...names: readonly string[]) => {
  for (const name of names) void quota.obtain(name.startsWith('code') ? withCode(name) : stsCall(name))
  return flush()
}
const called = () => sts.calls.map(call => call.signer?.accessKeyId)
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `call ${at}`)

describe('at once', () => {
  it('there are 20 calls at most, the others in their order', async () => {
    sts.gate.shut()
    await ask(...numbered(25))
    expect(called()).toEqual(numbered(20))
    await sts.gate.letLast()
    await sts.gate.letOne()
    expect(called()).toEqual(numbered(22))
    await sts.gate.open()
    expect(called()).toEqual(numbered(25))
  })

  it('calls with a code go before those without, in their own order', async () => {
    sts.gate.shut()
    await ask(...numbered(20), 'a', 'b', 'code 1', 'c', 'code 2')
    await sts.gate.open()
    expect(called().slice(20)).toEqual(['code 1', 'code 2', 'a', 'b', 'c'])
  })

  it('a call that throws, by a fault in the code, leaves its place to others', async () => {
    let broken = true
    const faulty: Sts = {
      obtain: call => (broken ? Promise.reject(new Error('a fault')) : sts.obtain(call)),
    }
    const own = new StsQuota(faulty, clock, () => 0)
    const outcomes = await Promise.allSettled(numbered(20).map(name => own.obtain(stsCall(name))))
    expect(outcomes.every(each => each.status === 'rejected')).toBe(true)
    broken = false
    expect((await own.obtain(stsCall('next'))).ok).toBe(true)
  })
})

describe('after throttling', () => {
  /** The pauses between calls of which each follows the answer to the one before. */
  async function pauses(): Promise<readonly number[]> {
    const [first, ...rest] = numbered(8)
    const one = (name: string | undefined) => quota.obtain(withCode(name ?? ''))
    void rest.reduce((before, name) => before.then(() => one(name)), one(first))
    await clock.advance(2 * MINUTE)
    const times = sts.sent.map(each => each.at)
    return times.slice(1).map((at, index) => at - (times[index] ?? 0))
  }

  it('there is a pause, which grows each time to four seconds at most', async () => {
    sts.failAlways(throttled)
    expect(await pauses()).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000])
  })

  it('any other answer makes the pauses short again', async () => {
    sts.failNext(throttled, throttled, offline, throttled)
    expect(await pauses()).toEqual([500, 1_000, 0, 500, 0, 0, 0])
  })

  it('every call waits, until the pause is over and no longer', async () => {
    sts.failNext(throttled)
    await ask('first')
    await ask('second', 'code 3')
    await clock.advance(499)
    expect(called()).toEqual(['first'])
    await clock.advance(1)
    expect(called()).toEqual(['first', 'code 3', 'second'])
    expect(clock.timers).toBe(0)
  })

  it('those that were in flight together make one pause', async () => {
    sts.gate.shut()
    await ask(...numbered(5))
    sts.failAlways(throttled)
    await sts.gate.open()
    expect(clock.timers).toBe(1)
    await ask('next')
    await clock.advance(500)
    expect(called()).toContain('next')
    // Throttled as well: that is the second time and not the sixth.
    await ask('last')
    await clock.advance(999)
    expect(called()).not.toContain('last')
    await clock.advance(1)
    expect(called()).toContain('last')
  })

  it('and not after a refusal', async () => {
    sts.failNext(denied)
    await ask('first')
    await ask('second')
    expect(called()).toEqual(['first', 'second'])
  })
})
