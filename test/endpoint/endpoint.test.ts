import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { done } from '../../main/core/failures/failure.ts'
import type { GrantId } from '../../main/core/tools/grants.ts'
import { Endpoint } from '../../main/endpoint/endpoint.ts'
import type { PortMemory } from '../../main/endpoint/port-keeper.ts'
import { role } from '../core/world.ts'
import { askEndpoint } from '../support/endpoint-client.ts'
import { flush } from '../support/fakes.ts'
import { AccessWorld } from './access-world.ts'
import { FakePeers } from './fake-peers.ts'
import { runMatrix } from './matrix-run.ts'
import { freePort, open, say, toTheEnd } from './raw.ts'

let root: string
let world: AccessWorld
let endpoint: Endpoint
let memories: { readonly credentials: PortMemory; readonly instanceMetadata: PortMemory }

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'us-endpoint-'))
  world = new AccessWorld(role('dev'), role('prod', { externalId: 'p1', mfa: 'session-token' }))
  memories = { credentials: remembering(await freePort()), instanceMetadata: remembering(await freePort()) }
  endpoint = make()
})
afterEach(async () => {
  await endpoint.close()
  rmSync(root, { recursive: true })
})

function remembering(port: number): PortMemory {
  return { port, savePort: () => done }
}

function make(): Endpoint {
  return new Endpoint({
    clock: world.clock,
    dice: Math.random,
    access: world.access,
    peers: new FakePeers(),
    folder: join(root, 'tools'),
    curl: { path: '/usr/bin/curl', printsHeaders: true },
    ports: memories,
    grants: () => world.data.grants.map(({ id }) => ({ id, region: 'eu-central-1' })),
    metadataSession: () => (world.data.instanceMetadata === null ? null : { region: 'eu-central-1' }),
    onWrongTokens: () => undefined,
  })
}

const fileOf = (name: string) => endpoint.connectionOf(world.grantOf(name)).tokenFile
const tokenOf = (name: string) => readFileSync(fileOf(name), 'utf8')
const ask = (name: string, token = tokenOf(name)) =>
  askEndpoint(endpoint.connectionOf(world.grantOf(name)).url, { Authorization: token })
const port = () => endpoint.port

describe('every way to ask', () => {
  it('has the answer that it should have', async () => {
    await endpoint.start()
    await world.start('dev')
    const aim = {
      port: port(),
      grant: world.grantOf('dev'),
      token: tokenOf('dev'),
      otherGrant: world.grantOf('prod'),
      otherToken: tokenOf('prod'),
    }
    // Its refusals are slowed down after twenty, and nobody else moves this clock.
    const ticking = setInterval(() => void world.clock.advance(250), 5)
    const { rows, wrong } = await runMatrix(aim, ['hidden-secret', 'hidden-token']).finally(() =>
      clearInterval(ticking),
    )
    expect(rows).toBeGreaterThan(90)
    expect(wrong).toEqual([])
  })
})

describe('a port that a stranger had', () => {
  it('makes the tokens new once it is ours: the stranger may have been sent the old ones', async () => {
    const stranger = createServer().listen(memories.credentials.port ?? 0, '127.0.0.1')
    await new Promise(resolve => stranger.once('listening', resolve))
    await endpoint.start()
    expect(endpoint.failure).toMatchObject({ kind: 'port', code: 'EADDRINUSE' })
    const old = tokenOf('dev')
    await new Promise(resolve => stranger.close(resolve))
    expect(await endpoint.start()).toEqual(done)
    expect(endpoint.failure).toBeNull()
    await world.start('dev')
    expect((await ask('dev', old)).status).toBe(403)
    expect((await ask('dev')).status).toBe(200)
  })
})

describe('a change of the catalog', () => {
  it('gives a new grant its files, and takes the token of one that is gone', async () => {
    await endpoint.start()
    const old = {
      file: fileOf('prod'),
      token: tokenOf('prod'),
      url: endpoint.connectionOf(world.grantOf('prod')).url,
    }
    const all = world.data.grants
    await world.change({ grants: all.filter(grant => grant.id !== world.grantOf('prod')) })
    await endpoint.catalogChanged()
    expect(readFileSync(old.file, 'utf8')).toBe('revoked')
    expect((await askEndpoint(old.url, { Authorization: old.token })).status).toBe(403)
    await world.change({ grants: all })
    await endpoint.catalogChanged()
    expect(tokenOf('prod')).not.toBe(old.token)
  })

  it('starts and stops instance metadata', async () => {
    await endpoint.start()
    expect(endpoint.instanceMetadata).toBeNull()
    await world.serveAsMetadata('dev')
    await endpoint.catalogChanged()
    const url = endpoint.instanceMetadata?.url ?? ''
    expect(url).toBe(`http://127.0.0.1:${memories.instanceMetadata.port}/`)
    expect((await askEndpoint(`${url}latest/`, {})).status).toBe(401)
    await world.serveAsMetadata(null)
    await endpoint.catalogChanged()
    expect(endpoint.instanceMetadata).toBeNull()
    await expect(askEndpoint(`${url}latest/`, {})).rejects.toThrow('ECONNREFUSED')
  })
})

describe('the end', () => {
  it('answers who waits, drops who says nothing, and leaves no token', async () => {
    await endpoint.start()
    const idle = toTheEnd(await open(port()))
    const waiting = say(
      port(),
      `GET /process/${world.grantOf('prod')} HTTP/1.1`,
      `Host: 127.0.0.1:${port()}`,
      `Authorization: ${tokenOf('prod')}`,
      'Connection: close',
    )
    while (world.prompts.list().length === 0) await flush()
    const curl = join(fileOf('prod'), '..', 'curl')
    await endpoint.close()
    expect(await waiting).toContain('Understudy was quit.')
    expect(await idle).toBe('')
    expect(existsSync(fileOf('prod'))).toBe(false)
    expect(readFileSync(curl, 'utf8')).toContain('Understudy is not running')
  })

  it('is the end: nothing that comes later writes a token or opens a port', async () => {
    await endpoint.start()
    const { url } = endpoint.connectionOf(world.grantOf('dev'))
    const closing = endpoint.close()
    await world.serveAsMetadata('dev')
    const late = [endpoint.catalogChanged(), endpoint.move(), endpoint.start()]
    endpoint.renewTokens()
    await Promise.all([closing, ...late])
    expect(existsSync(fileOf('dev'))).toBe(false)
    for (const each of [url, `http://127.0.0.1:${memories.instanceMetadata.port}/`])
      await expect(askEndpoint(each, {})).rejects.toThrow('ECONNREFUSED')
  })
})

it('says how each grant is reached', async () => {
  await endpoint.start()
  const grant: GrantId = world.grantOf('dev')
  const tools = join(root, 'tools', grant)
  expect(endpoint.connectionOf(grant)).toEqual({
    grant,
    url: `http://127.0.0.1:${port()}/container/${grant}`,
    tokenFile: join(tools, 'token'),
    configFile: join(tools, 'config'),
    credentialProcess: `/usr/bin/curl -q --config ${join(tools, 'curl')}`,
  })
})
