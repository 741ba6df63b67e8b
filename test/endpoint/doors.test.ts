import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GrantId } from '../../main/core/tools/grants.ts'
import type { Connection } from '../../main/endpoint/connection.ts'
import { ContainerRoute } from '../../main/endpoint/container.ts'
import { credentialDoors, metadataDoors } from '../../main/endpoint/doors.ts'
import { InstanceMetadata } from '../../main/endpoint/instance-metadata.ts'
import { ProcessRoute } from '../../main/endpoint/process.ts'
import { type Handle, LoopbackServer } from '../../main/endpoint/server.ts'
import { digest } from '../../main/endpoint/tokens.ts'
import { WrongTokens } from '../../main/endpoint/wrong-tokens.ts'
import { within } from '../support/desktop-wait.ts'
import { FakeClock, flush } from '../support/fakes.ts'
import { FakeAccess } from './fake-access.ts'
import { FakePeers } from './fake-peers.ts'
import { type Answered, closed, freePort, open, parse, say } from './raw.ts'

const GRANT = 'grant-1' as GrantId
const TOKEN = 'the-token-of-this-test-the-token-of-this-te'
const OTHER_USER =
  'This address serves only the user who runs Understudy. Run the tool as that user, without sudo.'

let clock: FakeClock
let peers: FakePeers
let access: FakeAccess
let warnings: number[]
let connections: Set<Connection>
const servers: LoopbackServer[] = []
const sockets: Socket[] = []

