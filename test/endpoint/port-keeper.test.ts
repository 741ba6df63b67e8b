import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { done, fail, type Result } from '../../main/core/failures/failure.ts'
import { PortKeeper, type PortMemory } from '../../main/endpoint/port-keeper.ts'
import { errorReply } from '../../main/endpoint/reply.ts'
import { LoopbackServer } from '../../main/endpoint/server.ts'
import { FakePeers } from './fake-peers.ts'
import { freePort, parse, say } from './raw.ts'

class Memory implements PortMemory {
  port: number | null
  writable = true

  constructor(port: number | null) {
    this.port = port
  }

  savePort(port: number): Result<void> {
    if (!this.writable) return fail({ kind: 'not-saved', detail: 'ENOSPC' })
    this.port = port
    return done
  }
}

const strangers: Server[] = []
const keepers: PortKeeper[] = []
let dice: () => number
/** Dice that choose these ports in turn, and the last one for good. */
const choosing = (...ports: readonly [number, ...number[]]) => {
  let at = 0
  // A little more than the border, which a rounding could miss.
  return () => ((ports[at++] ?? ports.at(-1) ?? 0) - 20_000 + 0.5) / 12_768
}

beforeEach(() => {
  dice = Math.random
})
afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.stop()
  for (const stranger of strangers.splice(0)) stranger.close()
})

function serve(memory: PortMemory): PortKeeper {
  const server = new LoopbackServer(
    (_head, _connection, port) => Promise.resolve(errorReply(200, '', `ours at ${port}`)),
    new FakePeers(),
  )
  const keeper = new PortKeeper(server, memory, () => dice())
  keepers.push(keeper)
  return keeper
}

async function squat(port: number): Promise<Server> {
  const stranger = createServer(socket => socket.end('stranger')).listen({ host: '127.0.0.1', port })
  strangers.push(stranger)
  await once(stranger, 'listening')
  return stranger
}

/** Whether what answers there is an endpoint of ours that takes this port for its own. */
async function isServed(port: number): Promise<boolean> {
  const lines = ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Connection: close'] as const
  const answer = await say(port, ...lines).catch(() => '')
  return parse(answer).headers.get('x-message')?.startsWith(`ours at ${port}`) === true
}

/** A port in the keeper's own range. */
async function ownPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_768)
    const stranger = await squat(port).catch(() => null)
    if (stranger === null) continue
    stranger.close()
    await once(stranger, 'close')
    return port
  }
}

describe('the first start', () => {
  it('chooses a port below those of outgoing connections, and keeps it', async () => {
    const memory = new Memory(null)
    const keeper = serve(memory)
    expect(await keeper.start()).toEqual(done)
    expect(keeper.port).toBe(memory.port)
    expect(keeper.port).toBeGreaterThanOrEqual(20_000)
    expect(keeper.port).toBeLessThanOrEqual(32_767)
    expect([keeper.failure, await isServed(keeper.port)]).toEqual([null, true])
  })

  it.each([
    [0, 20_000],
    [1 - 2 ** -53, 32_767],
  ])('stays in its range for dice of %d', async (thrown, port) => {
    const memory = new Memory(null)
    dice = () => thrown
    const started = await serve(memory).start()
    // Somebody may hold just this one; then it is named.
    if (started.ok) expect(memory.port).toBe(port)
    else expect(started.failure).toMatchObject({ kind: 'port', port })
  })

  it('takes another one where the dice hit one that is taken', async () => {
    const [taken, free] = [await ownPort(), await ownPort()]
    await squat(taken)
    dice = choosing(taken, free)
    const memory = new Memory(null)
    expect(await serve(memory).start()).toEqual(done)
    expect([memory.port, await isServed(free)]).toEqual([free, true])
  })

  it('gives up where all that it tries are taken', async () => {
    const taken = await ownPort()
    await squat(taken)
    dice = choosing(taken)
    const memory = new Memory(null)
    const keeper = serve(memory)
    const failure = { kind: 'port', port: taken, code: 'EADDRINUSE' }
    expect(await keeper.start()).toEqual({ ok: false, failure })
    expect([keeper.failure, memory.port]).toEqual([failure, null])
  })
})

