import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type Call, CallLog } from './calls.ts'
import { control } from './control.ts'
import { EncodedDenials } from './encoded-denials.ts'
import { type Fault, Faults, serverError, throttled } from './faults.ts'
import { Federation, type SignIn } from './federation.ts'
import { type Issued, Issuer } from './issuer.ts'
import type { Lives, Sts } from './operations/operation.ts'
import { type Answer, type Incoming, receive } from './service.ts'
import { newServices } from './services/index.ts'
import type { RawRequest } from './sigv4.ts'
import { base32Decode, codeOfStep, STEP_SECONDS, stepAt, UsedCodes } from './totp.ts'
import { checkWorld, findDevice, type World } from './world.ts'

const HOST = '127.0.0.1'
const MAX_BODY_BYTES = 512 * 1024

export type LocalAwsOptions = Readonly<Lives> & {
  readonly world: World
  /** A free one unless said. */
  readonly port?: number
  readonly now?: () => number
  /** How far the server's clock is off `now`, from the start. */
  readonly skewMs?: number
}

export type LocalAws = {
  readonly url: string
  readonly world: World
  readonly calls: () => readonly Call[]
  /** All that was handed out, so that a test can look for leaks. */
  readonly issued: () => readonly Issued[]
  /** Who has come to the console by a link. */
  readonly signIns: () => readonly SignIn[]
  /** All tokens of such links, likewise for finding leaks. */
  readonly signinTokens: () => readonly string[]
  /** The code that this device shows now. */
  readonly code: (serial: string) => string
  readonly totp: (serial: string, stepOffset: number) => string
  /** Seconds until the device shows another code. */
  readonly nextCodeIn: () => number
  /** Resolves when the fault is in force: for `gone`, when nobody listens any more. */
  readonly fault: (fault: Fault | null) => Promise<void>
  readonly life: (lives: Lives) => void
  readonly close: () => Promise<void>
}

