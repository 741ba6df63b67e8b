import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callSts, keysOf, type Reply, send, signedRequest } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import type { Fault } from './faults.ts'
import { type LocalAws, startLocalAws } from './server.ts'

let demo: DemoWorld
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const WHO = { Action: 'GetCallerIdentity' }
const TOKEN = { Action: 'GetSessionToken' }
const ask = (parameters: Record<string, string> = WHO) => callSts(aws.url, demo.alice, parameters)
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]
const outcomes = () => aws.calls().map(call => call.outcome)
const mfa = () => ({ SerialNumber: demo.alice.mfaSerial, TokenCode: aws.code(demo.alice.mfaSerial) })

const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 4000, interval: 10 })

describe('the Query protocol', () => {
  it.each([
    [{ Action: 'AssumeEverything' }, 'Could not find operation AssumeEverything for version 2011-06-15'],
    [{ ...WHO, Version: '2010-05-08' }, 'Could not find operation GetCallerIdentity for version 2010-05-08'],
  ])('%o is no operation', async (parameters, message) => {
    expect(refusal(await ask(parameters))).toEqual(['InvalidAction', 400, message])
  })

  it('wants an action', async () => {
    expect(refusal(await ask({}))[0]).toBe('MissingAction')
  })

  it('wants a form, at /, each field once', async () => {
    const raw = signedRequest(aws.url, demo.alice, WHO)
    const json = raw.headers.map(
      ([name, value]) => [name, name === 'Content-Type' ? 'application/json' : value] as const,
    )
    expect((await send(aws.url, { ...raw, headers: json })).field('Code')).toBe('UnknownOperationException')
    expect((await send(aws.url, { ...raw, path: '/x' })).field('Code')).toBe('UnknownOperationException')
    const twice = Buffer.from(`${raw.body}&Action=GetCallerIdentity`)
    const reply = await send(aws.url, { ...raw, body: twice, headers: raw.headers })
    expect(reply.field('Code')).toBe('MalformedQueryString')
  })

  it('escapes what it repeats', async () => {
    const assume = { Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: '<&">' }
    const reply = await ask(assume)
    expect(reply.xml).toContain('&lt;&amp;&quot;&gt;')
    expect(reply.field('Message')).toContain(`Value '<&">' at 'roleSessionName'`)
  })
})

describe('the calls', () => {
  it('are noted with what came of them', async () => {
    await ask()
    const parameters = { ...TOKEN, ...mfa() }
    await ask(parameters)
    await ask(parameters)
    const { accessKeyId } = demo.alice
    const time = expect.stringMatching(/^\d{4}-.*Z$/)
    const call = { service: 'sts', accessKeyId, region: 'eu-central-1', time, sessionPolicies: null }
    expect(aws.calls()).toEqual([
      { ...call, operation: 'GetCallerIdentity', mfa: false, outcome: 'ok' },
      { ...call, operation: 'GetSessionToken', mfa: true, outcome: 'ok' },
      { ...call, operation: 'GetSessionToken', mfa: true, outcome: 'AccessDenied' },
    ])
  })
})

