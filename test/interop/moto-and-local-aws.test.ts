import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsLookups } from '../../main/aws/lookups.ts'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import type { Signer } from '../../main/core/broker/credentials.ts'
import { SECOND } from '../../main/core/clock.ts'
import { Secret } from '../../main/core/secret.ts'
import type { StsRequest } from '../../main/core/sts/sts-request.ts'
import { endpointAt, failureOf, got } from '../aws/calling.ts'
import { assumeRole, SESSION_TOKEN } from '../support/requests.ts'
import { type Cloud, localCloud, motoCloud } from './clouds.ts'

// What both say: each vouches for the other, and moto was written by nobody here.
describe.each([
  ['the local AWS', localCloud],
  ['moto', motoCloud],
])('%s', (_, start) => {
  let cloud: Cloud
  beforeAll(async () => {
    cloud = await start()
  })
  afterAll(() => cloud?.close())

  const sts = new AwsSts(fetch, new SystemClock())
  const lookups = new AwsLookups(fetch, new SystemClock())
  const whoIs = (signer: Signer) => lookups.whoAmI(signer, endpointAt(cloud.url))
  const obtain = (request: StsRequest, signer = cloud.alice.signer) =>
    sts.obtain({
      request,
      signer,
      caller: cloud.alice.arn,
      endpoint: endpointAt(cloud.url),
      proofs: [],
      mfa: null,
    })

  it('knows whose key it is by its signature', async () => {
    const { arn, signer } = cloud.alice
    expect(got(await whoIs(signer))).toEqual({
      arn,
      account: arn.split(':')[4],
      userId: expect.stringMatching(/^\w+$/),
    })
  })

  it('gives the role’s credentials, and takes them for the role’s', async () => {
    const roleSessionName = 'alice+1=,.@-_'
    const { credentials } = got(await obtain(assumeRole(cloud.roles.open, { roleSessionName })))
    const account = cloud.roles.open.split(':')[4]
    const arn = `arn:aws:sts::${account}:assumed-role/dev-readonly/${roleSessionName}`
    expect([credentials.arn, credentials.account]).toEqual([arn, account])
    const userId = expect.stringMatching(/^AROA\w+:alice\+1=,\.@-_$/)
    expect(got(await whoIs(credentials))).toEqual({ arn, account, userId })
  })

  it('takes the role’s credentials with no token but their own', async () => {
    const { credentials } = got(await obtain(assumeRole(cloud.roles.open)))
    const other = got(await obtain(assumeRole(cloud.roles.open))).credentials
    const mixed = { ...credentials, sessionToken: other.sessionToken }
    expect(failureOf(await whoIs(mixed))).toMatchObject({ code: 'InvalidClientTokenId', status: 403 })
  })

  it.each([
    [null, 3_600],
    [900, 900],
    [3_600, 3_600],
  ])('gives a role for as long as it is asked to: %s s', async (durationSeconds, seconds) => {
    const began = Date.now()
    const { credentials } = got(await obtain(assumeRole(cloud.roles.open, { durationSeconds })))
    const life = (credentials.expiration - began) / SECOND
    // Each counts in whole seconds, and a slow machine takes its time.
    expect(life).toBeGreaterThan(seconds - 2)
    expect(life).toBeLessThan(seconds + 30)
  })

  it('refuses a role that the user may not assume', async () => {
    const failure = failureOf(await obtain(assumeRole(cloud.roles.closed)))
    expect(failure).toMatchObject({
      kind: 'aws',
      code: 'AccessDenied',
      status: 403,
      message: expect.stringContaining(
        `User: ${cloud.alice.arn} is not authorized to perform: sts:AssumeRole`,
      ),
    })
  })

  it('refuses a signature of another secret', async () => {
    const signer = { ...cloud.alice.signer, secretAccessKey: new Secret('x'.repeat(40)) }
    const refusal = { kind: 'aws', code: 'SignatureDoesNotMatch', status: 403 }
    expect(failureOf(await whoIs(signer))).toMatchObject(refusal)
    expect(failureOf(await obtain(SESSION_TOKEN, signer))).toMatchObject(refusal)
  })

  it('refuses a key that nobody has', async () => {
    const signer = { ...cloud.alice.signer, accessKeyId: 'AKIAIOSFODNN7EXAMPL2' }
    const refusal = { kind: 'aws', code: 'InvalidClientTokenId', status: 403 }
    expect(failureOf(await whoIs(signer))).toMatchObject(refusal)
    expect(failureOf(await obtain(assumeRole(cloud.roles.open), signer))).toMatchObject(refusal)
  })

  it('refuses a session name that is too long, and says which parameter that is', async () => {
    const request = assumeRole(cloud.roles.open, { roleSessionName: 'x'.repeat(65) })
    expect(failureOf(await obtain(request))).toMatchObject({
      kind: 'aws',
      code: 'ValidationError',
      status: 400,
      message: expect.stringMatching(/roleSessionName.*less than or\s+equal to 64/s),
    })
  })
})