describe('a later start', () => {
  it('is on the same port', async () => {
    const port = await freePort()
    const memory = new Memory(port)
    for (let at = 0; at < 3; at++) {
      const keeper = serve(memory)
      expect(await keeper.start()).toEqual(done)
      expect([keeper.port, await isServed(port)]).toEqual([port, true])
      keeper.stop()
      expect(await isServed(port)).toBe(false)
    }
  })

  it('where a stranger sits is an error and not a move; it works once the stranger is gone', async () => {
    const port = await freePort()
    const stranger = await squat(port)
    const memory = new Memory(port)
    const keeper = serve(memory)
    const failure = { kind: 'port', port, code: 'EADDRINUSE' }
    expect(await keeper.start()).toEqual({ ok: false, failure })
    expect([keeper.failure, keeper.port, memory.port]).toEqual([failure, port, port])
    stranger.close()
    await once(stranger, 'close')
    expect(await keeper.start()).toEqual(done)
    expect([keeper.failure, await isServed(port)]).toEqual([null, true])
  })

  it('that was asked for twice at once is one start', async () => {
    const port = await freePort()
    const keeper = serve(new Memory(port))
    const both = await Promise.all([keeper.start(), keeper.start()])
    expect(both).toEqual([done, done])
    expect([keeper.failure, await isServed(port)]).toEqual([null, true])
  })

  it('that was stopped before it listened does not listen', async () => {
    const port = await freePort()
    const keeper = serve(new Memory(port))
    const starting = keeper.start()
    keeper.stop()
    await starting
    const open = await isServed(port)
    keeper.stop()
    expect(open).toBe(false)
  })
})

describe('a move', () => {
  it('leaves the old port, and is remembered', async () => {
    const [old, next] = [await freePort(), await ownPort()]
    const memory = new Memory(old)
    const keeper = serve(memory)
    await keeper.start()
    dice = choosing(next)
    expect(await keeper.move()).toEqual(done)
    expect([memory.port, keeper.port, keeper.failure]).toEqual([next, next, null])
    expect([await isServed(old), await isServed(next)]).toEqual([false, true])
  })

  it('that can’t be remembered is told, and what is shown is where it listens', async () => {
    const [old, next] = [await freePort(), await ownPort()]
    const memory = new Memory(old)
    const keeper = serve(memory)
    await keeper.start()
    dice = choosing(next)
    memory.writable = false
    expect(await keeper.move()).toEqual(fail({ kind: 'not-saved', detail: 'ENOSPC' }))
    // Either it is down and says so, or the port that it names is one that answers.
    if (keeper.failure === null) expect(await isServed(keeper.port)).toBe(true)
    else expect([await isServed(old), await isServed(next)]).toEqual([false, false])
  })

  it('that was asked for twice at once leaves one port open', async () => {
    const [one, two] = [await ownPort(), await ownPort()]
    const keeper = serve(new Memory(null))
    dice = choosing(one, two)
    await Promise.all([keeper.move(), keeper.move()])
    const open = [await isServed(one), await isServed(two)].filter(Boolean)
    keeper.stop()
    const left = [await isServed(one), await isServed(two)].filter(Boolean)
    expect([open.length, left.length]).toEqual([1, 0])
  })

  it('that is broken off by a stop opens no other port', async () => {
    const [one, two] = [await ownPort(), await ownPort()]
    const keeper = serve(new Memory(null))
    dice = choosing(one, two)
    const moving = keeper.move()
    // The first is being opened.
    await Promise.resolve()
    keeper.stop()
    expect(await moving).toMatchObject({ ok: false, failure: { kind: 'port' } })
    const open = [await isServed(one), await isServed(two)]
    keeper.stop()
    expect(open).toEqual([false, false])
  })
})
