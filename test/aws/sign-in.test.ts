import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fetch } from '../../main/aws/fetch-handler.ts'
import { AwsSignIn } from '../../main/aws/sign-in.ts'
import { SystemClock } from '../../main/clock.ts'
import type { Credentials } from '../../main/core/broker/credentials.ts'
import type { SignInRequest } from '../../main/core/console.ts'
import { explain } from '../../main/core/failures/explain.ts'
import { Secret } from '../../main/core/secret.ts'
import { callSts, type Keys, keysOf } from '../local-aws/client.ts'
import { type DemoWorld, demoWorld } from '../local-aws/demo-world.ts'
import { type LocalAws, startLocalAws } from '../local-aws/server.ts'
import { FakeClock, flush } from '../support/fakes.ts'
import { endpointAt, failureOf, got } from './calling.ts'

const DEV = 'arn:aws:sts::111122223333:assumed-role/dev-readonly/me'
let demo: DemoWorld
let aws: LocalAws
/** What was sent: addresses and bodies. */
let sent: { readonly url: string; readonly body: URLSearchParams }[]
const spy: Fetch = (url, init) => {
  sent.push({ url, body: new URLSearchParams(init.body ?? '') })
  return fetch(url, init)
}

beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
  sent = []
})
afterEach(() => aws.close())

