import type { Clock } from '../core/clock.ts'
import type { Access, Answer, Door } from '../core/tools/access.ts'
import { atMost } from './at-most.ts'
import type { Connection } from './connection.ts'
import { lookFirst } from './look-first.ts'
import { HandoutReplies, type Reply } from './reply.ts'

/**
 * How long (ms) a tool may wait for a session that is being got and needs no person. The strictest SDKs give up
 * after one second, so the answer comes before that.
 */
const LONGEST_WAIT = 800

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
    await lookFirst(this.#clock, connection)
    const lineage = connection.lineage()
    const ask = async (): Promise<Answer> =>
      this.#access.ask(door, this.#access.needsLineage(door) ? await lineage : [])
    let answer = await ask()
    if (answer.handout.kind === 'pending') {
      await atMost(this.#clock, deadline - this.#clock.now(), answer.handout.settled)
      // By now it may matter who asks: the user may have changed the session.
      answer = await ask()
    }
    void lineage.then(found => this.#access.note(answer, found))
    return this.#replies.of(answer.handout)
  }
}