export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { world, now = Date.now, skewMs = 0 } = options
  checkWorld(world)
  const lives: Lives = {}
  const log = new CallLog()
  const faults = new Faults()
  const denials = new EncodedDenials()
  const sts: Sts = { world, issuer: new Issuer(), usedCodes: new UsedCodes(), lives, denials }
  const services = newServices()
  const federation = new Federation()
  const clock = () => now() + skewMs + faults.skewMs
  const sockets = new Set<Socket>()
  let port = options.port ?? 0
  let comeBack: NodeJS.Timeout | undefined
  let changes = Promise.resolve()
  let closed = false

  const life = ({ roleLifeSeconds, sessionTokenLifeSeconds }: Lives) => {
    if (roleLifeSeconds !== undefined) lives.roleLifeSeconds = roleLifeSeconds
    if (sessionTokenLifeSeconds !== undefined) lives.sessionTokenLifeSeconds = sessionTokenLifeSeconds
  }
  life(options)

  const totp = (serial: string, stepOffset: number) => {
    const device = findDevice(world, serial)
    if (device === null) throw new Error(`no MFA device ${serial}`)
    return codeOfStep(base32Decode(device.secret), stepAt(clock()) + stepOffset)
  }
  const nextCodeIn = () => STEP_SECONDS - ((clock() / 1000) % STEP_SECONDS)

  const server = createServer((request, response) => {
    serve(request, response).catch(error => {
      // A bug here: tell it to whoever reads the test's output, and break the call off.
      process.stderr.write(`local-aws: ${error instanceof Error ? error.stack : String(error)}\n`)
      request.socket.destroy()
    })
  })
  server.keepAliveTimeout = 60_000
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const body = await readBody(request)
    if (body === null) return
    if (request.url?.startsWith('/_')) {
      const told = control(request, body, {
        calls: () => log.all(),
        signIns: () => federation.signIns(),
        code: serial =>
          findDevice(world, serial) && { code: totp(serial, 0), nextIn: Math.ceil(nextCodeIn()) },
        // The answer to this very request must get out before a `gone` cuts its connection.
        fault: wanted => response.on('close', () => void fault(wanted)),
        life,
      })
      const close = { Connection: 'close', 'Content-Type': 'application/json' }
      response.writeHead(told.status, close).end(JSON.stringify(told.json))
      return
    }
    const raw = rawRequest(request, body)
    await serveAws(federation.receive(raw, sts) ?? receive(raw, services, sts), response)
  }

  async function serveAws({ call, answer, refuse }: Incoming, response: ServerResponse) {
    const met = faults.take(call.operation)
    const time = new Date(clock()).toISOString()
    const outcome = met === null ? 'pending' : `fault:${met.kind}`
    const settle = log.begin({ ...call, outcome, time })
    const { socket } = response
    if (met?.kind === 'gone') {
      socket?.destroy()
      return
    }
    if (met?.kind === 'hang') await faults.wait()
    if (met?.kind === 'slow') await faults.wait(met.ms)
    // Whoever gave up waiting has not called: a code that was in it is still good.
    if (response.destroyed || socket?.destroyed !== false) return
    const scopedSkew = met?.kind === 'skew' && faults.skewMs === 0 ? met.ms : 0
    const at = clock() + scopedSkew
    const requestId = randomUUID()
    if (met?.kind === 'throttle') return send(response, refuse(throttled(), requestId), requestId, at)
    if (met?.kind === 'error')
      return send(response, refuse(serverError(met.status), requestId), requestId, at)
    const given = await answer(at, requestId)
    if (met?.kind === 'lost') {
      socket.destroy()
      return
    }
    settle(given.outcome)
    send(response, given, requestId, at)
  }

  const listen = async () => {
    server.listen(port, HOST)
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  const stopListening = async () => {
    const stopped = server.listening ? once(server, 'close') : Promise.resolve()
    server.close()
    for (const socket of sockets) socket.destroy()
    await stopped
  }

  const apply = async (wanted: Fault | null) => {
    if (closed) return
    clearTimeout(comeBack)
    const deaf = wanted?.kind === 'gone' && wanted.operations === undefined && wanted.times === undefined
    if (deaf) await stopListening()
    faults.set(wanted)
    if (!deaf && !server.listening) await listen()
    if (deaf && wanted.ms !== undefined) comeBack = setTimeout(() => void fault(null), wanted.ms)
  }
  /** One change after another: each waits until the port is really free or taken. */
  const fault = (wanted: Fault | null) => {
    const change = changes.then(() => apply(wanted))
    changes = change.catch(() => {})
    return change
  }

  await listen()
  return {
    url: `http://${HOST}:${port}`,
    world,
    calls: () => log.all(),
    issued: () => sts.issuer.all(),
    signIns: () => federation.signIns(),
    signinTokens: () => federation.signinTokens(),
    code: serial => totp(serial, 0),
    totp,
    nextCodeIn,
    fault,
    life,
    close: async () => {
      await changes
      closed = true
      clearTimeout(comeBack)
      await stopListening()
      faults.set(null)
    },
  }
}

function send(response: ServerResponse, answer: Answer, requestId: string, now: number) {
  const { status, body, type = 'text/xml', headers = {} } = answer
  response.sendDate = false
  response.writeHead(status, {
    'x-amzn-RequestId': requestId,
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    // The server's own idea of the time: SDKs set their clocks by it.
    Date: new Date(now).toUTCString(),
  })
  response.end(body)
}

/** Null where it never came to its end, or was far too long. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of request) {
      parts.push(part)
      length += part.length
      if (length > MAX_BODY_BYTES) {
        request.socket.destroy()
        return null
      }
    }
  } catch {
    return null
  }
  return Buffer.concat(parts)
}

function rawRequest(request: IncomingMessage, body: Buffer): RawRequest {
  const [path = '/', ...query] = (request.url ?? '/').split('?')
  const headers: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    headers.push([request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? ''])
  }
  return { method: request.method ?? '', path, query: query.join('?'), headers, body }
}

export type { Call, Fault, Issued, Lives }
