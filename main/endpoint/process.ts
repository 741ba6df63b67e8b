import type { Handout } from '../core/broker/handout.ts'
import { type Clock, MINUTE } from '../core/clock.ts'
import type { Access, Answer, Door } from '../core/tools/access.ts'
import { atMost } from './at-most.ts'
import type { Connection } from './connection.ts'
import { errorReply, HandoutReplies, type Reply } from './reply.ts'
import { letWait } from './server.ts'

/** How long (ms) a tool waits for a person. No SDK limits the time of a `credential_process`. */
const PATIENCE = MINUTE
/** Each holds a connection. Whoever comes when so many wait is told at once what it would wait for. */
const MOST_WAITING = 64
/**
 * A tool waits for the user's leave, for a code and for the calls; a little more does no harm. If there were always
 * something new to wait for that ends at once, nothing else would run any more until the minute was over.
 */
const MOST_WAITS = 5

/** Answers on the `credential_process` route, the only one on which a tool waits while a person answers a prompt. */
export class ProcessRoute {
  readonly #clock: Clock
  readonly #access: Pick<Access, 'ask' | 'note'>
  readonly #replies = new HandoutReplies('process')
  #waiting = 0
  #isClosed = false
  #close = (): void => {}
  readonly #closing = new Promise<void>(resolve => {
    this.#close = resolve
  })

  constructor(clock: Clock, access: Pick<Access, 'ask' | 'note'>) {
    this.#clock = clock
    this.#access = access
  }

  /** Null where the client has gone meanwhile. */
  async reply(
    door: Door,
    connection: Pick<Connection, 'lineage' | 'closed' | 'socket'>,
  ): Promise<Reply | null> {
    let isGone = false
    void connection.closed.then(() => {
      isGone = true
    })
    // Before the answer: curl ends as soon as it has it, and then nobody can tell who has started it.
    const lineage = await connection.lineage()
    const deadline = this.#clock.now() + PATIENCE
    letWait(connection)
    let answer: Answer = this.#access.ask(door, lineage)
    for (let waits = 0; waits < MOST_WAITS; waits++) {
      const until = worthWaiting(answer.handout)
      const left = deadline - this.#clock.now()
      if (until === null || left <= 0 || this.#waiting >= MOST_WAITING) break
      this.#waiting += 1
      await atMost(this.#clock, left, until, this.#closing, connection.closed)
      this.#waiting -= 1
      if (isGone) return null
      if (this.#isClosed)
        return errorReply(503, 'Quitting', 'Understudy was quit. Start it, then run this again.')
      answer = this.#access.ask(door, lineage)
    }
    if (isGone) return null
    this.#access.note(answer, lineage)
    return this.#replies.of(answer.handout)
  }

  /** Answers all who wait. */
  close(): void {
    this.#isClosed = true
    this.#close()
  }
}

function worthWaiting(handout: Handout): Promise<unknown> | null {
  switch (handout.kind) {
    case 'ready':
      return null
    case 'pending':
      return handout.settled
    case 'refused':
      return handout.until
  }
}
