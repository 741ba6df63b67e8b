import { once } from 'node:events'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import { demoWorld } from '../local-aws/demo-world.ts'
import { selfSigned } from '../support/certificates.ts'
import { SESSION_TOKEN } from '../support/requests.ts'
import { callBy, factsOf, failureOf } from './calling.ts'

const demo = demoWorld()
const mfa = { serial: demo.alice.mfaSerial, code: '123456' }
const certificate = selfSigned()
let connections = 0
let received = ''
let server: ReturnType<typeof createServer>
let port = 0

beforeEach(async () => {
  connections = 0
  received = ''
  server = createServer(certificate, (incoming, response) => {
    incoming.on('end', () => response.end()).resume()
  })
  server.on('connection', () => {
    connections++
  })
  // What comes through the encryption, whether it is HTTP or not.
  server.on('secureConnection', socket => socket.prependListener('data', chunk => (received += chunk)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

it.each([true, false])(
  'a certificate that nobody vouches for gets nothing (with a code: %s)',
  async coded => {
    const url = `https://127.0.0.1:${port}`
    const sts = new AwsSts(fetch, new SystemClock())
    const failure = failureOf(await sts.obtain(callBy(demo, url, SESSION_TOKEN, { mfa: coded ? mfa : null })))
    expect(failure).toEqual({
      kind: 'network',
      reason: 'tls',
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      call: factsOf(demo, url, { mfa: coded }),
    })
    expect({ connections, received }).toEqual({ connections: 1, received: '' })
  },
)

it('the server of this test would have seen a request', async () => {
  const sent = request({ host: '127.0.0.1', port, method: 'POST', ca: certificate.cert, agent: false })
  sent.end('TokenCode=123456')
  await once(sent, 'response')
  expect(received).toContain('TokenCode=123456')
})

it.each([
  'net::ERR_CERT_AUTHORITY_INVALID',
  'net::ERR_CERT_DATE_INVALID',
  'net::ERR_CERT_COMMON_NAME_INVALID',
  'net::ERR_SSL_PROTOCOL_ERROR',
  'net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
])('Chromium’s word for it is understood: %s', async message => {
  let calls = 0
  const chromium = () => {
    calls++
    return Promise.reject(new Error(message))
  }
  const failure = failureOf(
    await new AwsSts(chromium, new SystemClock()).obtain(callBy(demo, 'https://sts.test', SESSION_TOKEN)),
  )
  expect(failure).toMatchObject({ kind: 'network', reason: 'tls', detail: message.slice(5) })
  expect(calls).toBe(1)
})

it.each([
  'net::ERR_NAME_NOT_RESOLVED',
  'net::ERR_INTERNET_DISCONNECTED',
  'net::ERR_CONNECTION_REFUSED',
  'net::ERR_PROXY_CONNECTION_FAILED',
])('Chromium’s word for a lost network is no matter of certificates: %s', async message => {
  const chromium = () => Promise.reject(new Error(message))
  const failure = failureOf(
    await new AwsSts(chromium, new SystemClock()).obtain(
      callBy(demo, 'https://sts.test', SESSION_TOKEN, { mfa }),
    ),
  )
  expect(failure).toMatchObject({ kind: 'network', reason: 'unreachable', detail: message.slice(5) })
})