describe('faults', () => {
  it.each<[Fault, string, number, string, string]>([
    [{ kind: 'throttle' }, 'Throttling', 400, 'Sender', 'fault:throttle'],
    [{ kind: 'error', status: 500 }, 'InternalFailure', 500, 'Receiver', 'fault:error'],
    [{ kind: 'error', status: 503 }, 'ServiceUnavailable', 503, 'Receiver', 'fault:error'],
  ])('%o', async (fault, code, status, type, outcome) => {
    await aws.fault(fault)
    const reply = await ask()
    expect([reply.field('Code'), reply.status, reply.field('Type')]).toEqual([code, status, type])
    await aws.fault(null)
    expect((await ask()).status).toBe(200)
    expect(outcomes()).toEqual([outcome, 'ok'])
  })

  it('may hold for some operations and so many times', async () => {
    await aws.fault({ kind: 'throttle', operations: ['GetSessionToken'], times: 2 })
    expect((await ask()).status).toBe(200)
    for (const status of [400, 400, 200]) expect((await ask(TOKEN)).status).toBe(status)
  })

  it('hang: no answer until it is cleared', async () => {
    await aws.fault({ kind: 'hang' })
    const reply = ask()
    await eventually(() => expect(outcomes()).toEqual(['fault:hang']))
    await aws.fault(null)
    expect((await reply).status).toBe(200)
    expect(outcomes()).toEqual(['ok'])
  })

  it('hang: a code in a call that was given up is still good', async () => {
    await aws.fault({ kind: 'hang', operations: ['GetSessionToken'] })
    const parameters = { ...TOKEN, ...mfa() }
    const raw = signedRequest(aws.url, demo.alice, parameters)
    const request = httpRequest(aws.url, { method: 'POST', headers: raw.headers.flat(), agent: false })
    const givenUp = new Promise(resolve => request.on('error', resolve))
    request.end(raw.body)
    await eventually(() => expect(outcomes()).toEqual(['fault:hang']))
    request.destroy()
    await givenUp
    // By the end of a later call the server has seen the end of that connection.
    await ask(WHO)
    await aws.fault(null)
    expect((await ask(parameters)).status).toBe(200)
    expect(outcomes()).toEqual(['fault:hang', 'ok', 'ok'])
  })

  it('hang: closing lets go of everyone', async () => {
    await aws.fault({ kind: 'hang' })
    const reply = expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' })
    await eventually(() => expect(outcomes()).toEqual(['fault:hang']))
    await aws.close()
    await reply
  })

  it('gone: nobody listens, then again on the same port', async () => {
    const { url } = aws
    await aws.fault({ kind: 'gone' })
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await aws.fault({ kind: 'gone' })
    await aws.fault(null)
    expect(aws.url).toBe(url)
    expect((await ask()).status).toBe(200)
  })

  it('gone: comes back by itself when told so', async () => {
    await aws.fault({ kind: 'gone', ms: 10 })
    await eventually(async () => expect((await ask()).status).toBe(200))
  })

  it('gone: for one operation its connections break off', async () => {
    await aws.fault({ kind: 'gone', operations: ['GetSessionToken'] })
    await expect(ask(TOKEN)).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect((await ask()).status).toBe(200)
    expect(outcomes()).toEqual(['fault:gone', 'ok'])
  })

  it('lost: the code is used up, and nobody hears of it', async () => {
    await aws.fault({ kind: 'lost', times: 1 })
    const parameters = { ...TOKEN, ...mfa() }
    await expect(ask(parameters)).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect((await ask(parameters)).field('Code')).toBe('AccessDenied')
    expect(aws.issued()).toHaveLength(1)
    expect(outcomes()).toEqual(['fault:lost', 'AccessDenied'])
  })

  it('skew: the server’s clock is off, and so is its Date', async () => {
    const hour = 3_600_000
    await aws.fault({ kind: 'skew', ms: hour })
    const reply = await ask()
    expect(reply.field('Message')).toMatch(/^Signature expired: /)
    expect(Date.parse(reply.headers.get('date') ?? '') - Date.now()).toBeGreaterThan(hour / 2)
    const late = await callSts(aws.url, demo.alice, WHO, { at: Date.now() + hour })
    expect(late.status).toBe(200)
    await aws.fault({ kind: 'skew', ms: -hour, operations: ['GetCallerIdentity'] })
    expect((await ask()).field('Message')).toMatch(/^Signature not yet current: /)
    expect((await ask(TOKEN)).status).toBe(200)
  })

  it('slow: answers all the same', async () => {
    await aws.fault({ kind: 'slow', ms: 20 })
    expect((await ask()).status).toBe(200)
  })
})