const assume = async (roleArn: string, keys: Keys = demo.alice) =>
  keysOf(await callSts(aws.url, keys, { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me' }))

function requestFor(keys: Keys, more: Partial<SignInRequest> = {}): SignInRequest {
  const credentials: Credentials = {
    accessKeyId: keys.accessKeyId,
    secretAccessKey: new Secret(keys.secretAccessKey),
    sessionToken: new Secret(keys.sessionToken ?? ''),
    expiration: Date.now() + 3_600_000,
    arn: DEV,
    account: '111122223333',
  }
  return {
    credentials,
    endpoint: endpointAt(aws.url),
    durationSeconds: null,
    mayBeShorter: true,
    region: 'eu-central-1',
    service: null,
    ...more,
  }
}
const signIn = (fetching: Fetch = spy) => new AwsSignIn(fetching, new SystemClock())

describe('the link', () => {
  it('signs in as the role that the credentials are of', async () => {
    const link = got(await signIn().link(requestFor(await assume(demo.roles.devReadonly))))
    const page = await (await fetch(link.reveal())).text()
    expect(page).toContain(DEV)
    expect(aws.signIns()).toMatchObject([
      {
        arn: DEV,
        destination: 'https://console.aws.amazon.com/console/home?region=eu-central-1',
        issuer: 'Understudy',
      },
    ])
  })

  it('is a secret, and no secret is in the address that it was asked for at', async () => {
    const keys = await assume(demo.roles.devReadonly)
    const link = got(await signIn().link(requestFor(keys)))
    expect([String(link), JSON.stringify(link)]).toEqual(['[redacted]', '"[redacted]"'])
    expect(sent.map(({ url }) => url)).toEqual([`${aws.url}/federation`])
    expect(JSON.parse(sent[0]?.body.get('Session') ?? '')).toEqual({
      sessionId: keys.accessKeyId,
      sessionKey: keys.secretAccessKey,
      sessionToken: keys.sessionToken,
    })
  })

  it.each([
    ['eu-west-1', null, 'https://console.aws.amazon.com/console/home?region=eu-west-1'],
    ['eu-west-1', 's3', 'https://console.aws.amazon.com/s3/home?region=eu-west-1'],
    ['us-east-1', 'sns/v3/home', 'https://console.aws.amazon.com/sns/v3/home?region=us-east-1'],
  ])('leads to the Region %s and the service %s', async (region, service, destination) => {
    const keys = await assume(demo.roles.devReadonly)
    const link = got(await signIn().link(requestFor(keys, { region, service })))
    await fetch(link.reveal())
    expect(aws.signIns()).toMatchObject([{ destination }])
  })

  it.each([
    ['eu-central-1', 'signin.aws.amazon.com', 'console.aws.amazon.com'],
    ['cn-north-1', 'signin.amazonaws.cn', 'console.amazonaws.cn'],
    ['us-gov-west-1', 'signin.amazonaws-us-gov.com', 'console.amazonaws-us-gov.com'],
  ])('of %s is at %s', async (region, host, console) => {
    const asked: string[] = []
    const answering: Fetch = url => {
      asked.push(url)
      return Promise.resolve(Response.json({ SigninToken: 'a/b+c=' }))
    }
    const endpoint = { region, fallbackRegion: null, url: null }
    const request = requestFor(demo.alice, { endpoint, region })
    const link = new URL(got(await signIn(answering).link(request)).reveal())
    expect([asked, link.host, link.searchParams.get('SigninToken')]).toEqual([
      [`https://${host}/federation`],
      host,
      'a/b+c=',
    ])
    expect(new URL(link.searchParams.get('Destination') ?? '').host).toBe(console)
  })
})

describe('how long the console stays signed in', () => {
  it('is asked for', async () => {
    const keys = await assume(demo.roles.devReadonly)
    got(await signIn().link(requestFor(keys, { durationSeconds: 43_200 })))
    expect(sent.map(({ body }) => body.get('SessionDuration'))).toEqual(['43200'])
  })

  it('is left to AWS where it refuses that time, and nobody has chosen it', async () => {
    const mfa = { SerialNumber: demo.alice.mfaSerial, TokenCode: aws.code(demo.alice.mfaSerial) }
    const user = keysOf(await callSts(aws.url, demo.alice, { Action: 'GetSessionToken', ...mfa }))
    const chained = await assume(demo.roles.auditChained, await assume(demo.roles.prodAdmin, user))
    const request = requestFor(chained, { durationSeconds: 43_200 })
    got(await signIn().link(request))
    expect(sent.map(({ body }) => body.get('SessionDuration'))).toEqual(['43200', null])
    sent = []
    const chosen = failureOf(await signIn().link({ ...request, mayBeShorter: false }))
    expect(chosen).toEqual({ kind: 'console-refused', host: new URL(aws.url).host, status: 400 })
    expect(sent).toHaveLength(1)
  })
})

describe('what goes wrong', () => {
  const failing = async (fetching: Fetch, clock = new SystemClock()) => {
    const keys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'hidden-key', sessionToken: 'hidden-token' }
    const failure = failureOf(await new AwsSignIn(fetching, clock).link(requestFor(keys)))
    expect(JSON.stringify([failure, explain(failure)])).not.toContain('hidden')
    return failure
  }

  it('is a refusal, which repeats nothing of what was sent', async () => {
    const request = requestFor({ ...(await assume(demo.roles.devReadonly)), secretAccessKey: 'hidden-key' })
    const failure = failureOf(await signIn().link(request))
    expect(failure).toMatchObject({ kind: 'console-refused', status: 400 })
    expect(explain(failure).title).toBe(
      `The console’s sign-in at ${new URL(aws.url).host} did not take these credentials (HTTP 400).`,
    )
  })

  it.each(['', 'hidden', '{}', '{"SigninToken":""}', '{"SigninToken":7}', '[]'])(
    'is an answer that is none of AWS’s: %s',
    async body => {
      expect(await failing(() => Promise.resolve(new Response(body)))).toMatchObject({
        kind: 'malformed-answer',
      })
    },
  )

  it('is an answer without end', async () => {
    const endless = new ReadableStream({
      pull: controller => controller.enqueue(new Uint8Array(16_384)),
    })
    expect((await failing(() => Promise.resolve(new Response(endless)))).kind).toBe('malformed-answer')
  })

  it('is a host that can’t be reached', async () => {
    const lost = () => Promise.reject(new Error('net::ERR_NAME_NOT_RESOLVED'))
    expect(await failing(lost)).toMatchObject({ kind: 'network', detail: 'ERR_NAME_NOT_RESOLVED' })
  })

  it('is a host that says nothing for ten seconds', async () => {
    const clock = new FakeClock()
    const silent: Fetch = (_url, { signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
    const failed = new AwsSignIn(silent, clock).link(requestFor(demo.alice))
    await flush()
    await clock.advance(10_000)
    expect(failureOf(await failed)).toMatchObject({ kind: 'network', reason: 'timed-out' })
    expect(clock.timers).toBe(0)
  })
})
