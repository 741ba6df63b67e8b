import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { GARBLED, isUnderstudy, knock, plainRequest } from '../../main/doctor/knock.ts'
import { lookAtPort } from '../../main/doctor/look-at-endpoint.ts'
import { LoopbackServer } from '../../main/endpoint/server.ts'

let server: Server | undefined
afterEach(() => server?.close())

async function listen(listener: (socket: Socket) => void): Promise<number> {
  server = createServer(socket => {
    socket.on('error', () => undefined)
    listener(socket)
  })
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function freePort(): Promise<number> {
  const port = await listen(() => undefined)
  await new Promise(resolve => server?.close(resolve))
  return port
}

describe('a knock at a port', () => {
  it('finds nobody where none is open', async () => {
    const port = await freePort()
    expect(await knock(port, GARBLED)).toEqual({ kind: 'nobody' })
    expect(await lookAtPort(port, [], 'linux')).toEqual({ kind: 'not-running', port })
    expect(await lookAtPort(null, [], 'linux')).toEqual({ kind: 'not-running', port: null })
  })

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['hangs up', socket => socket.destroy()],
    ['speaks of something else', socket => socket.write('220 mail.example ESMTP\r\n')],
    ['serves pages', socket => socket.end('HTTP/1.1 200 OK\r\n\r\nhello')],
    ['refuses in other words', socket => socket.end('HTTP/1.1 403 Forbidden\r\n\r\nno')],
    ['never stops', socket => void setInterval(() => socket.write('x'.repeat(4_096)), 5).unref()],
  ])('knows a stranger who %s', async (_what, listener) => {
    const port = await listen(listener)
    expect(await lookAtPort(port, [], 'linux')).toEqual({ kind: 'stranger', port })
  })

  it('is answered by our own server before any door, so that nobody notes it', async () => {
    const port = await freePort()
    let asked = 0
    const own = new LoopbackServer(
      async () => {
        asked += 1
        return null
      },
      {
        isQuick: true,
        owner: async () => 'ours',
        lineage: async () => [],
      },
    )
    expect(await own.listen(port)).toEqual({ ok: true })
    try {
      const { kind } = await knock(port, GARBLED)
      expect([kind, asked]).toEqual(['answered', 0])
    } finally {
      own.close()
    }
  })
})

it('the words of our guard are known, and those of others not', () => {
  expect(isUnderstudy('HTTP/1.1 200 OK\r\n\r\nThe Authorization header must be the token of this URL')).toBe(
    false,
  )
  expect(isUnderstudy('HTTP/1.1 403 Forbidden\r\n\r\nThe Authorization header is missing')).toBe(false)
  expect(plainRequest(7)).toMatch(/^GET \/ HTTP\/1\.1\r\nHost: 127\.0\.0\.1:7\r\n/)
})
