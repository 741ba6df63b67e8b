import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SECOND } from '../../main/core/clock.ts'
import { Secret } from '../../main/core/secret.ts'
import { ConsoleRedirect } from '../../main/endpoint/console-redirect.ts'
import { FakeClock } from '../support/fakes.ts'
import { FakePeers } from './fake-peers.ts'
import { type Answered, open, parse, say } from './raw.ts'

const LINK = 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=hidden'

let clock: FakeClock
let peers: FakePeers
let redirect: ConsoleRedirect
beforeEach(() => {
  clock = new FakeClock()
  peers = new FakePeers()
  redirect = new ConsoleRedirect({ clock, dice: Math.random, peers })
})
afterEach(() => redirect.close())

interface Offered {
  readonly port: number
  readonly path: string
}

async function offer(link = LINK): Promise<Offered> {
  const offered = await redirect.offer(new Secret(link))
  if (!offered.ok) throw new Error('no address')
  const { hostname, port, pathname, search } = new URL(offered.value)
  expect([hostname, search]).toEqual(['127.0.0.1', ''])
  return { port: Number(port), path: pathname }
}

/** As a browser asks that was started with the address. */
const FRESH = ['Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate', 'User-Agent: Firefox']
async function visit({ port, path }: Offered, headers = FRESH, more: Partial<Said> = {}): Promise<Answered> {
  const { method = 'GET', host = `127.0.0.1:${port}` } = more
  return parse(
    await say(port, `${method} ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers),
  )
}
interface Said {
  readonly method: string
  readonly host: string
}

/** Whether anybody answers there. */
const answers = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

describe('the address that leads to a link', () => {
  it('does so once, and nobody keeps or tells where it has led', async () => {
    const offered = await offer()
    const second = await offer('https://console.example/second')
    const { status, headers, body } = await visit(offered)
    expect([status, headers.get('location')]).toEqual([303, LINK])
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
      'no-store',
      'no-referrer',
    ])
    expect(body).not.toContain('hidden')
    const again = await visit(offered)
    expect([again.status, again.headers.get('location')]).toEqual([410, undefined])
    expect((await visit(second)).headers.get('location')).toBe('https://console.example/second')
  })

  it('is long and new each time, and has nothing of the link', async () => {
    const offered = [await offer(), await offer(), await offer()]
    for (const { path } of offered) expect(path).toMatch(/^\/console\/[\w-]{43}$/)
    expect(new Set(offered.map(({ path }) => path)).size).toBe(3)
  })

  it('is there for a browser that says nothing of where it comes from', async () => {
    expect((await visit(await offer(), [])).status).toBe(303)
  })

  it('ends after a minute, and its port with the last one', async () => {
    const first = await offer()
    await clock.advance(59 * SECOND)
    const second = await offer()
    expect(second.port).toBe(first.port)
    await clock.advance(SECOND)
    expect((await visit(first)).status).toBe(410)
    await clock.advance(59 * SECOND)
    expect(await answers(first.port)).toBe(false)
    expect(clock.timers).toBe(0)
  })

  it('is there anew after all have ended', async () => {
    await visit(await offer())
    expect(await visit(await offer())).toMatchObject({ status: 303 })
  })

  it('each is there where several are offered at once', async () => {
    const all = await Promise.all([offer('https://a.example/'), offer('https://b.example/')])
    const found = await Promise.all(all.map(each => visit(each)))
    expect(found.map(({ headers }) => headers.get('location'))).toEqual([
      'https://a.example/',
      'https://b.example/',
    ])
  })

  it('closes with the app', async () => {
    const { port } = await offer()
    redirect.close()
    expect([await answers(port), clock.timers]).toEqual([false, 0])
    // Of a link that AWS has given meanwhile no browser is told.
    expect(await redirect.offer(new Secret(LINK))).toMatchObject({
      failure: { kind: 'port', code: 'closed' },
    })
    expect(clock.timers).toBe(0)
  })
})

describe('what is refused does not use the address up', () => {
  const stillThere = async (offered: Offered) => {
    expect(await visit(offered)).toMatchObject({ status: 303 })
  }

  it.each([
    ['Sec-Fetch-Site: cross-site'],
    ['Sec-Fetch-Site: same-site'],
    ['Sec-Fetch-Site: same-origin'],
    ['Sec-Fetch-Site: none', 'Sec-Fetch-Site: cross-site'],
    ['Origin: https://evil.example'],
    ['Origin: null'],
    ['Referer: https://evil.example/'],
  ])('a page of the web: %s', async (...headers) => {
    const offered = await offer()
    const { status, headers: told } = await visit(offered, headers)
    expect([status, told.get('location')]).toEqual([403, undefined])
    await stillThere(offered)
  })

  it.each(['Sec-Purpose: prefetch;prerender', 'Purpose: prefetch', 'X-Moz: prefetch'])(
    'a browser that looks ahead: %s',
    async header => {
      const offered = await offer()
      expect((await visit(offered, [...FRESH, header])).status).toBe(403)
      await stillThere(offered)
    },
  )

  it.each(['localhost', '0.0.0.0', 'evil.example'])('a page under another name, such as %s', async name => {
    const offered = await offer()
    expect((await visit(offered, FRESH, { host: `${name}:${offered.port}` })).status).toBe(403)
    await stillThere(offered)
  })

  it.each(['POST', 'HEAD', 'OPTIONS', 'PUT'])('%s', async method => {
    const offered = await offer()
    const { status, headers } = await visit(offered, FRESH, { method })
    expect([status, headers.get('location')]).toEqual([405, undefined])
    await stillThere(offered)
  })

  it('another user’s process', async () => {
    const offered = await offer()
    peers.ownedBy = 'other-user'
    const { status, headers, body } = await visit(offered)
    expect([status, headers.get('location')]).toEqual([403, undefined])
    expect(body).toContain('for the user who runs Understudy')
    peers.ownedBy = 'ours'
    await stillThere(offered)
  })

  it('a process that was gone before it could be looked at', async () => {
    const offered = await offer()
    peers.ownedBy = 'gone'
    expect((await visit(offered)).status).toBe(403)
    peers.ownedBy = 'ours'
    await stillThere(offered)
  })

  it('a guess', async () => {
    const offered = await offer()
    for (const path of [
      '/',
      '/console/',
      '/console/x',
      `${offered.path}x`,
      `/x${offered.path}`,
      `${offered.path}?x`,
    ])
      expect((await visit({ ...offered, path })).status).toBe(410)
    await stillThere(offered)
  })

  it('nor does what comes behind it on the same connection', async () => {
    const offered = await offer()
    const get = (...more: readonly string[]) =>
      [`GET ${offered.path} HTTP/1.1`, `Host: 127.0.0.1:${offered.port}`, ...more, '', ''].join('\r\n')
    const socket = await open(offered.port)
    let told = ''
    const answered = new Promise(resolve =>
      socket.setEncoding('utf8').on('data', part => {
        told += part
        resolve(told)
      }),
    )
    socket.write(`${get('Origin: https://evil.example')}${get()}`)
    await answered
    await stillThere(offered)
    expect(told.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 403'])
    socket.destroy()
  })
})

it('where no port can be had, says so', async () => {
  // Always the same one, and the first offer has it.
  const dice = () => 0.5
  const [first, second] = [1, 2].map(() => new ConsoleRedirect({ clock, dice, peers }))
  const had = await first?.offer(new Secret(LINK))
  expect(await second?.offer(new Secret(LINK))).toMatchObject({
    ok: false,
    failure: { kind: 'port', code: 'EADDRINUSE' },
  })
  expect([had?.ok, clock.timers]).toEqual([true, 1])
  first?.close()
  second?.close()
})
