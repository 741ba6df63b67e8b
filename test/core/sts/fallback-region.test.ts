import { beforeEach, describe, expect, it } from 'vitest'
import type { Sts, StsCall } from '../../../main/core/broker/acquire.ts'
import type { StsEndpoint } from '../../../main/core/broker/chain.ts'
import type { Issued, Signer } from '../../../main/core/broker/credentials.ts'
import { MINUTE } from '../../../main/core/clock.ts'
import { type Failure, fail, type Result } from '../../../main/core/failures/failure.ts'
import { Secret } from '../../../main/core/secret.ts'
import { FallbackRegion } from '../../../main/core/sts/fallback-region.ts'
import type { Caller } from '../../../main/core/sts/lookups.ts'
import { FakeSts } from '../../support/fake-sts.ts'
import { FakeClock, FakeLookups } from '../../support/fakes.ts'
import { ALICE_DEVICE, awsFailure, denied, facts, offline, stsCall, wrongCode } from '../world.ts'

const HOME = 'eu-central-1'
const AWAY = 'eu-west-1'
const endpoint = { region: HOME, url: null, fallbackRegion: AWAY }
const network = (reason: 'timed-out' | 'tls'): Failure => ({
  kind: 'network',
  reason,
  detail: '',
  call: facts,
})

/** An STS of which each Region may be out for itself. */
class Regions extends FakeLookups implements Sts {
  readonly out = new Map<string, Failure>()
  readonly calls: StsCall[] = []
  readonly #sts = new FakeSts(new FakeClock())

  obtain(call: StsCall): Promise<Result<Issued>> {
    this.calls.push(call)
    const failure = this.out.get(call.endpoint.region)
    return failure === undefined ? this.#sts.obtain(call) : Promise.resolve(fail(failure))
  }

  override whoAmI(signer: Signer, endpoint: StsEndpoint): Promise<Result<Caller>> {
    return this.#told(endpoint) ?? super.whoAmI(signer, endpoint)
  }

