import { CreateUserCommand, CreateVirtualMFADeviceCommand, EnableMFADeviceCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fetch } from '../../main/aws/fetch-handler.ts'
import { AwsLookups } from '../../main/aws/lookups.ts'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import type { StsCall } from '../../main/core/broker/acquire.ts'
import type { Credentials } from '../../main/core/broker/credentials.ts'
import { SECOND } from '../../main/core/clock.ts'
import { Secret } from '../../main/core/secret.ts'
import type { StsRequest } from '../../main/core/sts/sts-request.ts'
import { endpointAt, failureOf, got } from '../aws/calling.ts'
import { assumeRole, SESSION_TOKEN } from '../support/requests.ts'
import { motoIam } from './clouds.ts'
import { type Moto, startMoto } from './moto.ts'
import { EVERY_REQUEST, samlResponse } from './requests.ts'

// Unguarded: moto's guard wants a signature of every call, even where AWS takes none. It does not look at most
// parameters; that they arrive as they should is for botocore to say.

/** What moto calls the account of a key that it does not know, and whoever that is. */
const ACCOUNT = '123456789012'
const SOMEBODY = `arn:aws:sts::${ACCOUNT}:user/moto`
const USER = `arn:aws:iam::${ACCOUNT}:user/alice`

const signer = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPL3',
  secretAccessKey: new Secret('a-secret'),
  sessionToken: null,
}
const sts = new AwsSts(fetch, new SystemClock())
const lookups = new AwsLookups(fetch, new SystemClock())

let moto: Moto
beforeAll(async () => {
  moto = await startMoto()
})
afterAll(() => moto?.close())

const endpoint = () => endpointAt(moto.url)
const obtain = (request: StsRequest, more: Partial<StsCall> = {}) =>
  sts.obtain({ request, signer, caller: USER, endpoint: endpoint(), proofs: [], mfa: null, ...more })
const whoIs = async (credentials: Credentials) => got(await lookups.whoAmI(credentials, endpoint())).arn

