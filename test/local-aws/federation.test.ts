import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newOidcIssuer } from '../support/oidc-issuer.ts'
import { callSts, callUnsigned, type Keys, keysOf } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import { EncodedDenials } from './encoded-denials.ts'
import { addWebDev } from './federated-world.ts'
import { Federation } from './federation.ts'
import { Issuer, NO_ATTRIBUTES } from './issuer.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import { UsedCodes } from './totp.ts'

const START = Date.UTC(2026, 4, 1, 12, 0, 0)
const CONSOLE = 'https://console.aws.amazon.com/'
const DEV = 'arn:aws:sts::111122223333:assumed-role/dev-readonly/me'

let now: number
let demo: DemoWorld
let aws: LocalAws
beforeEach(async () => {
  now = START
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world, now: () => now })
})
afterEach(() => aws.close())

const call = (keys: Keys, parameters: Record<string, string>) =>
  callSts(aws.url, keys, parameters, { at: now })
const assume = async (RoleArn: string, keys: Keys = demo.alice, more: Record<string, string> = {}) =>
  keysOf(await call(keys, { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me', ...more }))
const dev = () => assume(demo.roles.devReadonly)
const sessionOf = ({ accessKeyId, secretAccessKey, sessionToken = '' }: Keys) =>
  JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken })

type Told = { readonly status: number; readonly type: string; readonly text: string; readonly cookie: string }
async function tell(reply: Response): Promise<Told> {
  const header = (name: string) => reply.headers.get(name) ?? ''
  return {
    status: reply.status,
    type: header('content-type'),
    text: await reply.text(),
    cookie: header('set-cookie'),
  }
}
const ask = async (parameters: Record<string, string>) =>
  tell(await fetch(`${aws.url}/federation?${new URLSearchParams(parameters)}`))
const getToken = (keys: Keys, more: Record<string, string> = {}) =>
  ask({ Action: 'getSigninToken', Session: sessionOf(keys), ...more })
const tokenOf = ({ text }: Told) => {
  const { SigninToken }: { SigninToken: string } = JSON.parse(text)
  return SigninToken
}
const logIn = (token: string, more: Record<string, string> = {}) =>
  ask({
    Action: 'login',
    Issuer: 'https://issuer.example',
    Destination: CONSOLE,
    SigninToken: token,
    ...more,
  })
const isRefused = ({ status, text }: Told, why: string) => {
  expect(status).toBe(400)
  expect(text).toContain(`<p>${why}</p>`)
}

describe('the sign-in token', () => {
  it('is given for a role’s credentials, as JSON', async () => {
    const told = await getToken(await dev())
    expect([told.status, told.type]).toEqual([200, 'application/json'])
    expect(tokenOf(told).length).toBeGreaterThan(100)
    expect(aws.signinTokens()).toEqual([tokenOf(told)])
  })

  it('is given to a form as well', async () => {
    const body = new URLSearchParams({ Action: 'getSigninToken', Session: sessionOf(await dev()) })
    const told = await tell(await fetch(`${aws.url}/federation`, { method: 'POST', body }))
    expect(told.status).toBe(200)
  })

  it('is given for credentials that a proof has opened', async () => {
    const issuer = await newOidcIssuer('https://tokens.example', 'sts.amazonaws.com')
    const RoleArn = addWebDev(demo.world, issuer.provider)
    const WebIdentityToken = await issuer.token({}, { now })
    const parameters = {
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn,
      RoleSessionName: 'me',
      WebIdentityToken,
    }
    const keys = keysOf(await callUnsigned(aws.url, parameters))
    expect((await getToken(keys, { SessionDuration: '43200' })).status).toBe(200)
  })

  it('is not given for those of GetSessionToken, nor for a key', async () => {
    const session = keysOf(await call(demo.alice, { Action: 'GetSessionToken' }))
    isRefused(await getToken(session), 'Credentials of GetSessionToken may not sign in to the console')
    const { accessKeyId, secretAccessKey } = demo.alice
    const key = { accessKeyId, secretAccessKey, sessionToken: session.sessionToken }
    isRefused(await getToken(key), 'The credentials in Session are not valid')
  })

  it('is not given once they have expired', async () => {
    const keys = await dev()
    now += 3_599_999
    expect((await getToken(keys)).status).toBe(200)
    now += 1
    isRefused(await getToken(keys), 'The credentials in Session have expired')
  })

  it.each(['accessKeyId', 'secretAccessKey', 'sessionToken'])('needs the right %s', async name => {
    const keys = await dev()
    isRefused(await getToken({ ...keys, [name]: 'x' }), 'The credentials in Session are not valid')
  })

  it.each([
    ['', 'Session is missing'],
    ['{', 'Session is no JSON'],
    ['[]', 'Session lacks sessionId'],
    ['{"sessionId":"a","sessionKey":"b"}', 'Session lacks sessionToken'],
    ['{"sessionId":"a","sessionKey":"b","sessionToken":7}', 'Session lacks sessionToken'],
  ])('of %s is refused', async (Session, why) => {
    isRefused(await ask({ Action: 'getSigninToken', Session }), why)
  })

  it('knows no other fields', async () => {
    isRefused(await getToken(await dev(), { Duration: '900' }), 'Unknown parameters: Duration')
  })
})

describe('SessionDuration', () => {
  it.each(['900', '43200'])('may be %s', async SessionDuration => {
    expect((await getToken(await dev(), { SessionDuration })).status).toBe(200)
  })

  it.each(['899', '43201', '', '1h'])('may not be "%s"', async SessionDuration => {
    const why = 'SessionDuration must be between 900 and 43200'
    isRefused(await getToken(await dev(), { SessionDuration }), why)
  })

  it('is not for a role that a role has assumed, which may sign in without', async () => {
    const mfa = { SerialNumber: demo.alice.mfaSerial, TokenCode: aws.code(demo.alice.mfaSerial) }
    const session = keysOf(await call(demo.alice, { Action: 'GetSessionToken', ...mfa }))
    const prod = await assume(demo.roles.prodAdmin, session)
    const chained = await assume(demo.roles.auditChained, prod)
    // Behind GetSessionToken is not down a chain.
    expect((await getToken(prod, { SessionDuration: '900' })).status).toBe(200)
    const why = 'SessionDuration is not for a role that a role has assumed'
    isRefused(await getToken(chained, { SessionDuration: '900' }), why)
    expect((await getToken(chained)).status).toBe(200)
  })
})

describe('credentials of GetFederationToken', () => {
  // Made by hand: what is looked at is what the issuer keeps in mind of them.
  const issuer = new Issuer()
  const { accessKeyId, secretAccessKey, sessionToken } = issuer.issue(
    {
      operation: 'GetFederationToken',
      arn: 'arn:aws:sts::111122223333:federated-user/me',
      holder: { kind: 'owner', arn: 'arn:aws:iam::111122223333:user/alice' },
      mfaAt: null,
      sessionPolicies: [],
      attributes: NO_ATTRIBUTES,
      seconds: 3600,
      leastTokenBytes: 0,
    },
    START,
  )
  const get = async (more: Record<string, string>) => {
    const Session = sessionOf({ accessKeyId, secretAccessKey, sessionToken })
    const query = new URLSearchParams({ Action: 'getSigninToken', Session, ...more }).toString()
    const request = { method: 'GET', path: '/federation', query, headers: [], body: Buffer.alloc(0) }
    const sts = {
      world: demo.world,
      issuer,
      usedCodes: new UsedCodes(),
      lives: {},
      denials: new EncodedDenials(),
    }
    const { status, body } = (await new Federation().receive(request, sts)?.answer(now, '')) ?? {}
    return [status, body]
  }

  it('may sign in, but not for a time of their own', async () => {
    expect(await get({})).toEqual([200, expect.stringContaining('SigninToken')])
    const why = 'SessionDuration is not for GetFederationToken'
    expect(await get({ SessionDuration: '900' })).toEqual([400, expect.stringContaining(why)])
  })
})

describe('the login', () => {
  it('says who has signed in, and where it would go', async () => {
    const Destination =
      'https://eu-central-1.console.aws.amazon.com/sns/v3/home?region=eu-central-1&x=%22#/topics'
    const told = await logIn(tokenOf(await getToken(await dev())), { Destination })
    expect([told.status, told.type]).toEqual([200, 'text/html; charset=utf-8'])
    expect(told.text).toContain(DEV)
    expect(told.text).toContain(`<a href="${Destination.replace('&', '&amp;')}">`)
    expect(told.cookie).toMatch(/^aws-console=[0-9a-f]{32}; Path=\/; HttpOnly/)
    const signIn = { arn: DEV, destination: Destination, issuer: 'https://issuer.example' }
    expect(aws.signIns()).toEqual([{ ...signIn, at: new Date(now).toISOString() }])
    expect(await (await fetch(`${aws.url}/_signins`)).json()).toEqual(aws.signIns())
  })

  it('needs a token that was given, in the last 15 minutes', async () => {
    const token = tokenOf(await getToken(await dev()))
    isRefused(await logIn(`${token}x`), 'The sign-in token is not valid')
    now += 15 * 60_000 - 1
    expect((await logIn(token)).status).toBe(200)
    now += 1
    isRefused(await logIn(token), 'The sign-in token has expired')
    expect(aws.signIns()).toHaveLength(1)
  })

  it('goes to the console of any partition, or stays here', async () => {
    const token = tokenOf(await getToken(await dev()))
    const there = [
      'https://console.amazonaws-us-gov.com/',
      'https://console.amazonaws.cn',
      `${aws.url}/somewhere`,
    ]
    for (const Destination of there) expect((await logIn(token, { Destination })).status).toBe(200)
    const script = `javascript://${new URL(aws.url).host}/%0Aalert(1)`
    isRefused(await logIn(token, { Destination: script }), 'Destination is not in the console')
  })

  it.each([
    'http://console.aws.amazon.com/',
    'https://console.aws.amazon.com.example/',
    'https://myconsole.aws.amazon.com/',
    'https://example.org/?https://console.aws.amazon.com/',
    'https://console.aws.amazon.com@example.org/',
    'http://127.0.0.1:1/',
    'javascript:alert(1)',
    'nowhere',
  ])('does not go to %s', async Destination => {
    const told = await logIn(tokenOf(await getToken(await dev())), { Destination })
    isRefused(told, 'Destination is not in the console')
    expect([told.cookie, aws.signIns()]).toEqual(['', []])
  })

  it('escapes what it repeats', async () => {
    const Destination = `${aws.url}/"><script>`
    const told = await logIn(tokenOf(await getToken(await dev())), { Destination })
    expect(told.status).toBe(200)
    expect(told.text).not.toContain('<script>')
  })
})

it('is in the calls', async () => {
  const keys = await dev()
  await logIn(tokenOf(await getToken(keys)))
  await ask({ Action: 'logout' })
  const told = aws.calls().map(({ service, operation, accessKeyId, outcome }) => {
    return [service, operation, accessKeyId, outcome]
  })
  expect(told.slice(1)).toEqual([
    ['signin', 'getSigninToken', keys.accessKeyId, 'ok'],
    ['signin', 'login', '', 'ok'],
    ['signin', 'logout', '', 'BadRequest'],
  ])
})

it('has faults like all the rest', async () => {
  const keys = await dev()
  await aws.fault({ kind: 'error', status: 503, operations: ['getSigninToken'], times: 1 })
  expect((await getToken(keys)).status).toBe(503)
  expect((await getToken(keys)).status).toBe(200)
})
