import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deny, judgeOrigin, valuesOf } from '../../main/endpoint/guard.ts'
import { errorReply } from '../../main/endpoint/reply.ts'
import { type Handle, LoopbackServer } from '../../main/endpoint/server.ts'
import { within } from '../support/desktop-wait.ts'
import { FakePeers } from './fake-peers.ts'
import { closed, freePort, open, parse, say, toTheEnd } from './raw.ts'

const TOKEN = 'the-token-of-this-test'
const BODY = 'x'.repeat(2_000)
const sockets: Socket[] = []
let server: LoopbackServer
let port = 0

const answer: Handle = async ({ rawHeaders, ...head }, _connection, at) => {
  const [token] = valuesOf(rawHeaders, 'authorization')
  const denied =
    judgeOrigin({ rawHeaders, ...head }, at) ?? (token === TOKEN ? null : deny(403, '', 'Wrong token.'))
  if (denied !== null) return errorReply(denied.status, denied.code, denied.message)
  return { ...errorReply(200, '', BODY), message: null }
}
const make = () => new LoopbackServer(answer, new FakePeers())

beforeEach(async () => {
  server = make()
  port = await freePort()
  expect(await server.listen(port)).toEqual({ ok: true })
})
afterEach(() => {
  server.close()
  for (const socket of sockets.splice(0)) socket.destroy()
})

const head = () => `GET /container/grant HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${TOKEN}\r\n`
const good = async () => parse(await say(port, `${head()}Connection: close`)).status

async function opened(): Promise<Socket> {
  const socket = await open(port)
  sockets.push(socket)
  return socket
}

/** Ends when the server has closed the connection; what it says before is read away. */
async function closedBy(socket: Socket, seconds: number): Promise<void> {
  await within('the server closes the connection', seconds * 1_000, toTheEnd(socket))
}

describe('a client that', () => {
  it('says nothing is dropped', async () => {
    await closedBy(await opened(), 8)
  })

  it('never ends its headers is dropped', async () => {
    const socket = await opened()
    socket.write(head())
    const drip = setInterval(() => socket.write('X: x\r\n'), 300)
    await closedBy(socket, 8).finally(() => clearInterval(drip))
  })

  it('announces a body is refused at once, and dropped', async () => {
    const socket = await opened()
    socket.write(`${head().replace('GET', 'POST')}Content-Length: 1000000\r\n\r\nx`)
    const [first] = await within('an answer', 5_000, once(socket, 'data'))
    expect(String(first)).toMatch(/^HTTP\/1\.1 403 /)
    await closedBy(socket, 12)
  })

  it('stays after its answer is let go', async () => {
    const socket = await opened()
    socket.write(`${head()}\r\n`)
    await closedBy(socket, 8)
  })

  it('resets in the middle of its request harms nobody', async () => {
    for (const part of ['', 'GE', head(), `${head()}\r\n`]) {
      const socket = await opened()
      socket.write(part)
      socket.resetAndDestroy()
    }
    expect(await good()).toBe(200)
  })

  it('closes its half at once still gets its answer', async () => {
    const socket = await opened()
    socket.end(`${head()}\r\n`)
    expect(parse(await toTheEnd(socket)).status).toBe(200)
  })

  it('asks without end and never reads is dropped', async () => {
    const socket = await opened()
    socket.pause()
    const gone = closed(socket)
    let accepted = 0
    // Until the socket takes no more: the answers have filled all buffers on the way.
    while (socket.write(`${head()}\r\n`.repeat(1_000)) || accepted < 20) {
      accepted++
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    expect(await good()).toBe(200)
    // It does not read, so it learns of the end by writing.
    const poke = setInterval(() => socket.write('x'), 100)
    await within('the connection ends', 20_000, gone).finally(() => clearInterval(poke))
  })
})

describe('many clients', () => {
  it('that are slow do not keep a good one waiting', async () => {
    const slow = await Promise.all(Array.from({ length: 300 }, opened))
    for (const socket of slow) socket.write('GET /')
    const started = performance.now()
    for (let at = 0; at < 20; at++) expect(await good()).toBe(200)
    // A few milliseconds each, in truth; the bound is for a machine that does other things as well.
    expect(performance.now() - started).toBeLessThan(5_000)
    await Promise.all(slow.map(socket => closedBy(socket, 15)))
  })

  it('that come at once are all served', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, good))
    expect(new Set(answers)).toEqual(new Set([200]))
  })
})

describe('the port', () => {
  it('that is taken is an error that can be named', async () => {
    const other = make()
    expect(await other.listen(port)).toEqual({ ok: false, code: 'EADDRINUSE' })
    other.close()
    expect(await good()).toBe(200)
  })

  it('that a stranger holds on all addresses is taken as well', async () => {
    const stranger = createServer().listen({ host: '0.0.0.0', port: 0 })
    await once(stranger, 'listening')
    const address = stranger.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const other = make()
    expect(await other.listen(address.port)).toEqual({ ok: false, code: 'EADDRINUSE' })
    stranger.close()
  })

  it('is free again as soon as the server is closed, whoever is connected', async () => {
    const idle = await Promise.all(Array.from({ length: 20 }, opened))
    for (const socket of idle.slice(0, 10)) socket.write(head())
    const ends = idle.map(toTheEnd)
    const started = performance.now()
    server.close()
    await within('all connections end', 5_000, Promise.all(ends))
    expect(performance.now() - started).toBeLessThan(2_000)
    const next = make()
    expect(await next.listen(port)).toEqual({ ok: true })
    next.close()
  })

  it('is not opened any more by a closed server that was about to', async () => {
    const late = make()
    const free = await freePort()
    const listening = late.listen(free)
    late.close()
    await listening
    const next = make()
    const second = await next.listen(free)
    next.close()
    late.close()
    expect(second).toEqual({ ok: true })
  })
})
