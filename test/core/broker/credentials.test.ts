import { describe, expect, it } from 'vitest'
import { hold } from '../../../main/core/broker/credentials.ts'
import { HOUR, MINUTE } from '../../../main/core/clock.ts'
import { Secret } from '../../../main/core/secret.ts'
import { FakeClock } from '../../support/fakes.ts'

describe('what is left of credentials that end in an hour, by this computer’s clock,', () => {
  it.each<[string, number | null, number]>([
    ['with AWS’s clock not told', null, HOUR],
    ['with AWS’s the same', 0, HOUR],
    ['with AWS’s seeming a little ahead, as whole seconds do', 1_999, HOUR],
    ['with AWS’s seeming a little behind', -1_999, HOUR],
    ['with AWS’s ahead', 2_000, HOUR - 2_000],
    ['with AWS’s behind', -2_000, HOUR + 2_000],
    ['with AWS’s far ahead', 50 * MINUTE, 10 * MINUTE],
    ['with AWS’s far behind', -9 * HOUR, 10 * HOUR],
  ])('%s', (_, skew, left) => {
    const clock = new FakeClock()
    clock.set(-100 * HOUR)
    const credentials = {
      accessKeyId: 'ASIA',
      secretAccessKey: new Secret('s'),
      sessionToken: new Secret('t'),
      expiration: clock.wall() + HOUR,
      arn: '',
      account: '',
    }
    const held = hold({ credentials, skew }, clock)
    expect(held).toEqual({ credentials, obtainedAt: clock.now(), endsAt: clock.now() + left })
  })
})
