import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AwsLookups } from '../../main/aws/lookups.ts'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import { SECOND } from '../../main/core/clock.ts'
import { Secret } from '../../main/core/secret.ts'
import { type DemoWorld, demoWorld } from '../local-aws/demo-world.ts'
import { type Fault, type LocalAws, startLocalAws } from '../local-aws/server.ts'
import { FakeClock } from '../support/fakes.ts'
import { assumeRole, SESSION_TOKEN } from '../support/requests.ts'
import { callBy, endpointAt, factsOf, failureOf, keyOf } from './calling.ts'

let demo: DemoWorld
let aws: LocalAws
const sts = new AwsSts(fetch, new SystemClock())
const lookups = new AwsLookups(fetch, new SystemClock())

beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const outcomes = () => aws.calls().map(call => call.outcome)
const goodCode = () => ({ serial: demo.alice.mfaSerial, code: aws.code(demo.alice.mfaSerial) })
/** A second is what HTTP dates are exact to, and another one for a slow machine. */
const nearlyNoSkew = expect.toSatisfy((skew: unknown) => typeof skew === 'number' && Math.abs(skew) < 10_000)

describe('what AWS refuses', () => {
  it('says who may not assume what', async () => {
    const { prodAdmin } = demo.roles
    const request = assumeRole(prodAdmin, { externalId: 'abc' })
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, request)))
    expect(failure).toEqual({
      kind: 'aws',
      code: 'AccessDenied',
      message: expect.stringContaining(
        `is not authorized to perform: sts:AssumeRole on resource: ${prodAdmin}`,
      ),
      status: 403,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      skew: nearlyNoSkew,
      call: factsOf(demo, aws.url, { operation: 'AssumeRole', request }),
    })
    expect(outcomes()).toEqual(['AccessDenied'])
  })

  it('is told without what was sent and nobody is to see, though the answer repeats it', async () => {
    const signer = { ...keyOf(demo), sessionToken: new Secret('hidden-token') }
    const text = `Value 'hidden-proof' is wrong; signed by ${signer.secretAccessKey.reveal()} and hidden-token`
    const repeating = new AwsSts(async () => {
      const body = `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${text}</Message></Error></ErrorResponse>`
      return new Response(body, { status: 400 })
    }, new SystemClock())
    const proofs = [new Secret('hidden-proof')]
    const failure = failureOf(
      await repeating.obtain(callBy(demo, aws.url, SESSION_TOKEN, { signer, proofs })),
    )
    expect(failure).toMatchObject({
      code: 'ValidationError',
      message: "Value '…' is wrong; signed by … and …",
    })
  })

  it('says that a code was wrong, and that one was sent', async () => {
    const mfa = { serial: demo.alice.mfaSerial, code: aws.totp(demo.alice.mfaSerial, 40) }
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN, { mfa })))
    expect(failure).toMatchObject({
      kind: 'aws',
      code: 'AccessDenied',
      message: expect.stringContaining('MultiFactorAuthentication failed'),
      call: factsOf(demo, aws.url, { mfa: true }),
    })
    expect(outcomes()).toEqual(['AccessDenied'])
    expect(JSON.stringify(failure)).not.toContain(mfa.code)
  })

  it('says that the key is not known', async () => {
    for (const user of demo.world.accounts[0]?.users ?? []) user.keys = []
    const failure = failureOf(await lookups.whoAmI(keyOf(demo), endpointAt(aws.url)))
    expect(failure).toMatchObject({
      kind: 'aws',
      code: 'InvalidClientTokenId',
      status: 403,
      call: factsOf(demo, aws.url, { operation: 'GetCallerIdentity', caller: null, request: null }),
    })
    expect(outcomes()).toEqual(['InvalidClientTokenId'])
  })

  it('says that the secret is another key’s', async () => {
    const signer = { ...keyOf(demo), secretAccessKey: new Secret('x'.repeat(40)) }
    const mfa = goodCode()
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN, { signer, mfa })))
    expect(failure).toMatchObject({ kind: 'aws', code: 'SignatureDoesNotMatch', skew: nearlyNoSkew })
    expect(outcomes()).toEqual(['SignatureDoesNotMatch'])
    expect(JSON.stringify(failure)).not.toContain(mfa.code)
  })

  it('says that the source has run out', async () => {
    aws.life({ sessionTokenLifeSeconds: 1 })
    const token = await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN))
    if (!token.ok) throw new Error('no token')
    await aws.fault({ kind: 'skew', ms: 3 * SECOND })
    const request = assumeRole(demo.roles.devReadonly)
    const failure = failureOf(
      await sts.obtain(callBy(demo, aws.url, request, { signer: token.value.credentials })),
    )
    expect(failure).toMatchObject({ kind: 'aws', code: expect.stringMatching(/^ExpiredToken/) })
  })

  it('says which parameter it did not take', async () => {
    const request = { ...SESSION_TOKEN, durationSeconds: 60 }
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, request)))
    expect(failure).toMatchObject({
      kind: 'aws',
      code: 'ValidationError',
      message: expect.stringMatching(/DurationSeconds/i),
    })
    expect(outcomes()).toEqual(['ValidationError'])
  })

  it('has the code that AWS gave it, and not the name that the SDK has for that', async () => {
    const request = assumeRole(demo.roles.devReadonly, { policy: '{' })
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, request)))
    expect(failure).toMatchObject({ kind: 'aws', code: 'MalformedPolicyDocument', status: 400 })
    expect(outcomes()).toEqual(['MalformedPolicyDocument'])
  })
})

