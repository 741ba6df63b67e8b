import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Connection, Connections } from '../../main/endpoint/connection.ts'
import { errorReply } from '../../main/endpoint/reply.ts'
import { LoopbackServer } from '../../main/endpoint/server.ts'
import { within } from '../support/desktop-wait.ts'
import { flush, Gate } from '../support/fakes.ts'
import { FakePeers } from './fake-peers.ts'
import { closed, freePort, open, parse, say } from './raw.ts'

const MOST = 1_024
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

describe('at the cap', () => {
  let connections: Connections
  beforeEach(() => {
    connections = new Connections(new FakePeers())
  })

  const add = (isAuthenticated = false): Socket => {
    const socket = new Socket()
    sockets.push(socket)
    connections.add(socket)
    connections.of(socket).isAuthenticated = isAuthenticated
    return socket
  }
  const dropped = () => sockets.flatMap((socket, at) => (socket.destroyed ? [at] : []))

  it('the oldest that has shown no token goes first', () => {
    for (let at = 0; at < MOST; at++) add(at < 3)
    expect(dropped()).toEqual([])
    add()
    add()
    expect(dropped()).toEqual([3, 4])
  })

  it('one that has shown its token in time stays', () => {
    for (let at = 0; at < MOST; at++) add()
    connections.of(sockets[0] ?? new Socket()).isAuthenticated = true
    add()
    expect(dropped()).toEqual([1])
  })

  it('the new one goes where all others have shown theirs', () => {
    for (let at = 0; at < MOST; at++) add(true)
    add()
    expect(dropped()).toEqual([MOST])
  })

  it('those that have ended take no place', async () => {
    for (let at = 0; at < MOST; at++) add()
    for (const socket of sockets.slice(10, 20)) socket.destroy()
    await flush()
    for (let at = 0; at < 10; at++) add()
    expect(dropped()).toHaveLength(10)
    add()
    expect(dropped()).toContain(0)
  })
})

describe('a connection', () => {
  it('of a client that has reset it is nobody’s', async () => {
    const peers = new FakePeers()
    const connection = new Connection(new Socket(), peers)
    expect([await connection.owner(), await connection.lineage()]).toEqual(['gone', []])
    expect(peers.asked).toEqual({ owner: [], lineage: [] })
  })

  it('that was closed before anybody looked at it is known to be', async () => {
    const socket = new Socket()
    socket.destroy()
    await flush()
    await new Connection(socket, new FakePeers()).closed
  })
})

describe('a server', () => {
  let server: LoopbackServer
  let port: number
  let gate: Gate
  beforeEach(async () => {
    gate = new Gate()
    server = new LoopbackServer(async ({ target }, connection) => {
      connection.isAuthenticated = true
      if (target === '/wait') await gate.pass()
      return errorReply(200, '', '')
    }, new FakePeers())
    port = await freePort()
    expect(await server.listen(port)).toEqual({ ok: true })
  })
  afterEach(() => server.close())

  const get = (target: string) =>
    say(port, `GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close')

  it('drops a client that asks again and again and waits for no answer', async () => {
    gate.shut()
    const greedy = await open(port)
    sockets.push(greedy.resume())
    const end = closed(greedy)
    const one = `GET /wait HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
    greedy.write(one.repeat(128))
    while (gate.waiting < 128) await flush()
    expect(greedy.destroyed).toBe(false)
    greedy.write(one.repeat(10_000))
    await within('it is dropped', 10_000, end)
    expect(gate.waiting).toBe(128)
    await gate.open()
    expect(parse(await get('/')).status).toBe(200)
  })

  it('serves good clients among 1,100 that are silent, and lets the one go on that waits', async () => {
    gate.shut()
    const waiting = get('/wait')
    while (gate.waiting === 0) await flush()
    const ends: Promise<void>[] = []
    let silentEnds = 0
    for (let at = 0; at < 1_100; at++) {
      const socket = await open(port)
      sockets.push(socket.resume())
      ends.push(
        closed(socket).then(() => {
          silentEnds += 1
        }),
      )
      if (at % 50 === 49) expect(parse(await get('/')).status).toBe(200)
    }
    const answers = await Promise.all(Array.from({ length: 50 }, () => get('/')))
    expect(new Set(answers.map(answer => parse(answer).status))).toEqual(new Set([200]))
    await gate.open()
    expect(parse(await waiting).status).toBe(200)
    // The others are dropped by their own limit: they say nothing.
    await Promise.all(ends)
    expect(silentEnds).toBe(1_100)
  })
})
