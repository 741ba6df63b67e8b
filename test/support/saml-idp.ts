import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { SamlProvider } from '../local-aws/world.ts'
import { type Certificate, selfSigned } from './certificates.ts'
import {
  AWS_SIGN_IN,
  type Claims,
  escapeXml,
  makeSamlResponse,
  type Signing,
  samlProvider,
} from './saml-assertion.ts'

const HOST = '127.0.0.1'
const COOKIE = 'idp-session'

export interface SamlIdpOptions {
  /** The person who can sign in. */
  readonly user: string
  readonly password: string
  /** What is asserted of them. */
  readonly claims: Claims
  /** Over https, with this certificate for 127.0.0.1. */
  readonly tls?: Certificate
  /** How long a browser keeps the cookie: until it is closed, unless said. The provider itself goes by it too. */
  readonly cookieSeconds?: number
  readonly now?: () => number
}

/** A company's identity provider, as its people see it. */
export interface SamlIdp {
  /** Of the sign-in page. RelayState in its query comes back with the response. */
  readonly signInUrl: string
  /** What signs its assertions, in PEM. */
  readonly certificate: string
  /** How AWS's world knows it under this ARN. */
  provider(arn: string): SamlProvider
  /** A response as it is posted, in base64, without anyone signing in; with other claims where they are given. */
  assertion(claims?: Partial<Claims>, signing?: Signing): string
  /** Every response that a browser was given, so that a test can look for leaks. */
  responses(): readonly string[]
  /** How often the form was shown. */
  formsShown(): number
  /** Ends all its sessions: whoever comes next sees the form again. */
  signOutEveryone(): void
  close(): Promise<void>
}

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`

const hidden = (name: string, value: string) =>
  `<input type="hidden" name="${name}" value="${escapeXml(value)}">`

const formPage = (relayState: string, problem: string) =>
  page(
    'Sign in',
    `<h1>Sign in</h1><p role="alert">${problem}</p><form method="post" action="/sign-in">
${hidden('RelayState', relayState)}
<label>User <input name="user" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button>Sign in</button></form>`,
  )

/** Posts itself; the button is for browsers without scripts. */
const postPage = (response: string, relayState: string) =>
  page(
    'Signed in',
    `<form method="post" action="${AWS_SIGN_IN}">
${hidden('SAMLResponse', response)}${hidden('RelayState', relayState)}
<noscript><button>Continue</button></noscript></form><script>document.forms[0].submit()</script>`,
  )

function cookieOf({ headers }: IncomingMessage): string {
  const pairs = (headers.cookie ?? '').split(';').map(pair => pair.trim().split('='))
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? ''
}

export async function startSamlIdp(options: SamlIdpOptions): Promise<SamlIdp> {
  const { claims, tls, cookieSeconds, now = Date.now } = options
  const signer = { entityId: 'https://idp.example/metadata', certificate: selfSigned() }
  const sessions = new Map<string, number>()
  const responses: string[] = []
  let formsShown = 0

  const html = (response: ServerResponse, status: number, body: string) =>
    response
      .writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
      .end(body)
  const showForm = (response: ServerResponse, relayState: string, problem = '') => {
    formsShown++
    html(response, problem === '' ? 200 : 401, formPage(relayState, problem))
  }
  const letIn = (response: ServerResponse, relayState: string) => {
    const made = makeSamlResponse(claims, signer, now())
    responses.push(made)
    html(response, 200, postPage(made, relayState))
  }
  const newSession = (response: ServerResponse) => {
    const id = randomBytes(16).toString('hex')
    sessions.set(id, now() + (cookieSeconds ?? Number.POSITIVE_INFINITY) * 1000)
    const life = cookieSeconds === undefined ? '' : `; Max-Age=${cookieSeconds}`
    const secure = tls === undefined ? '' : '; Secure'
    response.setHeader('Set-Cookie', `${COOKIE}=${id}; Path=/; HttpOnly${secure}${life}`)
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', `http://${HOST}`)
    if (url.pathname !== '/sign-in') return html(response, 404, page('Nothing here', ''))
    if (request.method !== 'POST') {
      const relayState = url.searchParams.get('RelayState') ?? ''
      const signedIn = now() < (sessions.get(cookieOf(request)) ?? 0)
      return signedIn ? letIn(response, relayState) : showForm(response, relayState)
    }
    const form = new URLSearchParams(await text(request))
    const relayState = form.get('RelayState') ?? ''
    if (form.get('user') !== options.user || form.get('password') !== options.password) {
      return showForm(response, relayState, 'Wrong user or password.')
    }
    newSession(response)
    letIn(response, relayState)
  }
  const listener: RequestListener = (request, response) => {
    serve(request, response).catch(() => response.destroy())
  }

  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    signInUrl: `${tls === undefined ? 'http' : 'https'}://${HOST}:${port}/sign-in`,
    certificate: signer.certificate.cert,
    provider: arn => samlProvider(arn, signer),
    assertion: (other, signing) => makeSamlResponse({ ...claims, ...other }, signer, now(), signing),
    responses: () => [...responses],
    formsShown: () => formsShown,
    signOutEveryone: () => sessions.clear(),
    async close() {
      const closed = once(server.close(), 'close')
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
