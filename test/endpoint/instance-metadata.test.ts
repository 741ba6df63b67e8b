import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, SECOND } from '../../main/core/clock.ts'
import { InstanceMetadata } from '../../main/endpoint/instance-metadata.ts'
import type { Reply } from '../../main/endpoint/reply.ts'
import { inTerminal } from '../core/processes.ts'
import { role } from '../core/world.ts'
import { flush } from '../support/fakes.ts'
import { AccessWorld } from './access-world.ts'

const PORT = 23_456
const TTL = 'X-aws-ec2-metadata-token-ttl-seconds'
const TOKEN = 'X-aws-ec2-metadata-token'
const ROLES = '/latest/meta-data/iam/security-credentials'
type Header = readonly [name: string, value: string]

let world: AccessWorld
let metadata: InstanceMetadata
let region: string | null

beforeEach(async () => {
  world = new AccessWorld(
    role('dev'),
    role('prod admin/ü', { externalId: 'p1' }),
    role('code', { mfa: 'session-token', externalId: 'c1' }),
    role('asks', { consent: 'first-use', externalId: 'a1' }),
  )
  region = 'eu-central-1'
  metadata = new InstanceMetadata({ clock: world.clock, access: world.access, region: () => region })
  await world.serveAsMetadata('dev')
})

const connection = { isLookedAtQuickly: true, lineage: () => Promise.resolve(inTerminal('aws')) }

type Told = Pick<Reply, 'status' | 'headers'> & { readonly body: string }

async function ask(method: string, target: string, ...sent: readonly Header[]): Promise<Told> {
  const rawHeaders = [['Host', `127.0.0.1:${PORT}`] as const, ...sent].flat()
  const head = { method, target, rawHeaders }
  const denied = metadata.judge(head, PORT)
  if (denied !== null) return { status: denied.status, headers: {}, body: denied.message }
  const { status, headers, body } = await metadata.reply(head, connection)
  await flush()
  return { status, headers, body: body.toString() }
}

const put = (seconds: string, target = '/latest/api/token') => ask('PUT', target, [TTL, seconds])
async function token(seconds = '21600'): Promise<Header> {
  return [TOKEN, (await put(seconds)).body]
}
const get = async (target: string, ...headers: readonly Header[]) =>
  ask('GET', target, ...(headers.length > 0 ? headers : [await token()]))

describe('a token', () => {
  it.each(['1', '60', '21600', '00060'])('is given for %s s, which is told back', async seconds => {
    const { status, headers, body } = await put(seconds)
    expect([status, headers]).toEqual([200, { [TTL.toLowerCase()]: String(Number(seconds)) }])
    expect(body).toMatch(/^[\w-]{43}$/)
    expect((await put(seconds)).body).not.toBe(body)
  })

  it.each(['0', '21601', '-1', '1.5', '1e3', '0x10', '', ' 60', '60 ', 'sixty', '99999', '100000', '１'])(
    'is not given for %j',
    async seconds => {
      expect((await put(seconds)).status).toBe(400)
    },
  )

  it('is not given without a time, nor for two', async () => {
    expect((await ask('PUT', '/latest/api/token')).status).toBe(400)
    expect((await ask('PUT', '/latest/api/token', [TTL, '60'], [TTL, '60'])).status).toBe(400)
  })

  it.each(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'put', ''])('is not got by %j: 405', async method => {
    expect((await ask(method, '/latest/api/token', [TTL, '60'])).status).toBe(405)
    expect((await ask(method, '/latest/api/token', await token())).status).toBe(405)
  })

  it('opens for as long as it was asked for, and then no longer', async () => {
    const short = await token('60')
    const long = await token()
    await world.clock.advance(60 * SECOND - 1)
    expect((await get(ROLES, short)).status).toBe(200)
    await world.clock.advance(1)
    expect((await get(ROLES, short)).status).toBe(401)
    expect((await get(ROLES, long)).status).toBe(200)
    await world.clock.advance(6 * HOUR)
    expect((await get(ROLES, long)).status).toBe(401)
  })

  it('is one of a thousand: the oldest goes, so that nobody fills the memory', async () => {
    const first = await token()
    const second = await token()
    for (let at = 0; at < 999; at++) await put('21600')
    expect((await get(ROLES, first)).status).toBe(401)
    expect((await get(ROLES, second)).status).toBe(200)
  })
})

describe('without a token nothing is told', () => {
  const paths = [ROLES, `${ROLES}/dev`, '/latest/meta-data/placement/region', '/', '/nothing']

  it.each(paths)('%s', async path => {
    const good = await token()
    const kinds: readonly (readonly Header[])[] = [
      [],
      [[TOKEN, '']],
      [[TOKEN, 'x'.repeat(43)]],
      [[TOKEN, `${good[1]}x`]],
      [good, good],
      [good, [TOKEN, 'bad']],
      [[TOKEN, 'bad'], good],
      [['Authorization', good[1]]],
    ]
    for (const headers of kinds) expect((await ask('GET', path, ...headers)).status).toBe(401)
    expect(world.sts.calls).toEqual([])
  })
})

