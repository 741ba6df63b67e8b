import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callSts, type Keys, keysOf, type SendOptions, send, signedRequest } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import { canonicalRequest, type RawRequest, signatureOf } from './sigv4.ts'

describe('the example that AWS publishes', () => {
  const headers = [
    ['Host', 'iam.amazonaws.com'],
    ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['X-Amz-Date', '20150830T123600Z'],
  ] as const
  const query = 'Action=ListUsers&Version=2010-05-08'
  const request: RawRequest = { method: 'GET', path: '/', query, headers, body: Buffer.alloc(0) }
  const signed = ['content-type', 'host', 'x-amz-date']

  it('has its canonical request', () => {
    const digest = createHash('sha256').update(canonicalRequest(request, signed)).digest('hex')
    expect(digest).toBe('f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59')
  })

  it('has its signature', () => {
    const scope = { date: '20150830', region: 'us-east-1', service: 'iam' }
    const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
    expect(signatureOf(request, signed, scope, '20150830T123600Z', secret)).toBe(
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    )
  })
})

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const WHO = { Action: 'GetCallerIdentity' }
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

let demo: DemoWorld
let aws: LocalAws
beforeAll(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world, now: () => NOW })
})
afterAll(() => aws.close())

const ask = (keys: Keys, options: SendOptions = {}) => callSts(aws.url, keys, WHO, { at: NOW, ...options })

describe('the server takes', () => {
  it.each<[string, SendOptions]>([
    ['a POST', {}],
    ['a GET', { method: 'GET' }],
    ['a signer four minutes behind', { at: NOW - 4 * 60_000 }],
    ['a signer four minutes ahead', { at: NOW + 4 * 60_000 }],
    ['any Region', { region: 'us-gov-west-1' }],
    ['more signed headers', { headers: { 'X-Amz-User-Agent': 'a   b', Accept: '*/*' } }],
  ])('%s', async (_, options) => {
    const reply = await ask(demo.alice, options)
    expect(reply.xml).toContain(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">',
    )
    expect(reply.field('Arn')).toBe(demo.alice.arn)
    expect(reply.field('RequestId')).toBe(reply.headers.get('x-amzn-requestid'))
    expect(reply.headers.get('date')).toBe(new Date(NOW).toUTCString())
    expect(reply.headers.get('content-type')).toBe('text/xml')
  })
})

const replaceHeader = (name: string, change: (value: string) => string) => (request: RawRequest) => ({
  ...request,
  headers: request.headers.map(([sent, value]) => [sent, sent === name ? change(value) : value] as const),
})
const dropHeader = (name: string) => (request: RawRequest) => ({
  ...request,
  headers: request.headers.filter(([sent]) => sent !== name),
})

