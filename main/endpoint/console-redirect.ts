import { randomBytes } from 'node:crypto'
import { type Clock, MINUTE } from '../core/clock.ts'
import { done, fail, type Result, succeed } from '../core/failures/failure.ts'
import type { Secret } from '../core/secret.ts'
import type { Connection } from './connection.ts'
import { type Denial, deny, valuesOf } from './guard.ts'
import type { Peers } from './peer/peer.ts'
import { PortKeeper } from './port-keeper.ts'
import { errorReply, type Reply, textReply } from './reply.ts'
import { LoopbackServer, type RequestHead } from './server.ts'
import { digest } from './tokens.ts'

/** A browser that is started for it comes within this time (ms). */
const OFFERED_FOR = MINUTE

interface Offer {
  readonly link: Secret
  readonly stop: () => void
}

export interface ConsoleRedirectParts {
  readonly clock: Clock
  /** 0 ≤ dice() < 1 */
  readonly dice: () => number
  readonly peers: Peers
}

/**
 * Hands a sign-in link to a browser that is started with another address: a command line can be read by every user of
 * the computer, and the link is a credential. The address leads to the link once, for a minute, and only for a
 * process of this user.
 */
export class ConsoleRedirect {
  readonly #clock: Clock
  readonly #keeper: PortKeeper
  readonly #memory: { port: number | null; savePort(port: number): Result<void> }
  /** By the digest of the address's last part. */
  readonly #offers = new Map<string, Offer>()
  #opening: Promise<Result<void>> = Promise.resolve(done)
  /** Else a link that AWS gives while the app quits would start a browser with an address that leads nowhere. */
  #isClosed = false

  constructor({ clock, dice, peers }: ConsoleRedirectParts) {
    this.#clock = clock
    this.#memory = {
      port: null,
      savePort(port) {
        this.port = port
        return done
      },
    }
    const server = new LoopbackServer((head, connection, port) => this.#answer(head, connection, port), peers)
    this.#keeper = new PortKeeper(server, this.#memory, dice)
  }

  /** The address that leads to the link. Fails with `port`. */
  async offer(link: Secret): Promise<Result<string>> {
    if (this.#isClosed) return fail({ kind: 'port', port: 0, code: 'closed' })
    // Another port would take the first one's address away, also from an offer that waits for it still.
    if (this.#offers.size === 0) this.#opening = this.#keeper.move()
    const ticket = randomBytes(32).toString('base64url')
    const key = keyOf(ticket)
    this.#offers.set(key, { link, stop: this.#clock.after(OFFERED_FOR, () => this.#take(key)) })
    const opened = await this.#opening
    if (!opened.ok) {
      this.#take(key)
      return opened
    }
    return succeed(`http://127.0.0.1:${this.#memory.port}/console/${ticket}`)
  }

  close(): void {
    this.#isClosed = true
    for (const offer of this.#offers.values()) offer.stop()
    this.#offers.clear()
    this.#keeper.stop()
  }

  async #answer(head: RequestHead, connection: Connection, port: number): Promise<Reply | null> {
    if (connection.isRefused) return null
    const denied = judge(head, port)
    if (denied !== null) {
      connection.isRefused = true
      return errorReply(denied.status, denied.code, denied.message)
    }
    // Before it is taken: another user's process must not use it up.
    const owner = await connection.owner()
    if (owner === 'other-user' || owner === 'gone') {
      connection.isRefused = true
      return errorReply(403, 'OtherUser', 'This address is for the user who runs Understudy.')
    }
    const link = this.#take(keyOf(/^\/console\/([\w-]{1,64})$/.exec(head.target)?.[1] ?? ''))
    if (link === null)
      return textReply(
        410,
        'This address was used already, or has ended. Open the console from Understudy anew.',
      )
    return textReply(303, 'Signing in.', {
      Location: link.reveal(),
      'Referrer-Policy': 'no-referrer',
      Connection: 'close',
    })
  }

  #take(key: string): Secret | null {
    const offer = this.#offers.get(key)
    if (offer === undefined) return null
    offer.stop()
    this.#offers.delete(key)
    // What is under way, the answer with this link among it, is sent still.
    if (this.#offers.size === 0) void this.#keeper.drain()
    return offer.link
  }
}

function keyOf(ticket: string): string {
  return digest(ticket).toString('base64')
}

/** A browser that was started with the address, and no page that knows it or guesses. */
function judge({ method, target, rawHeaders }: RequestHead, port: number): Denial | null {
  const hosts = valuesOf(rawHeaders, 'host')
  if (hosts.length !== 1 || hosts[0] !== `127.0.0.1:${port}`)
    return deny(403, 'AccessDenied', 'The Host header must be the address of this port.')
  if (method !== 'GET' || !target.startsWith('/'))
    return deny(405, 'MethodNotAllowed', 'This address is opened by GET and nothing else.')
  const sites = valuesOf(rawHeaders, 'sec-fetch-site')
  const isFromPage =
    sites.some(site => site !== 'none') ||
    valuesOf(rawHeaders, 'origin').length > 0 ||
    valuesOf(rawHeaders, 'referer').length > 0
  if (isFromPage) return deny(403, 'AccessDenied', 'No page may lead here.')
  // It would use the address up before anybody looks on.
  const isAhead = ['sec-purpose', 'purpose', 'x-moz'].some(name => valuesOf(rawHeaders, name).length > 0)
  return isAhead ? deny(403, 'AccessDenied', 'Nothing is given ahead of time.') : null
}
