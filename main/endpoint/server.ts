import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { codeOf } from '../core/failures/failure.ts'
import { type Connection, Connections } from './connection.ts'
import type { Peers } from './peer/peer.ts'
import { errorReply, type Reply } from './reply.ts'

/** The head of a request as it came. */
export interface RequestHead {
  readonly method: string
  /** The request target. */
  readonly target: string
  /** Names and values in turn: doubled headers are still two. */
  readonly rawHeaders: readonly string[]
}

/** Null where there is nobody left to answer to. */
export type Handle = (head: RequestHead, connection: Connection, port: number) => Promise<Reply | null>

/**
 * So many may knock before the first is let in, where the system allows it. Node's own 511 would turn the others of a
 * crowd away; they knock again after a second, and the strictest SDKs have given up by then.
 */
const BACKLOG = 4096

/** How long (ms) a connection may lie still. */
const STILL = 10_000
/** The same while it waits for a person, who has less time. */
const STILL_FOR_A_PERSON = 75_000

/** A head has so long (ms) to come, once there is a connection. */
const HEAD = 2_000
/** A connection is kept so long (ms) for another request. */
const KEPT = 1_000
/** Node would look at all connections as often as it is told to, also while there is none, and wake the computer. */
const NEVER = 2 ** 31 - 1

/** What is under way gets so long (ms) to be sent when the server is closed. */
const DRAIN = 500

/** No SDK asks again before it has its answer. Whoever does so without end would fill the memory. */
const MOST_UNDER_WAY = 128

export type Listening = { readonly ok: true } | { readonly ok: false; readonly code: string }

/** An HTTP server on the loopback address, with limits on time, size and number. It reads heads and writes answers. */
export class LoopbackServer {
  readonly #handle: Handle
  readonly #peers: Peers
  #server: Server | null = null

  constructor(handle: Handle, peers: Peers) {
    this.#handle = handle
    this.#peers = peers
  }

  /** A port that is taken is an error and never a silent move: tools keep the URL for days. */
  listen(port: number): Promise<Listening> {
    const connections = new Connections(this.#peers)
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      const connection = connections.of(request.socket)
      connection.headCame()
      response.once('close', () => connection.expectHead(KEPT + HEAD, refuse))
      void this.#answer(request, response, connection, port)
    }
    const server = createServer(
      {
        maxHeaderSize: 8 * 1024,
        keepAliveTimeout: KEPT,
        connectionsCheckingInterval: NEVER,
      },
      answer,
    )
    // Node would tell a client to send its body, or answer a wish that it does not know, before the guard has spoken.
    server.on('checkContinue', answer)
    server.on('checkExpectation', answer)
    // Node would cut the headers silently at a count of its own; the guard counts what really came.
    server.maxHeadersCount = 0
    server.on('connection', socket => {
      connections.add(socket).expectHead(HEAD, refuse)
    })
    // For those who ask and never read: no other limit is about them.
    server.setTimeout(STILL, socket => socket.destroy())
    server.on('clientError', (_error, socket) => refuse(socket))
    this.close()
    this.#server = server
    return new Promise(resolve => {
      server.on('error', error => resolve({ ok: false, code: codeOf(error) }))
      // Closed before it was open.
      server.once('close', () => resolve({ ok: false, code: 'closed' }))
      server.listen({ host: '127.0.0.1', port, exclusive: true, backlog: BACKLOG }, () => {
        resolve({ ok: true })
      })
    })
  }

  /** At once, whoever is connected. */
  close(): void {
    this.#server?.close()
    this.#server?.closeAllConnections()
    this.#server = null
  }

  /** Takes no more, and lets what is under way be sent. */
  async drain(): Promise<void> {
    const server = this.#server
    if (server === null) return
    this.#server = null
    const closed = new Promise<void>(resolve => {
      server.close(() => resolve())
    })
    server.closeIdleConnections()
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN)
    await closed
    clearTimeout(timer)
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    connection: Connection,
    port: number,
  ): Promise<void> {
    request.resume()
    if (connection.socket.destroyed) return
    connection.underWay += 1
    if (connection.underWay > MOST_UNDER_WAY) return void connection.socket.destroy()
    const { method = '', url: target = '', rawHeaders } = request
    const reply = await this.#handle({ method, target, rawHeaders }, connection, port).catch(() =>
      errorReply(500, 'InternalError', 'Understudy has a fault. Try again.'),
    )
    connection.underWay -= 1
    if (reply !== null) send(response, reply)
  }
}

/** What came was no request, or none came in time. */
function refuse(socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  // `end` alone would leave the socket to a peer that never reads.
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', () => socket.destroy())
}

/** Lets a connection wait for a person until its answer is sent. */
export function letWait({ socket }: Pick<Connection, 'socket'>): void {
  socket.setTimeout(STILL_FOR_A_PERSON)
}

function send(response: ServerResponse, { status, contentType, body, message, headers }: Reply): void {
  if (response.destroyed) return
  response.writeHead(status, {
    // Exactly this: with a charset, Go's SDK no longer reads the message.
    'Content-Type': contentType,
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(message === null ? {} : { 'X-Message': headerSafe(message) }),
    ...headers,
  })
  response.end(body)
}

/** A session's name can hold any character; a header can't. */
function headerSafe(text: string): string {
  return text
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[^\x20-\x7e]/g, '?')
}