  override accountOfKey(id: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>> {
    return this.#told(endpoint) ?? super.accountOfKey(id, signer, endpoint)
  }

  override decode(message: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>> {
    return this.#told(endpoint) ?? super.decode(message, signer, endpoint)
  }

  override mfaDevices(signer: Signer, endpoint: StsEndpoint): Promise<Result<readonly string[]>> {
    return this.#told(endpoint) ?? super.mfaDevices(signer, endpoint)
  }

  #told({ region }: StsEndpoint): Promise<Result<never>> | null {
    const failure = this.out.get(region)
    return failure === undefined ? null : Promise.resolve(fail(failure))
  }
}

let clock: FakeClock
let regions: Regions
let sts: FallbackRegion
beforeEach(() => {
  clock = new FakeClock()
  regions = new Regions()
  sts = new FallbackRegion(regions, regions, clock)
})

/** Where one call is made, and what becomes of it. */
async function ask(changes: Partial<StsCall> = {}): Promise<readonly string[]> {
  const before = regions.calls.length
  const result = await sts.obtain(stsCall('AKIA', { endpoint, ...changes }))
  const asked = regions.calls.slice(before).map(call => call.endpoint.region)
  if (result.ok) return [...asked, 'ok']
  const { failure } = result
  return [...asked, failure.kind === 'network' ? failure.reason : failure.kind]
}

const code = { mfa: { serial: ALICE_DEVICE, code: '123456' } }

describe('with the Region', () => {
  it.each<[string, Failure | null, Partial<StsCall>, readonly string[]]>([
    ['answering', null, {}, [HOME, 'ok']],
    ['unreachable', offline, {}, [HOME, AWAY, 'ok']],
    ['silent', network('timed-out'), {}, [HOME, AWAY, 'ok']],
    ['behind a certificate that is not trusted', network('tls'), {}, [HOME, 'tls']],
    ['refusing', denied, {}, [HOME, 'aws']],
    ['behind a captive portal', { kind: 'malformed-answer', call: facts }, {}, [HOME, 'malformed-answer']],
    ['unreachable for a call with a code', offline, code, [HOME, 'unreachable']],
    [
      'unreachable, and no other',
      offline,
      { endpoint: { ...endpoint, fallbackRegion: null } },
      [HOME, 'unreachable'],
    ],
    [
      'unreachable at a URL of the user’s own',
      offline,
      { endpoint: { ...endpoint, url: 'https://sts.example' } },
      [HOME, 'unreachable'],
    ],
  ])('%s', async (_, failure, changes, asked) => {
    if (failure !== null) regions.out.set(HOME, failure)
    expect(await ask(changes)).toEqual(asked)
  })
})

it('nothing but the Region is another in the second call', async () => {
  regions.out.set(HOME, offline)
  await ask()
  const [first, second] = regions.calls
  expect(second).toEqual({ ...first, endpoint: { ...endpoint, region: AWAY } })
})

describe('a Region that could not be reached', () => {
  it('is asked second for five minutes, and then first again', async () => {
    regions.out.set(HOME, offline)
    await ask()
    await clock.advance(5 * MINUTE - 1)
    expect(await ask()).toEqual([AWAY, 'ok'])
    await clock.advance(1)
    expect(await ask()).toEqual([HOME, AWAY, 'ok'])
    expect(await ask()).toEqual([AWAY, 'ok'])
  })

  it('by a call with a code is not where the next code goes', async () => {
    regions.out.set(HOME, offline)
    await ask(code)
    expect(await ask(code)).toEqual([AWAY, 'ok'])
  })

  it('is asked first as soon as it has answered again', async () => {
    regions.out.set(HOME, offline)
    await ask()
    regions.out.delete(HOME)
    regions.out.set(AWAY, offline)
    expect(await ask()).toEqual([AWAY, HOME, 'ok'])
    const elsewhere = { endpoint: { ...endpoint, fallbackRegion: 'us-east-1' } }
    expect(await ask(elsewhere)).toEqual([HOME, 'ok'])
  })

  it('has taken the other one along: both are asked each time, in their order', async () => {
    regions.out.set(HOME, offline)
    regions.out.set(AWAY, network('timed-out'))
    for (let call = 0; call < 3; call += 1) expect(await ask()).toEqual([HOME, AWAY, 'unreachable'])
    regions.out.clear()
    expect(await ask()).toEqual([HOME, 'ok'])
  })

  it('is nothing to an identity with other Regions', async () => {
    regions.out.set(HOME, offline)
    await ask()
    expect(await ask({ endpoint: { ...endpoint, region: 'us-east-1' } })).toEqual(['us-east-1', 'ok'])
  })
})

describe('a fallback Region that refuses', () => {
  const disabled = awsFailure('RegionDisabledException')

  it('leaves the session with a failure that passes, and is asked second from then on', async () => {
    regions.out.set(HOME, offline)
    regions.out.set(AWAY, disabled)
    expect(await ask()).toEqual([HOME, AWAY, 'unreachable'])
    expect(await ask()).toEqual([HOME, AWAY, 'unreachable'])
    regions.out.delete(HOME)
    expect(await ask()).toEqual([HOME, 'ok'])
  })

  it('though it answered before, sends the call back to the Region', async () => {
    regions.out.set(HOME, offline)
    await ask()
    regions.out.set(AWAY, disabled)
    expect(await ask()).toEqual([AWAY, HOME, 'unreachable'])
    regions.out.delete(HOME)
    expect(await ask()).toEqual([HOME, 'ok'])
  })

  it('a call with a code has the next code go back to the Region', async () => {
    regions.out.set(HOME, offline)
    await ask(code)
    regions.out.set(AWAY, disabled)
    expect(await ask(code)).toEqual([AWAY, 'unreachable'])
    regions.out.delete(HOME)
    expect(await ask(code)).toEqual([HOME, 'ok'])
  })

  it('a code is believed: it was the code that was wrong', async () => {
    regions.out.set(HOME, offline)
    await ask(code)
    regions.out.set(AWAY, wrongCode)
    expect(await ask(code)).toEqual([AWAY, 'aws'])
    regions.out.delete(AWAY)
    expect(await ask(code)).toEqual([AWAY, 'ok'])
  })
})

describe('a lookup', () => {
  const signer: Signer = {
    accessKeyId: 'AKIA',
    secretAccessKey: new Secret('hidden-secret'),
    sessionToken: null,
  }

  it.each<[string, (at: FallbackRegion) => Promise<Result<unknown>>]>([
    ['whose key it is', at => at.whoAmI(signer, endpoint)],
    ['which account a key is of', at => at.accountOfKey('AKIAOTHER', signer, endpoint)],
    ['what a refusal says', at => at.decode('encoded', signer, endpoint)],
  ])('can be asked in either Region: %s', async (_, ask) => {
    regions.out.set(HOME, offline)
    expect(await ask(sts)).toMatchObject({ ok: true })
    expect(regions.asked.map(each => each.endpoint.region)).toEqual([AWAY])
    regions.out.set(AWAY, network('timed-out'))
    expect(await ask(sts)).toMatchObject({ ok: false, failure: { kind: 'network' } })
  })

  it('of MFA devices goes to IAM, which has no Regions', async () => {
    regions.out.set(HOME, offline)
    expect(await sts.mfaDevices(signer, endpoint)).toEqual(fail(offline))
    regions.out.clear()
    regions.out.set(AWAY, offline)
    expect(await sts.mfaDevices(signer, endpoint)).toMatchObject({ ok: true })
  })
})