describe('a passing fault', () => {
  const serverFaults: readonly [Fault, string, number][] = [
    [{ kind: 'error', status: 500 }, 'InternalFailure', 500],
    [{ kind: 'error', status: 503 }, 'ServiceUnavailable', 503],
  ]
  const throttle: (typeof serverFaults)[number] = [{ kind: 'throttle' }, 'Throttling', 400]

  it.each([...serverFaults, throttle])(
    'with a code is told after one attempt: %o',
    async (fault, code, status) => {
      await aws.fault(fault)
      const failure = failureOf(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN, { mfa: goodCode() })))
      expect(failure).toMatchObject({ kind: 'aws', code, status })
      expect(outcomes()).toEqual([`fault:${fault.kind}`])
    },
  )

  it.each(serverFaults)('without a code is told after three: %o', async (fault, code, status) => {
    await aws.fault(fault)
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN)))
    expect(failure).toMatchObject({ kind: 'aws', code, status })
    expect(outcomes()).toEqual(Array(3).fill(`fault:${fault.kind}`))
  })

  it.each(serverFaults)('without a code is not even seen if it passes: %o', async fault => {
    await aws.fault({ ...fault, times: 2 })
    const got = await sts.obtain(callBy(demo, aws.url, assumeRole(demo.roles.devReadonly)))
    expect(got.ok).toBe(true)
    expect(outcomes()).toEqual([`fault:${fault.kind}`, `fault:${fault.kind}`, 'ok'])
  })

  it('that is throttling is told at once, for the app to slow down as a whole', async () => {
    await aws.fault({ kind: 'throttle', times: 1 })
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN)))
    expect(failure).toMatchObject({ kind: 'aws', code: 'Throttling', status: 400 })
    expect(outcomes()).toEqual(['fault:throttle'])
  })

  it('is not tried again where a code was sent and its answer was lost', async () => {
    await aws.fault({ kind: 'lost', times: 1 })
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN, { mfa: goodCode() })))
    expect(failure).toMatchObject({ kind: 'network', reason: 'unreachable' })
    expect(outcomes()).toEqual(['fault:lost'])
  })
})

describe('a STS that is not reached', () => {
  it('is unreachable where nobody listens', async () => {
    await aws.fault({ kind: 'gone' })
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN, { mfa: goodCode() })))
    expect(failure).toEqual({
      kind: 'network',
      reason: 'unreachable',
      detail: 'ECONNREFUSED',
      call: factsOf(demo, aws.url, { mfa: true }),
    })
  })

  it('has no such name', async () => {
    const url = 'http://sts.no-such-host.invalid'
    const failure = failureOf(await sts.obtain(callBy(demo, url, SESSION_TOKEN, { mfa: goodCode() })))
    expect(failure).toMatchObject({ kind: 'network', reason: 'unreachable' })
    expect(failure).toHaveProperty('detail', expect.stringMatching(/^E(NOTFOUND|AI_AGAIN)$/))
  })

  it.each([true, false])('is given up after ten seconds where it hangs (with a code: %s)', async coded => {
    await aws.fault({ kind: 'hang' })
    const clock = new FakeClock()
    const mfa = coded ? goodCode() : null
    let ended = false
    const result = new AwsSts(fetch, clock).obtain(callBy(demo, aws.url, SESSION_TOKEN, { mfa }))
    void result.then(() => {
      ended = true
    })
    await vi.waitFor(() => expect(outcomes()).toEqual(['fault:hang']), { timeout: 5_000 })
    await clock.advance(10 * SECOND - 1)
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(ended).toBe(false)
    await clock.advance(1)
    expect(failureOf(await result)).toEqual({
      kind: 'network',
      reason: 'timed-out',
      detail: '',
      call: factsOf(demo, aws.url, { mfa: coded }),
    })
    expect(outcomes()).toEqual(['fault:hang'])
    expect(clock.timers).toBe(0)
  })

  it('leaves no timer behind, whichever way a call ends', async () => {
    const clock = new FakeClock()
    const own = new AwsSts(fetch, clock)
    await own.obtain(callBy(demo, aws.url, SESSION_TOKEN))
    await own.obtain(callBy(demo, aws.url, assumeRole(demo.roles.prodAdmin)))
    expect(clock.timers).toBe(0)
    expect(outcomes()).toEqual(['ok', 'AccessDenied'])
  })
})

describe('a clock that is wrong', () => {
  it.each([-3_600_000, 3_600_000])('is measured by AWS’s: %d ms', async ms => {
    await aws.fault({ kind: 'skew', ms })
    const failure = failureOf(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN, { mfa: goodCode() })))
    if (failure.kind !== 'aws') throw new Error(`not an answer of AWS: ${failure.kind}`)
    expect(failure.code).toBe('SignatureDoesNotMatch')
    expect(Math.abs((failure.skew ?? 0) - ms)).toBeLessThan(10 * SECOND)
    expect(outcomes()).toEqual(['SignatureDoesNotMatch'])
  })

  it('is measured against the clock that the adapter was given', async () => {
    const clock = new FakeClock()
    clock.set(Date.now() - clock.wall() - 90 * SECOND)
    const request = assumeRole(demo.roles.prodAdmin)
    const failure = failureOf(await new AwsSts(fetch, clock).obtain(callBy(demo, aws.url, request)))
    if (failure.kind !== 'aws') throw new Error(`not an answer of AWS: ${failure.kind}`)
    expect(Math.abs((failure.skew ?? 0) - 90 * SECOND)).toBeLessThan(10 * SECOND)
  })
})
