import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import type { Issued } from '../../main/core/broker/credentials.ts'
import { HOUR } from '../../main/core/clock.ts'
import type { Result } from '../../main/core/failures/failure.ts'
import { callSts } from '../local-aws/client.ts'
import { type DemoWorld, demoWorld } from '../local-aws/demo-world.ts'
import { type LocalAws, startLocalAws } from '../local-aws/server.ts'
import { assumeRole, SESSION_TOKEN } from '../support/requests.ts'
import { callBy, got, plainOf } from './calling.ts'

let demo: DemoWorld
let aws: LocalAws
const sts = new AwsSts(fetch, new SystemClock())

beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const code = () => ({ serial: demo.alice.mfaSerial, code: aws.code(demo.alice.mfaSerial) })

/** The last that the server handed out, as the adapter should give it. */
function lastIssued() {
  const last = aws.issued().at(-1)
  if (last === undefined) throw new Error('nothing was issued')
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = last
  return { accessKeyId, secretAccessKey, sessionToken, expiration: Date.parse(expiration) }
}

const issued = (result: Result<Issued>) => got(result).credentials
const called = () => aws.calls().map(({ operation, mfa, outcome }) => ({ operation, mfa, outcome }))

describe('GetSessionToken', () => {
  it('brings what AWS issued, of the user that signed', async () => {
    const held = issued(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN)))
    expect(plainOf(held)).toEqual(lastIssued())
    expect([held.arn, held.account]).toEqual([demo.alice.arn, '111122223333'])
    expect(called()).toEqual([{ operation: 'GetSessionToken', mfa: false, outcome: 'ok' }])
  })

  it('carries the code and its device', async () => {
    issued(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN, { mfa: code() })))
    expect(called()).toEqual([{ operation: 'GetSessionToken', mfa: true, outcome: 'ok' }])
  })

  it('asks for the duration that was set, and leaves it to AWS where none was', async () => {
    const started = Date.now()
    const short = await sts.obtain(callBy(demo, aws.url, { ...SESSION_TOKEN, durationSeconds: 900 }))
    const own = await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN))
    expect(Math.round((issued(short).expiration - started) / 100_000)).toBe(9)
    expect(Math.round((issued(own).expiration - started) / HOUR)).toBe(12)
  })
})

describe('AssumeRole', () => {
  it('brings what AWS issued, as the session of the role', async () => {
    const request = assumeRole(demo.roles.devReadonly, { roleSessionName: 'alice+1' })
    const held = issued(await sts.obtain(callBy(demo, aws.url, request)))
    expect(plainOf(held)).toEqual(lastIssued())
    expect(held.arn).toBe('arn:aws:sts::111122223333:assumed-role/dev-readonly/alice+1')
    expect(held.account).toBe('111122223333')
  })

  it('carries a code of its own', async () => {
    const request = assumeRole(demo.roles.prodAdmin)
    issued(await sts.obtain(callBy(demo, aws.url, request, { mfa: code() })))
    expect(called()).toEqual([{ operation: 'AssumeRole', mfa: true, outcome: 'ok' }])
  })

  it('carries the external ID', async () => {
    const [account] = demo.world.accounts
    const role = account?.roles.find(each => each.name === 'dev-readonly')
    if (role === undefined) throw new Error('the demo world has no such role')
    role.trust = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'a:b/c=1' } },
      },
    }
    const { devReadonly } = demo.roles
    const without = await sts.obtain(callBy(demo, aws.url, assumeRole(devReadonly)))
    expect(without.ok).toBe(false)
    const given = assumeRole(devReadonly, { externalId: 'a:b/c=1' })
    expect((await sts.obtain(callBy(demo, aws.url, given))).ok).toBe(true)
  })

  it('goes along a chain: key, token with a code, role behind MFA, role behind that', async () => {
    const token = issued(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN, { mfa: code() })))
    const prod = issued(
      await sts.obtain(callBy(demo, aws.url, assumeRole(demo.roles.prodAdmin), { signer: token })),
    )
    const audit = issued(
      await sts.obtain(callBy(demo, aws.url, assumeRole(demo.roles.auditChained), { signer: prod })),
    )
    expect(aws.calls().map(call => call.accessKeyId)).toEqual([
      demo.alice.accessKeyId,
      token.accessKeyId,
      prod.accessKeyId,
    ])
    // Another client, which shares no code with the adapter, finds that they work.
    const who = await callSts(aws.url, plainOf(audit), { Action: 'GetCallerIdentity' })
    expect(who.field('Arn')).toBe('arn:aws:sts::111122223333:assumed-role/audit-chained/alice')
  })
})

describe('what AWS gives', () => {
  it('shows its secrets to nobody that prints it', async () => {
    const held = issued(await sts.obtain(callBy(demo, aws.url, SESSION_TOKEN)))
    const printed = `${JSON.stringify(held)} ${held.secretAccessKey} ${held.sessionToken}`
    expect(printed).toContain(held.accessKeyId)
    expect(printed).not.toContain(held.secretAccessKey.reveal())
    expect(printed).not.toContain(held.sessionToken.reveal())
  })
})
