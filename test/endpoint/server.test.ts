import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GrantId } from '../../main/core/tools/grants.ts'
import { ContainerRoute } from '../../main/endpoint/container.ts'
import { credentialDoors } from '../../main/endpoint/doors.ts'
import { ProcessRoute } from '../../main/endpoint/process.ts'
import { errorReply, type Reply } from '../../main/endpoint/reply.ts'
import { LoopbackServer } from '../../main/endpoint/server.ts'
import { digest } from '../../main/endpoint/tokens.ts'
import { WrongTokens } from '../../main/endpoint/wrong-tokens.ts'
import { FakeClock } from '../support/fakes.ts'
import { FakeAccess, held } from './fake-access.ts'
import { FakePeers } from './fake-peers.ts'
import { freePort, open, parse, say, toTheEnd } from './raw.ts'
import { unhandledDuring } from './unhandled.ts'

const GRANT = 'grant-1' as GrantId
const TOKEN = 'the-token-of-this-test-the-token-of-this-te'
const END = Date.UTC(2030, 10, 22, 5, 0, 0, 987)

let server: LoopbackServer
let port = 0
/** In the place of what the doors would answer. */
let instead: (() => Promise<Reply>) | null

beforeEach(async () => {
  instead = null
  const access = new FakeAccess(() => held('ASIAABCDEFGHIJKLMNOP', END))
  const clock = new FakeClock()
  const doors = credentialDoors({
    rules: { digest, digestOf: grant => (grant === GRANT ? digest(TOKEN) : null) },
    access,
    container: new ContainerRoute(clock, access),
    process: new ProcessRoute(clock, access),
    wrongTokens: new WrongTokens(clock, () => undefined),
  })
  server = new LoopbackServer(
    (head, connection, at) => instead?.() ?? doors(head, connection, at),
    new FakePeers(),
  )
  port = await freePort()
  expect(await server.listen(port)).toEqual({ ok: true })
})
afterEach(() => server.close())

const line = `GET /container/${GRANT} HTTP/1.1`
const host = () => `Host: 127.0.0.1:${port}`
const authorization = `Authorization: ${TOKEN}`
const CLOSE = 'Connection: close'
const good = () => say(port, line, host(), authorization, CLOSE)

/** Of those that have called this port, as the kernel tells. */
function stateOfSockets(to: number): readonly string[] {
  const port = to.toString(16).toUpperCase().padStart(4, '0')
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)
  return rows.flatMap(row => {
    const [, , remote, state] = row.trim().split(/\s+/)
    if (remote !== `0100007F:${port}`) return []
    return [state === '01' ? 'established' : `state ${state}`]
  })
}