describe('the server refuses', () => {
  it.each<[string, SendOptions, string, number, string]>([
    [
      'another body than was signed',
      { tamper: request => ({ ...request, body: Buffer.from(`${request.body}&A=b`) }) },
      'SignatureDoesNotMatch',
      403,
      MISMATCH,
    ],
    [
      'another header than was signed',
      { tamper: replaceHeader('Content-Type', () => 'application/x-www-form-urlencoded') },
      'SignatureDoesNotMatch',
      403,
      MISMATCH,
    ],
    [
      'a declared digest that is not the body’s',
      { headers: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' } },
      'SignatureDoesNotMatch',
      403,
      MISMATCH,
    ],
    [
      'a signer six minutes behind',
      { at: NOW - 6 * 60_000 },
      'SignatureDoesNotMatch',
      403,
      'Signature expired: 20260102T025805Z is now earlier than 20260102T025905Z (20260102T030405Z - 5 min.)',
    ],
    [
      'a signer six minutes ahead',
      { at: NOW + 6 * 60_000 },
      'SignatureDoesNotMatch',
      403,
      'Signature not yet current: 20260102T031005Z is still later than 20260102T030905Z (20260102T030405Z + 5 min.)',
    ],
    [
      'a signature for another service',
      { service: 'iam' },
      'SignatureDoesNotMatch',
      403,
      "Credential should be scoped to correct service: 'sts'. ",
    ],
    [
      'a signature for no Region',
      { region: 'nowhere' },
      'SignatureDoesNotMatch',
      403,
      'Credential should be scoped to a valid region. ',
    ],
    [
      'an unsigned Host',
      { unsigned: ['host'] },
      'SignatureDoesNotMatch',
      403,
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    [
      'an unsigned date',
      { unsigned: ['x-amz-date'] },
      'SignatureDoesNotMatch',
      403,
      "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    [
      'a scope of another day',
      { tamper: replaceHeader('Authorization', value => value.replace('/20260102/', '/20260101/')) },
      'SignatureDoesNotMatch',
      403,
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260101' != '20260102', from '20260102T030405Z'.",
    ],
    [
      'no signature at all',
      { tamper: dropHeader('Authorization') },
      'MissingAuthenticationToken',
      403,
      'Request is missing Authentication Token',
    ],
    [
      'half a signature',
      { tamper: replaceHeader('Authorization', value => value.replace(/, Signature=.*/, '')) },
      'IncompleteSignature',
      400,
      "Authorization header requires 'Signature' parameter.",
    ],
    [
      'no date',
      { tamper: dropHeader('X-Amz-Date') },
      'IncompleteSignature',
      400,
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    ],
    [
      'a date in words',
      { tamper: replaceHeader('X-Amz-Date', () => '20261399T999999Z') },
      'IncompleteSignature',
      400,
      "Date must be in ISO-8601 'basic format'. Got '20261399T999999Z'. See http://en.wikipedia.org/wiki/ISO_8601",
    ],
  ])('%s', async (_, options, code, status, message) => {
    const reply = await ask(demo.alice, options)
    expect([reply.field('Code'), reply.status, reply.field('Message')]).toEqual([code, status, message])
    expect(reply.field('Type')).toBe('Sender')
    expect(reply.field('RequestId')).toBe(reply.headers.get('x-amzn-requestid'))
  })

  it('a wrong secret', async () => {
    const reply = await ask({ ...demo.alice, secretAccessKey: 'x'.repeat(40) })
    expect([reply.field('Code'), reply.status]).toEqual(['SignatureDoesNotMatch', 403])
  })

  it('a signed header that is sent twice with another value', async () => {
    const raw = signedRequest(aws.url, demo.alice, WHO, { at: NOW, headers: { 'X-Amz-Odd': 'a' } })
    const reply = await send(aws.url, { ...raw, headers: [...raw.headers, ['X-Amz-Odd', 'b']] })
    expect(reply.field('Code')).toBe('SignatureDoesNotMatch')
  })
})

describe('session tokens', () => {
  const INVALID = 'The security token included in the request is invalid.'
  const session = async () =>
    keysOf(await callSts(aws.url, demo.alice, { Action: 'GetSessionToken' }, { at: NOW }))

  it('look as AWS makes them, and no two alike', async () => {
    const [one, other] = [await session(), await session()]
    expect(one.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect(one.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/)
    expect(one.sessionToken).toMatch(/^[A-Za-z0-9+/=]{300,500}$/)
    const values = [...Object.values(one), ...Object.values(other)]
    expect(new Set(values).size).toBe(6)
  })

  it('are large on request', async () => {
    const parameters = { Action: 'GetSessionToken', MinimumSessionTokenSize: '4096' }
    const reply = await callSts(aws.url, demo.alice, parameters, { at: NOW })
    expect(keysOf(reply).sessionToken.length).toBeGreaterThanOrEqual(4096)
  })

  it.each<[string, (keys: Required<Keys>, other: Required<Keys>) => Keys]>([
    ['missing', ({ sessionToken: _, ...keys }) => keys],
    ['another session’s', (keys, other) => ({ ...keys, sessionToken: other.sessionToken })],
    ['cut', keys => ({ ...keys, sessionToken: keys.sessionToken.slice(0, -1) })],
    ['sent with a long-term key', keys => ({ ...demo.alice, sessionToken: keys.sessionToken })],
  ])('are refused when %s', async (_, change) => {
    const reply = await ask(change(await session(), await session()))
    expect([reply.field('Code'), reply.status, reply.field('Message')]).toEqual([
      'InvalidClientTokenId',
      403,
      INVALID,
    ])
  })

  it('must be signed', async () => {
    const reply = await ask(await session(), { unsigned: ['x-amz-security-token'] })
    expect(reply.field('Code')).toBe('SignatureDoesNotMatch')
    expect(reply.field('Message')).toContain("'x-amz-security-token' must be a 'SignedHeader'")
  })

  it('need their own secret', async () => {
    const reply = await ask({ ...(await session()), secretAccessKey: demo.alice.secretAccessKey })
    expect(reply.field('Code')).toBe('SignatureDoesNotMatch')
  })
})
