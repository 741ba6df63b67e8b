import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { codeOf } from '../core/failure.ts'
import type { GrantId } from '../core/grants.ts'
import { type GuardRules, guard } from './guard.ts'
import { errorReply, type Reply } from './reply.ts'

export interface EndpointParts {
  readonly rules: Omit<GuardRules, 'port'>
  readonly reply: (grant: GrantId) => Promise<Reply>
}

/**
 * So many may knock before the first is let in, where the system allows it. Node's own 511 would turn the others of a
 * crowd away; they knock again after a second, and the strictest SDKs have given up by then.
 */
const BACKLOG = 4096

export type Listening = { readonly ok: true } | { readonly ok: false; readonly code: string }

/** The HTTP server on the loopback address. It knows digests of tokens and prepared answers, and no more. */
export class Endpoint {
  readonly #parts: EndpointParts
  #server: Server | null = null

  constructor(parts: EndpointParts) {
    this.#parts = parts
  }

  /** A port that is taken is an error and never a silent move: tools keep the URL for days. */
  listen(port: number): Promise<Listening> {
    const server = createServer(
      {
        maxHeaderSize: 8 * 1024,
        headersTimeout: 2_000,
        requestTimeout: 5_000,
        keepAliveTimeout: 1_000,
        // By default the other limits are looked at only every 30 s.
        connectionsCheckingInterval: 500,
      },
      (request, response) => void this.#answer(request, response, port),
    )
    // Node would cut the headers silently at a count of its own; the guard counts what really came.
    server.maxHeadersCount = 0
    // For those who ask and never read: no other limit is about them.
    server.setTimeout(10_000, socket => socket.destroy())
    server.on('clientError', (_error, socket) => {
      if (!socket.writable) return void socket.destroy()
      // `end` alone would leave the socket to a peer that never reads.
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', () => socket.destroy())
    })
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

  close(): void {
    this.#server?.close()
    this.#server?.closeAllConnections()
    this.#server = null
  }

  async #answer(request: IncomingMessage, response: ServerResponse, port: number): Promise<void> {
    request.resume()
    const { method = '', url: target = '', rawHeaders } = request
    const verdict = guard({ method, target, rawHeaders }, { ...this.#parts.rules, port })
    if (verdict.kind === 'deny')
      return send(response, errorReply(verdict.status, verdict.code, verdict.message))
    const reply = await this.#parts
      .reply(verdict.grant)
      .catch(() => errorReply(500, 'InternalError', 'Understudy has a fault. Try again.'))
    send(response, reply)
  }
}

function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return
  response.writeHead(reply.status, {
    // Exactly this: with a charset, Go's SDK no longer reads the message.
    'Content-Type': 'application/json',
    'Content-Length': reply.body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(reply.message === null ? {} : { 'X-Message': headerSafe(reply.message) }),
  })
  response.end(reply.body)
}

/** A session's name can hold any character; a header can't. */
function headerSafe(text: string): string {
  return text
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[^\x20-\x7e]/g, '?')
}
