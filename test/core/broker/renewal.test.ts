import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Held } from '../../../main/core/broker/credentials.ts'
import { backoff, floorFor, leadFor, renewAt, servedUntil } from '../../../main/core/broker/renewal.ts'
import { HOUR, MINUTE, SECOND } from '../../../main/core/clock.ts'
import { Secret } from '../../../main/core/secret.ts'

const held = (life: number, obtainedAt = 1_000_000_000_000): Held => ({
  obtainedAt,
  endsAt: obtainedAt + life,
  credentials: {
    accessKeyId: 'ASIA',
    secretAccessKey: new Secret('s'),
    sessionToken: new Secret('t'),
    expiration: obtainedAt + life,
    arn: '',
    account: '',
  },
})

const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
/** STS gives 15 minutes to 36 hours; AWS may shorten without a word, and a clock may be wrong. */
const anyLife = fc.integer({ min: 1, max: 36 * HOUR })
const lifeThatStsGives = fc.integer({ min: 15 * MINUTE, max: 36 * HOUR })

describe('the lead', () => {
  it.each([
    ['36 h', 36 * HOUR, 20 * MINUTE],
    ['12 h', 12 * HOUR, 20 * MINUTE],
    ['one hour', HOUR, 20 * MINUTE],
    ['just under an hour', 57 * MINUTE, 19 * MINUTE],
    ['the shortest that STS gives', 15 * MINUTE, 5 * MINUTE],
    ['what AWS shortened', 12 * MINUTE, 5 * MINUTE],
    ['ten minutes', 10 * MINUTE, 5 * MINUTE],
    ['less than twice the smallest lead', 8 * MINUTE, 4 * MINUTE],
    ['nothing', 0, 0],
  ])('of %s', (_, life, lead) => {
    expect(leadFor(life)).toBe(lead)
  })
})

describe('the floor', () => {
  it.each([
    ['one hour', HOUR, 60 * SECOND],
    ['six minutes', 6 * MINUTE, 60 * SECOND],
    ['three minutes', 3 * MINUTE, 30 * SECOND],
    ['nothing', 0, 0],
  ])('of %s', (_, life, floor) => {
    expect(floorFor(life)).toBe(floor)
  })

  it('is where serving ends', () => {
    const hour = held(HOUR)
    expect(servedUntil(hour)).toBe(hour.endsAt - 60 * SECOND)
  })

  it('counts from the end when the credentials were past it as they came', () => {
    const past = held(-HOUR)
    expect(servedUntil(past)).toBe(past.endsAt)
  })
})

describe('the renewal', () => {
  it('of one hour comes with over 16 minutes left, whatever the dice', () => {
    fc.assert(
      fc.property(dice, thrown => {
        const hour = held(HOUR)
        const left = hour.endsAt - renewAt(hour, thrown)
        expect(left).toBeGreaterThan(16 * MINUTE)
        expect(left).toBeLessThanOrEqual(22 * MINUTE)
      }),
    )
  })

  it('comes with over 16 minutes left wherever a third of the life is as much', () => {
    fc.assert(
      fc.property(fc.integer({ min: 49 * MINUTE, max: 36 * HOUR }), dice, (life, thrown) => {
        const some = held(life)
        expect(some.endsAt - renewAt(some, thrown)).toBeGreaterThan(16 * MINUTE)
      }),
    )
  })

  it('is never before half of the life, and always before serving ends', () => {
    fc.assert(
      fc.property(anyLife, dice, (life, thrown) => {
        const some = held(life)
        const at = renewAt(some, thrown)
        expect(at).toBeGreaterThanOrEqual(some.obtainedAt + life / 2)
        expect(at).toBeLessThan(servedUntil(some))
      }),
    )
  })

  it('leaves over four minutes to try again, for any life that STS gives', () => {
    fc.assert(
      fc.property(lifeThatStsGives, dice, (life, thrown) => {
        const some = held(life)
        expect(servedUntil(some) - renewAt(some, thrown)).toBeGreaterThanOrEqual(4 * MINUTE)
      }),
    )
  })

  it('is spread by the dice, and only to earlier', () => {
    const hour = held(HOUR)
    expect(renewAt(hour, 0)).toBe(hour.endsAt - 20 * MINUTE)
    expect(renewAt(hour, 0.5)).toBe(hour.endsAt - 21 * MINUTE)
  })
})

describe('the pause after failures', () => {
  it.each([
    [1, SECOND],
    [2, 2 * SECOND],
    [6, 32 * SECOND],
    [7, 60 * SECOND],
    [5_000, 60 * SECOND],
  ])('%d in a row', (failures, full) => {
    expect(backoff(failures, 0)).toBe(full / 2)
    fc.assert(
      fc.property(dice, thrown => {
        const pause = backoff(failures, thrown)
        expect(pause).toBeGreaterThanOrEqual(full / 2)
        expect(pause).toBeLessThanOrEqual(full)
      }),
    )
  })
})