describe('moto takes', () => {
  it('AssumeRole with every parameter', async () => {
    const { request, proofs, mfa } = EVERY_REQUEST.AssumeRole
    const { credentials } = got(await obtain(request, { proofs, mfa }))
    const arn = 'arn:aws:sts::111122223333:assumed-role/dev/alice'
    expect([credentials.arn, credentials.account]).toEqual([arn, '111122223333'])
    expect(await whoIs(credentials)).toBe(arn)
  })

  it('AssumeRole with the credentials of a role', async () => {
    const first = got(await obtain(assumeRole('arn:aws:iam::111122223333:role/first'))).credentials
    const request = assumeRole('arn:aws:iam::444455556666:role/path/second', { roleSessionName: 'chained' })
    const { credentials } = got(await obtain(request, { signer: first }))
    expect(await whoIs(credentials)).toBe('arn:aws:sts::444455556666:assumed-role/second/chained')
  })

  it('AssumeRoleWithSAML, with no signature', async () => {
    // It remembers the session in the caller's account, and who has signed nothing is in its own.
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/saml`
    const request = { ...EVERY_REQUEST.AssumeRoleWithSAML.request, roleArn }
    const assertion = samlResponse({ role: request.roleArn, provider: request.principalArn, name: 'alice' })
    const proofs = [new Secret(assertion)]
    const { credentials } = got(await obtain(request, { signer: null, caller: null, proofs }))
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/saml/alice`
    expect([credentials.arn, await whoIs(credentials)]).toEqual([arn, arn])
  })

  it('AssumeRoleWithWebIdentity, with no signature', async () => {
    const { request, proofs } = EVERY_REQUEST.AssumeRoleWithWebIdentity
    const { credentials } = got(await obtain(request, { signer: null, caller: null, proofs }))
    const arn = 'arn:aws:sts::111122223333:assumed-role/web/alice'
    expect([credentials.arn, await whoIs(credentials)]).toEqual([arn, arn])
  })

  it('GetFederationToken, for a user of the caller’s account', async () => {
    const { request } = EVERY_REQUEST.GetFederationToken
    const { credentials } = got(await obtain(request))
    expect([credentials.arn, credentials.account]).toEqual([
      `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
      ACCOUNT,
    ])
    // It gives everyone the same key, and forgets whose it was.
    expect(await whoIs(credentials)).toBe(SOMEBODY)
  })

  it('GetSessionToken, for the user that signed', async () => {
    const { request, mfa } = EVERY_REQUEST.GetSessionToken
    const { credentials } = got(await obtain(request, { mfa }))
    expect([credentials.arn, credentials.account]).toEqual([USER, ACCOUNT])
    expect(await whoIs(credentials)).toBe(SOMEBODY)
  })

  it.each([
    ['GetSessionToken', { ...SESSION_TOKEN, durationSeconds: 129_600 }, 129_600],
    ['GetSessionToken with none of its own', SESSION_TOKEN, 43_200],
    ['GetFederationToken', EVERY_REQUEST.GetFederationToken.request, 43_200],
    ['AssumeRoleWithWebIdentity', EVERY_REQUEST.AssumeRoleWithWebIdentity.request, 7_200],
  ])('the duration of %s', async (_, request: StsRequest, seconds) => {
    const began = Date.now()
    const { credentials } = got(await obtain(request, { proofs: [new Secret('a-token')] }))
    const life = (credentials.expiration - began) / SECOND
    expect(life).toBeGreaterThan(seconds - 2)
    expect(life).toBeLessThan(seconds + 30)
  })

  it('GetAccessKeyInfo', async () => {
    const { credentials } = got(await obtain(assumeRole('arn:aws:iam::111122223333:role/dev')))
    expect(got(await lookups.accountOfKey(signer.accessKeyId, credentials, endpoint()))).toBe('111122223333')
    expect(got(await lookups.accountOfKey(signer.accessKeyId, signer, endpoint()))).toBe(ACCOUNT)
  })

  it('ListMFADevices', async () => {
    const iam = motoIam(moto)
    await iam.send(new CreateUserCommand({ UserName: 'alice' }))
    const serials = await Promise.all(
      ['phone', 'key'].map(async VirtualMFADeviceName => {
        const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }))
        const SerialNumber = made.VirtualMFADevice?.SerialNumber ?? ''
        const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' }
        await iam.send(new EnableMFADeviceCommand({ UserName: 'alice', SerialNumber, ...codes }))
        return SerialNumber
      }),
    )
    expect(serials).toEqual([`arn:aws:iam::${ACCOUNT}:mfa/phone`, `arn:aws:iam::${ACCOUNT}:mfa/key`])
    // AWS knows the user by the key; moto wants to be told.
    const named: Fetch = (url, init) => fetch(url, { ...init, body: `${init?.body}&UserName=alice` })
    const devices = got(await new AwsLookups(named, new SystemClock()).mfaDevices(signer, endpoint()))
    expect([...devices].sort()).toEqual([...serials].sort())
  })
})

// Nor does it refuse a duration out of range, a name that is too short, or a character that AWS does not take.
describe('moto refuses', () => {
  it('a session policy that is too long', async () => {
    const request = { ...EVERY_REQUEST.GetFederationToken.request, policy: 'x'.repeat(2_049) }
    expect(failureOf(await obtain(request))).toMatchObject({
      kind: 'aws',
      code: 'ValidationError',
      status: 400,
      message: expect.stringContaining("at 'policy' failed to satisfy constraint"),
      call: { operation: 'GetFederationToken', request },
    })
  })

  it('the MFA devices of a user that is not there, by AWS’s code and not by the SDK’s name for it', async () => {
    expect(failureOf(await lookups.mfaDevices(signer, endpoint()))).toMatchObject({
      kind: 'aws',
      code: 'NoSuchEntity',
      status: 404,
    })
  })
})

describe('moto does not have, and answers with a page that is none of STS’s,', () => {
  it('AssumeRoot', async () => {
    const failure = failureOf(await obtain(EVERY_REQUEST.AssumeRoot.request))
    expect(failure).toMatchObject({ kind: 'malformed-answer', call: { operation: 'AssumeRoot' } })
  })

  it('DecodeAuthorizationMessage', async () => {
    const failure = failureOf(await lookups.decode('an-encoded-message', signer, endpoint()))
    expect(failure).toMatchObject({
      kind: 'malformed-answer',
      call: { operation: 'DecodeAuthorizationMessage' },
    })
  })
})
