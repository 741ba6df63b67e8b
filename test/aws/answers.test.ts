import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { AwsLookups } from '../../main/aws/lookups.ts'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import { demoWorld } from '../local-aws/demo-world.ts'
import { assumeRole, SESSION_TOKEN } from '../support/requests.ts'
import { callBy, endpointAt, factsOf, failureOf, keyOf } from './calling.ts'

const demo = demoWorld()
const mfa = { serial: demo.alice.mfaSerial, code: '123456' }
const sts = new AwsSts(fetch, new SystemClock())
const lookups = new AwsLookups(fetch, new SystemClock())
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** Something that is not STS, at an address of its own. */
async function answering(listener: RequestListener): Promise<{ url: string; hits: () => number }> {
  let hits = 0
  const server = createServer((request, response) => {
    hits++
    // Who reads no further may break off.
    response.on('error', () => undefined)
    request.on('end', () => listener(request, response)).resume()
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits: () => hits }
}

const page = '<!DOCTYPE html><html><head><title>Welcome</title></head><body><p>Sign in<br></body></html>'
const xml = (credentials: string) =>
  `<GetSessionTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetSessionTokenResult>
   <Credentials>${credentials}</Credentials></GetSessionTokenResult></GetSessionTokenResponse>`
const id = '<AccessKeyId>ASIAABCDEFGHIJKLMNOP</AccessKeyId>'
const secret = '<SecretAccessKey>s</SecretAccessKey>'
const token = '<SessionToken>t</SessionToken>'
const end = '<Expiration>2030-01-01T00:00:00Z</Expiration>'

describe('an answer that is not STS’s', () => {
  it.each<[string, number, string, string]>([
    ['a page', 200, 'text/html', page],
    ['a page that refuses', 403, 'text/html', page],
    ['a page of a gateway', 502, 'text/html', page],
    ['nothing', 200, 'text/xml', ''],
    ['nothing, refusing', 403, 'text/xml', ''],
    ['JSON', 200, 'application/json', '{"Credentials":{}}'],
    ['text', 200, 'text/plain', 'hello'],
    ['torn XML', 200, 'text/xml', xml(id + secret).slice(0, 120)],
    ['no credentials', 200, 'text/xml', xml('')],
    ['no key', 200, 'text/xml', xml(secret + token + end)],
    ['no secret', 200, 'text/xml', xml(id + token + end)],
    ['no token', 200, 'text/xml', xml(id + secret + end)],
    ['no end', 200, 'text/xml', xml(id + secret + token)],
    ['an end that is no date', 200, 'text/xml', xml(`${id}${secret}${token}<Expiration>soon</Expiration>`)],
    ['a key with a line break', 200, 'text/xml', xml(`${id.replace('EFG', '&#10;')}${secret}${token}${end}`)],
    ['another operation’s', 200, 'text/xml', xml(id).replaceAll('GetSessionToken', 'AssumeRole')],
  ])('is called malformed, once: %s', async (_what, status, type, body) => {
    const { url, hits } = await answering((_request, response) =>
      response.writeHead(status, { 'Content-Type': type }).end(body),
    )
    const failure = failureOf(await sts.obtain(callBy(demo, url, SESSION_TOKEN, { mfa })))
    expect(failure).toEqual({
      kind: 'malformed-answer',
      call: factsOf(demo, url, { mfa: true }),
    })
    expect(hits()).toBe(1)
  })

  it('is told from a good one by this test', async () => {
    const { url } = await answering((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/xml' }).end(xml(id + secret + token + end)),
    )
    expect((await sts.obtain(callBy(demo, url, SESSION_TOKEN))).ok).toBe(true)
  })

  it('does not become an assumed role or an identity', async () => {
    const { url } = await answering((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/xml' }).end(xml(id + secret + token + end)),
    )
    const role = failureOf(await sts.obtain(callBy(demo, url, assumeRole(demo.roles.devReadonly))))
    expect(role.kind).toBe('malformed-answer')
    const who = failureOf(await lookups.whoAmI(keyOf(demo), endpointAt(url)))
    expect(who.kind).toBe('malformed-answer')
  })

  it('is refused where it is huge, before it fills the memory', async () => {
    const chunk = 'x'.repeat(64 * 1024)
    let sent = 0
    const { url, hits } = await answering((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml' })
      const more = (): void => {
        while (sent < 256 * 1024 * 1024 && !response.destroyed) {
          sent += chunk.length
          if (!response.write(chunk)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    const failure = failureOf(await sts.obtain(callBy(demo, url, SESSION_TOKEN, { mfa })))
    expect(hits()).toBe(1)
    expect(failure.kind).toBe('malformed-answer')
    // What the sockets on both sides hold comes on top of what was read.
    expect(sent).toBeLessThan(64 * 1024 * 1024)
  })
})

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('is not followed: %d', async status => {
    const thief = await answering((_request, response) => response.end())
    const { url, hits } = await answering((_request, response) =>
      response.writeHead(status, { Location: `${thief.url}/` }).end(),
    )
    const failure = failureOf(await sts.obtain(callBy(demo, url, SESSION_TOKEN, { mfa })))
    expect(failure.kind).toMatch(/^(network|malformed-answer)$/)
    expect([hits(), thief.hits()]).toEqual([1, 0])
  })
})