describe('web pages and proxies', () => {
  it.each<Header>([
    ['X-Forwarded-For', '127.0.0.1'],
    ['Forwarded', 'for=127.0.0.1'],
    ['Via', '1.1 proxy'],
    ['Proxy-Connection', 'Keep-Alive'],
    ['Origin', 'http://evil.example'],
    ['Referer', 'http://evil.example/'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Cookie', 'a=b'],
    ['Host', 'evil.example'],
    ['Content-Length', '1'],
  ])('get neither a token nor anything with one: %s', async (...header) => {
    expect((await ask('PUT', '/latest/api/token', [TTL, '60'], header)).status).toBe(403)
    expect((await get(ROLES, await token(), header)).status).toBe(403)
  })

  it.each(['evil.example', `evil.example:${PORT}`, '169.254.169.254', `127.0.0.1:${PORT + 1}`, '127.0.0.1'])(
    'are told by the Host that they ask: %s',
    host => {
      const rawHeaders = ['Host', host, TTL, '60']
      const denied = metadata.judge({ method: 'PUT', target: '/latest/api/token', rawHeaders }, PORT)
      expect(denied?.status).toBe(403)
    },
  )

  it.each([
    `http://127.0.0.1:${PORT}/latest/api/token`,
    'http://169.254.169.254/latest/api/token',
    `127.0.0.1:${PORT}`,
    '*',
    '',
  ])('ask for a whole address, or for none: %j', async target => {
    expect((await put('60', target)).status).toBe(403)
    expect((await get(target)).status).toBe(403)
  })
})

describe('the role', () => {
  it.each([ROLES, `${ROLES}/`, `/${ROLES}/`, `${ROLES}//`, ROLES.replace('/iam', '//iam')])(
    'is listed at %s',
    async path => {
      expect(await get(path)).toMatchObject({ status: 200, body: 'dev' })
    },
  )

  it('gives credentials as the SDKs want them', async () => {
    await world.start('dev')
    const { status, body } = await get(`${ROLES}/dev`)
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect([status, JSON.parse(body)]).toEqual([
      200,
      {
        Code: 'Success',
        LastUpdated: date,
        Type: 'AWS-HMAC',
        AccessKeyId: expect.stringMatching(/^ASIA/),
        SecretAccessKey: expect.stringMatching(/^hidden-secret-/),
        Token: expect.stringMatching(/^hidden-token-/),
        Expiration: date,
        AccountId: '444455556666',
      },
    ])
    expect(world.record).toMatchObject([
      { route: 'instance-metadata', session: { name: 'dev' }, grant: null },
    ])
    for (const path of [`/${ROLES}/dev`, `${ROLES}/dev/`, `${ROLES}//dev`])
      expect((await get(path)).body).toBe(body)
  })

  it.each(['other', 'DEV', 'dev%20', 'dev?x', 'dev/x', '../dev', 'null', 'undefined'])(
    'that is not served is not found: %s',
    async name => {
      await world.start('dev')
      const { status, body } = await get(`${ROLES}/${name}`)
      expect(status).toBe(404)
      expect(body).not.toMatch(/hidden|ASIA/)
    },
  )

  it('has a name that fits into a path', async () => {
    await world.serveAsMetadata('prod admin/ü')
    await world.start('prod admin/ü')
    expect((await get(ROLES)).body).toBe('prod-admin--')
    expect((await get(`${ROLES}/prod-admin--`)).status).toBe(200)
  })
})

describe('where there is nothing valid the answer is 404', () => {
  it('while the session is being got, and then it is there: nobody waits', async () => {
    world.sts.gate.shut()
    const before = world.clock.now()
    const { status, body } = await get(`${ROLES}/dev`)
    expect([status, body]).toEqual([404, expect.stringMatching(/Try again in a moment/)])
    expect(world.clock.now()).toBe(before)
    await world.sts.gate.open()
    expect((await get(`${ROLES}/dev`)).status).toBe(200)
  })

  it.each([
    ['code', /needs an MFA code/],
    ['asks', /aws/],
  ])('while a person is asked: %s', async (name, message) => {
    await world.serveAsMetadata(name)
    expect(await get(`${ROLES}/${name}`)).toMatchObject({ status: 404, body: expect.stringMatching(message) })
  })

  it('when the session was stopped', async () => {
    await world.start('dev')
    await world.stop('dev')
    const { status, body } = await get(`${ROLES}/dev`)
    expect([status, JSON.parse(body).Code]).toEqual([404, 'NotAvailable'])
    expect(world.record).toMatchObject([{ result: { kind: 'refused' } }])
  })

  it('when no session is served any more', async () => {
    const good = await token()
    await world.serveAsMetadata(null)
    region = null
    for (const path of [ROLES, `${ROLES}/dev`, `${ROLES}/null`, '/latest/meta-data/placement/region'])
      expect((await get(path, good)).status).toBe(404)
    expect(world.sts.calls).toEqual([])
  })
})

describe('the place', () => {
  it.each(['', '/'])('is told, with %j at the end', async end => {
    expect(await get(`/latest/meta-data/placement/region${end}`)).toMatchObject({ body: 'eu-central-1' })
    expect(await get(`//latest/meta-data/placement/availability-zone${end}`)).toMatchObject({
      status: 200,
      body: 'eu-central-1a',
    })
  })

  it.each([
    '/latest',
    '/latest/meta-data',
    '/latest/user-data',
    '/latest/dynamic/instance-identity/document',
  ])('is all: %s is not found', async path => {
    expect((await get(path)).status).toBe(404)
  })
})

it.each(['POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'get'])('metadata is not read by %s', async method => {
  expect((await ask(method, `${ROLES}/dev`, await token())).status).toBe(405)
})
