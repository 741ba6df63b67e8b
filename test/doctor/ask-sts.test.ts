import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { StsAnswer } from '../../main/core/doctor/facts.ts'
import { askSts, type Fetch, failureOf } from '../../main/doctor/ask-sts.ts'
import { demoWorld } from '../local-aws/demo-world.ts'
import { startLocalAws } from '../local-aws/server.ts'

let server: Server | undefined
afterEach(() => server?.close())

const NOW = Date.UTC(2026, 10, 30, 12)
const target = (url: string) => ({ region: 'eu-central-1', url, isAws: false, isFallback: false })
const ask = (url: string, fetchIt: Fetch = fetch) => askSts(fetchIt, () => NOW, target(url))

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

describe('an STS', () => {
  it('is known by its refusal, and is sent no key and no signature', async () => {
    const aws = await startLocalAws({ world: demoWorld().world })
    try {
      const sent: [string, RequestInit][] = []
      const watched: Fetch = (url, init) => {
        sent.push([url, init])
        return fetch(url, init)
      }
      for (const url of [aws.url, `${aws.url}/`])
        expect(await ask(url, watched)).toEqual({ kind: 'answered', skew: expect.any(Number) })
      expect(sent.map(([url]) => url)).toEqual(
        Array(2).fill(`${aws.url}/?Action=GetCallerIdentity&Version=2011-06-15`),
      )
      for (const [, init] of sent)
        expect([init.headers, init.body, init.credentials]).toEqual([undefined, undefined, 'omit'])
    } finally {
      await aws.close()
    }
  })

  it('tells by its Date how far the clocks are apart', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(403, { date: new Date(NOW + 400_000).toUTCString() })
      response.end(
        '<ErrorResponse xmlns="x"><Error><Code>MissingAuthenticationToken</Code></Error></ErrorResponse>',
      )
    })
    expect(await ask(url)).toEqual({ kind: 'answered', skew: 400_000 })
  })
})

describe('what is no STS', () => {
  it.each([
    ['a portal’s page', 200, '<html>Sign in to this network</html>'],
    ['an answer without an end', 403, 'x'.repeat(1_000_000)],
    ['nothing', 204, ''],
  ])('%s', async (_what, status, body) => {
    const url = await serve((_request, response) => response.writeHead(status).end(body))
    expect(await ask(url)).toEqual({ kind: 'stranger', status })
  })

  it('a page that leads elsewhere is not followed', async () => {
    let visits = 0
    const url = await serve((request, response) => {
      visits += 1
      if (request.url === '/portal') response.end('<ErrorResponse><Code>x</Code></ErrorResponse>')
      else response.writeHead(302, { location: '/portal' }).end()
    })
    expect(await ask(url)).toMatchObject({ kind: 'stranger' })
    expect(visits).toBe(1)
  })
})

it.each<[string, StsAnswer]>([
  ['net::ERR_NAME_NOT_RESOLVED', { kind: 'failed', reason: 'dns', detail: 'ERR_NAME_NOT_RESOLVED' }],
  ['net::ERR_DNS_TIMED_OUT', { kind: 'failed', reason: 'dns', detail: 'ERR_DNS_TIMED_OUT' }],
  [
    'net::ERR_CERT_AUTHORITY_INVALID',
    { kind: 'failed', reason: 'tls', detail: 'ERR_CERT_AUTHORITY_INVALID' },
  ],
  ['net::ERR_SSL_PROTOCOL_ERROR', { kind: 'failed', reason: 'tls', detail: 'ERR_SSL_PROTOCOL_ERROR' }],
  [
    'net::ERR_TUNNEL_CONNECTION_FAILED',
    { kind: 'failed', reason: 'proxy', detail: 'ERR_TUNNEL_CONNECTION_FAILED' },
  ],
  [
    'net::ERR_PROXY_CERTIFICATE_INVALID',
    { kind: 'failed', reason: 'proxy', detail: 'ERR_PROXY_CERTIFICATE_INVALID' },
  ],
  [
    'net::ERR_CONNECTION_TIMED_OUT',
    { kind: 'failed', reason: 'timed-out', detail: 'ERR_CONNECTION_TIMED_OUT' },
  ],
  [
    'net::ERR_INTERNET_DISCONNECTED',
    { kind: 'failed', reason: 'offline', detail: 'ERR_INTERNET_DISCONNECTED' },
  ],
  [
    'net::ERR_CONNECTION_REFUSED',
    { kind: 'failed', reason: 'unreachable', detail: 'ERR_CONNECTION_REFUSED' },
  ],
])('tells what kept it from answering: %s', (message, answer) => {
  expect(failureOf(new Error(message))).toEqual(answer)
})