describe('a clock that is off from the start', () => {
  it('has its own codes and lives', async () => {
    const skewed = await startLocalAws({ world: demo.world, skewMs: 7_200_000 })
    try {
      const at = Date.now() + 7_200_000
      const code = { SerialNumber: demo.alice.mfaSerial, TokenCode: skewed.code(demo.alice.mfaSerial) }
      const reply = await callSts(skewed.url, demo.alice, { ...TOKEN, ...code }, { at })
      expect(reply.status).toBe(200)
      expect((await callSts(skewed.url, keysOf(reply), WHO)).field('Code')).toBe('SignatureDoesNotMatch')
    } finally {
      await skewed.close()
    }
  })
})

describe('a world that can’t be', () => {
  it.each<[string, (world: DemoWorld['world']) => void]>([
    ['is no account id', world => world.accounts.push({ id: '7', users: [], roles: [] })],
    ['is there twice', world => world.accounts.push(...world.accounts)],
    [
      "a role can't last",
      world => Object.assign(world.accounts[0]?.roles[0] ?? {}, { maxSessionSeconds: 60 }),
    ],
  ])('%s', async (message, change) => {
    const { world } = demoWorld()
    change(world)
    await expect(startLocalAws({ world })).rejects.toThrow(message)
  })
})

describe('the controls', () => {
  const control = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(aws.url, {
      method,
      path,
      query: '',
      headers: Object.entries({ Host: new URL(aws.url).host, ...headers }),
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    })

  it('tell the calls and the codes', async () => {
    await ask()
    const calls = await control('GET', '/_calls')
    expect(JSON.parse(calls.xml)).toEqual(aws.calls())
    const code = await control('GET', `/_code?serial=${encodeURIComponent(demo.alice.mfaSerial)}`)
    expect(JSON.parse(code.xml)).toMatchObject({ code: expect.stringMatching(/^\d{6}$/) })
    expect((await control('GET', '/_code?serial=none')).status).toBe(404)
  })

  it('set and clear faults', async () => {
    expect((await control('POST', '/_fault', { kind: 'throttle' })).status).toBe(200)
    await eventually(async () => expect((await ask()).field('Code')).toBe('Throttling'))
    expect((await control('POST', '/_fault', null)).status).toBe(200)
    await eventually(async () => expect((await ask()).status).toBe(200))
    await control('POST', '/_fault', { kind: 'gone', ms: 50 })
    await eventually(async () => expect((await ask()).status).toBe(200))
  })

  it.each([
    { kind: 'flood' },
    { kind: 'error', status: 404 },
    { kind: 'slow' },
    { kind: 'throttle', times: 0 },
    { kind: 'throttle', operations: 'AssumeRole' },
    { kind: 'throttle', more: 1 },
    [],
    'throttle',
  ])('%o is no fault', async fault => {
    expect((await control('POST', '/_fault', fault)).status).toBe(400)
  })

  it('set lives', async () => {
    expect((await control('POST', '/_life', { roleLifeSeconds: 60 })).status).toBe(200)
    const reply = await ask({ Action: 'AssumeRole', RoleArn: demo.roles.devReadonly, RoleSessionName: 'me' })
    const left = Date.parse(reply.field('Expiration')) - Date.now()
    expect(left).toBeLessThanOrEqual(60_000)
    for (const wrong of [{ roleLifeSeconds: 0 }, { other: 1 }, null]) {
      expect((await control('POST', '/_life', wrong)).status).toBe(400)
    }
  })

  it('are for neither web pages nor other names of this machine', async () => {
    for (const headers of [
      { Origin: 'http://127.0.0.1' },
      { Host: 'localhost' },
      { Host: '127.0.0.1.example.org' },
    ]) {
      expect((await control('GET', '/_calls', undefined, headers)).status).toBe(403)
      expect((await control('POST', '/_fault', { kind: 'throttle' }, headers)).status).toBe(403)
    }
    expect((await ask()).status).toBe(200)
    expect((await control('GET', '/_other')).status).toBe(404)
  })
})
