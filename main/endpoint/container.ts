import type { Access, Door } from '../core/access.ts'
import type { Clock } from '../core/clock.ts'
import { atMost } from './at-most.ts'
import type { Connection } from './connection.ts'
import { HandoutReplies, type Reply } from './reply.ts'

/**
 * How long (ms) a tool may wait for a session that is being got and needs no person. The strictest SDKs give up
 * after one second, so the answer comes before that.
 */
const LONGEST_WAIT = 800

/**
 * How long (ms) an answer waits until it is known who gets it. A client that closes at once could not be looked at any
 * more, and its line in the record would say nothing.
 */
export const RECORD_WAIT = 100

/** Answers on the container route. What is in memory is answered at once. */
export class ContainerRoute {
  readonly #clock: Clock
  readonly #access: Pick<Access, 'ask' | 'needsLineage' | 'note'>
  readonly #replies = new HandoutReplies('container')

  constructor(clock: Clock, access: Pick<Access, 'ask' | 'needsLineage' | 'note'>) {
    this.#clock = clock
    this.#access = access
  }

  async reply(door: Door, connection: Pick<Connection, 'lineage' | 'isLookedAtQuickly'>): Promise<Reply> {
    const deadline = this.#clock.now() + LONGEST_WAIT
    const lineage = connection.lineage()
    const isNeeded = this.#access.needsLineage(door)
    if (!isNeeded && connection.isLookedAtQuickly) await atMost(this.#clock, RECORD_WAIT, lineage)
    const known = isNeeded ? await lineage : []
    const first = this.#access.ask(door, known)
    let answer = first
    if (first.handout.kind === 'pending') {
      await atMost(this.#clock, deadline - this.#clock.now(), first.handout.settled)
      answer = this.#access.ask(door, known)
    }
    void lineage.then(found => this.#access.note(answer, found))
    return this.#replies.of(answer.handout)
  }
}