beforeEach(() => {
  clock = new FakeClock()
  peers = new FakePeers()
  access = new FakeAccess()
  warnings = []
  connections = new Set()
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

async function serve(doors: Handle): Promise<number> {
  const server = new LoopbackServer((head, connection, at) => {
    connections.add(connection)
    return doors(head, connection, at)
  }, peers)
  servers.push(server)
  const port = await freePort()
  expect(await server.listen(port)).toEqual({ ok: true })
  return port
}

const serveCredentials = () =>
  serve(
    credentialDoors({
      rules: { digest, digestOf: grant => (grant === GRANT ? digest(TOKEN) : null) },
      access,
      container: new ContainerRoute(clock, access),
      process: new ProcessRoute(clock, access),
      wrongTokens: new WrongTokens(clock, count => warnings.push(count)),
    }),
  )
const serveMetadata = () =>
  serve(metadataDoors(access, new InstanceMetadata({ clock, access, region: () => null })))

const head = (port: number, route = 'container', token = TOKEN) => [
  `GET /${route}/${GRANT} HTTP/1.1`,
  `Host: 127.0.0.1:${port}`,
  `Authorization: ${token}`,
]
const ask = async (port: number, ...lines: readonly string[]): Promise<Answered> =>
  parse(await say(port, ...lines, 'Connection: close'))

/** A connection that stays, with each of its answers. */
async function stay(port: number): Promise<{ readonly socket: Socket; ask(): Promise<Answered> }> {
  const socket = await open(port)
  sockets.push(socket)
  return {
    socket,
    async ask() {
      socket.write(`${head(port).join('\r\n')}\r\n\r\n`)
      const [data] = await within('an answer', 10_000, once(socket, 'data'))
      return parse(String(data))
    },
  }
}

describe('the user’s own programs', () => {
  it.each(['container', 'process'])('are served on the route %s', async route => {
    const port = await serveCredentials()
    expect(await ask(port, ...head(port, route))).toMatchObject({ status: 200 })
    expect(access.noted).toMatchObject([{ answer: { door: { route, grant: GRANT } }, lineage: peers.line }])
    expect(access.denials).toEqual([])
  })

  it('are served where the system does not tell whose they are', async () => {
    peers.ownedBy = 'unknown'
    const port = await serveCredentials()
    expect((await ask(port, ...head(port))).status).toBe(200)
  })

  it('are looked at once for each connection, and only with a good token', async () => {
    const port = await serveCredentials()
    await ask(port, ...head(port, 'container', 'bad'))
    expect(peers.asked).toEqual({ owner: [], lineage: [] })
    const client = await stay(port)
    for (let at = 0; at < 3; at++) expect((await client.ask()).status).toBe(200)
    expect(peers.asked.owner).toEqual([{ clientPort: client.socket.localPort, serverPort: port }])
    expect(peers.asked.lineage).toHaveLength(1)
  })
})

describe('another user with a stolen token', () => {
  beforeEach(() => {
    peers.ownedBy = 'other-user'
  })

  it.each(['container', 'process'] as const)('is told why there is nothing on the route %s', async route => {
    const port = await serveCredentials()
    const { status, headers, body } = await ask(port, ...head(port, route))
    expect([status, headers.get('x-message')]).toEqual([403, OTHER_USER])
    expect(JSON.parse(body)).toMatchObject({ Code: 'OtherUser', message: OTHER_USER })
    expect(body).not.toMatch(/canary|ASIA/)
    expect(access.asked).toBe(0)
    expect(access.denials).toEqual([{ route, reason: OTHER_USER, grant: GRANT }])
  })

  it('has no place among those who have shown a token', async () => {
    const port = await serveCredentials()
    await ask(port, ...head(port))
    expect([...connections].map(each => each.isAuthenticated)).toEqual([false])
  })

  it('gets no token of instance metadata', async () => {
    const port = await serveMetadata()
    const { status, body } = await ask(
      port,
      'PUT /latest/api/token HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'X-aws-ec2-metadata-token-ttl-seconds: 60',
    )
    expect([status, JSON.parse(body).message]).toEqual([403, OTHER_USER])
    expect(access.denials).toEqual([{ route: 'instance-metadata', reason: OTHER_USER, grant: null }])
  })
})

it('a client that is gone is refused', async () => {
  peers.ownedBy = 'gone'
  const port = await serveCredentials()
  const { status, body } = await ask(port, ...head(port))
  expect([status, access.asked]).toEqual([403, 0])
  expect(body).not.toMatch(/canary|ASIA/)
  expect(access.denials).toMatchObject([{ route: 'container' }])
})

describe('where the system is slow to tell', () => {
  beforeEach(() => {
    peers.isQuick = false
    peers.owners.shut()
  })

  it('nobody waits for it, and the user’s own connection stays', async () => {
    const port = await serveCredentials()
    const client = await stay(port)
    expect((await client.ask()).status).toBe(200)
    await peers.owners.open()
    expect((await client.ask()).status).toBe(200)
    expect([access.denials, peers.asked.owner.length]).toEqual([[], 1])
  })

  it('a stranger’s connection ends when it turns out to be one', async () => {
    peers.ownedBy = 'other-user'
    const port = await serveCredentials()
    const client = await stay(port)
    expect((await client.ask()).status).toBe(200)
    const end = closed(client.socket)
    await peers.owners.open()
    await within('the connection ends', 5_000, end)
    expect(access.denials).toEqual([{ route: 'container', reason: OTHER_USER, grant: GRANT }])
  })
})

describe('what was denied', () => {
  it('is in the record, by what the client was told', async () => {
    const port = await serveCredentials()
    const told = [
      await ask(port, ...head(port, 'container', 'bad')),
      await ask(port, ...head(port), 'Origin: http://evil.example'),
      await ask(port, ...head(port).map(line => line.replace('GET', 'HEAD'))),
    ].map(({ headers }) => headers.get('x-message'))
    expect(access.denials.map(each => each.route)).toEqual([null, null, null])
    expect(access.denials.map(each => each.reason)).toEqual(told)
  })

  it('of instance metadata too', async () => {
    const port = await serveMetadata()
    expect((await ask(port, 'GET / HTTP/1.1', `Host: 127.0.0.1:${port}`)).status).toBe(401)
    expect(access.denials).toMatchObject([{ route: 'instance-metadata' }])
  })
})

it('a refusal is the last word: what comes behind it on its connection is not looked at', async () => {
  const port = await serveCredentials()
  const refused = [...head(port, 'container', 'bad'), '', '']
  const answer = await say(port, [...refused, ...head(port)].join('\r\n'))
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 403'])
  expect(parse(answer).headers.get('connection')).toBe('close')
  expect(access.asked).toBe(0)
})

it('many wrong tokens slow themselves down and nobody else', async () => {
  const port = await serveCredentials()
  const bad = () => ask(port, ...head(port, 'container', 'bad'))
  for (let at = 0; at < 20; at++) expect((await bad()).status).toBe(403)
  expect(warnings).toEqual([])
  let refused = 0
  const slowed = [bad(), bad(), bad()].map(each =>
    each.then(() => {
      refused += 1
    }),
  )
  while (clock.timers < 3) await flush()
  expect((await ask(port, ...head(port))).status).toBe(200)
  expect([refused, warnings]).toEqual([0, [21]])
  await clock.advance(250)
  await Promise.all(slowed)
  expect(refused).toBe(3)
})