describe('credentials', () => {
  it('come as the SDKs want them', async () => {
    const { status, headers, body } = parse(await good())
    const { date, ...others } = Object.fromEntries(headers)
    expect(status).toBe(200)
    expect(Date.parse(date ?? '')).not.toBeNaN()
    expect(others).toEqual({
      'content-type': 'application/json',
      'content-length': String(body.length),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    expect(JSON.parse(body)).toEqual({
      AccessKeyId: 'ASIAABCDEFGHIJKLMNOP',
      SecretAccessKey: 'canary-secret',
      Token: 'canary-token/+=',
      Expiration: '2030-11-22T05:00:00Z',
      AccountId: '111122223333',
    })
  })

  it('come a hundred times over one connection', async () => {
    const socket = await open(port)
    const ask = `${line}\r\n${host()}\r\n${authorization}\r\n`
    socket.write(`${`${ask}\r\n`.repeat(99)}${ask}${CLOSE}\r\n\r\n`)
    expect((await toTheEnd(socket)).match(/canary-secret/g)).toHaveLength(100)
  })

  it('are for a crowd that knocks in one moment: nobody is turned away to knock again', async () => {
    const sockets = Array.from({ length: 1000 }, () => connect(port, '127.0.0.1'))
    for (const socket of sockets) socket.on('error', () => undefined)
    try {
      // They have knocked, and the server, which is in this process, has let nobody in.
      await new Promise<void>(resolve => process.nextTick(resolve))
      expect(stateOfSockets(port)).toEqual(Array(1000).fill('established'))
    } finally {
      for (const socket of sockets) socket.destroy()
    }
  })

  it('are for this machine alone', async () => {
    const other = createServer()
    // On another loopback address the port is still free, so nothing listens on all of them.
    other.listen({ host: '127.0.0.2', port, exclusive: true })
    await once(other, 'listening')
    other.close()
  })
})

describe('a refusal', () => {
  it.each<[string, number, () => readonly string[]]>([
    ['no token', 403, () => [line, host()]],
    ['a wrong token', 403, () => [line, host(), 'Authorization: bad']],
    ['two tokens', 403, () => [line, host(), authorization, 'Authorization: bad']],
    ['another host', 403, () => [line, 'Host: evil.example', authorization]],
    ['a web page', 403, () => [line, host(), authorization, 'Origin: https://canary.example']],
    ['a proxy', 403, () => [line.replace('GET ', `GET http://127.0.0.1:${port}`), host(), authorization]],
    ['a path', 403, () => ['GET /container/canary HTTP/1.1', host(), authorization]],
    ['a query', 403, () => [line.replace(' HTTP', '?canary HTTP'), host(), authorization]],
    ['HTTP/1.0 with no host', 403, () => [line.replace('1.1', '1.0'), authorization]],
    ['POST', 405, () => [line.replace('GET', 'POST'), host(), authorization, 'Content-Length: 0']],
    ['a WebSocket', 403, () => [line, host(), authorization, 'Upgrade: websocket', 'Connection: upgrade']],
    ['h2c', 403, () => [line, host(), authorization, 'Upgrade: h2c', 'Connection: upgrade']],
    ['41 headers', 431, () => [line, host(), authorization, ...Array<string>(38).fill('X: x')]],
    [
      'a late Origin',
      431,
      () => [line, host(), authorization, ...Array<string>(3_000 / 6).fill('X: x'), 'Origin: x'],
    ],
  ])('says so in JSON and repeats nothing: %s', async (_what, expected, lines) => {
    const [first = '', ...rest] = lines()
    const { status, headers, body } = parse(await say(port, first, ...rest, CLOSE))
    expect(status).toBe(expected)
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('x-message')).toMatch(/^[\x20-\x7e]+$/)
    expect([...headers.keys()].filter(name => /^(access-control|server|x-powered)/.test(name))).toEqual([])
    const { code, message, Code, Message } = JSON.parse(body)
    expect([code, message]).toEqual([Code, Message])
    expect(`${headers.get('x-message')}${body}`).not.toMatch(/canary|evil/)
  })

  it.each([
    ['garbage', 'hello'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['two lengths', `POST / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 1`],
    ['both kinds of body', 'POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked'],
    ['CONNECT', 'CONNECT canary.example:443 HTTP/1.1\r\nHost: canary.example:443'],
    ['a header of 9 KiB', `${line}\r\nX: ${'canary'.repeat(1_600)}`],
  ])('breaks off what is not HTTP as it should be: %s', async (_what, text) => {
    const answer = await say(port, text)
    expect(answer).toMatch(/^(HTTP\/1\.1 [45]\d\d [^\r]+\r\nConnection: close\r\n\r\n)?$/)
    expect(answer).not.toContain('canary')
    expect(parse(await good()).status).toBe(200)
  })

  it('carries a name with any character to the terminal', async () => {
    instead = () =>
      Promise.resolve(errorReply(403, 'NotAvailable', 'pröd’s “x”\r\nSet-Cookie: a=b was stopped.'))
    const { status, headers, body } = parse(await good())
    expect(status).toBe(403)
    expect(headers.get('x-message')).toBe('pr?d\'s "x"??Set-Cookie: a=b was stopped.')
    expect(headers.has('set-cookie')).toBe(false)
    expect(JSON.parse(body).message).toBe('pröd’s “x”\r\nSet-Cookie: a=b was stopped.')
  })

  it('is what a client gets where the answer could not be made, and the next one is served', async () => {
    instead = () => Promise.reject(new Error('canary'))
    let answer = ''
    const unhandled = await unhandledDuring(async () => {
      answer = await Promise.race([good(), new Promise<string>(end => setTimeout(end, 5_000, 'nothing'))])
    })
    expect([parse(answer).status, unhandled]).toEqual([500, []])
    expect(answer).not.toContain('canary')
    instead = null
    expect(parse(await good()).status).toBe(200)
  })
})
