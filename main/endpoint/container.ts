import type { Handout } from '../core/broker.ts'
import type { Clock } from '../core/clock.ts'
import type { Credentials } from '../core/credentials.ts'
import { explainInOneLine } from '../core/explain.ts'
import { remedyOf } from '../core/failure.ts'
import { credentialsReply, errorReply, type Reply } from './reply.ts'

/**
 * How long (ms) a tool may wait for a session that is being got and needs no person. The strictest SDKs give up
 * after one second, so the answer comes before that.
 */
const LONGEST_WAIT = 800

/** Answers on the container route. What is in memory is answered at once, from bytes that were made once. */
export class ContainerRoute {
  readonly #clock: Clock
  readonly #prepared = new WeakMap<Credentials, Reply>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param ask the broker's word on the session behind the grant; asked once more after a wait */
  async reply(ask: () => Handout): Promise<Reply> {
    const first = ask()
    if (first.kind !== 'pending') return this.#toReply(first)
    await this.#atMost(LONGEST_WAIT, first.settled)
    return this.#toReply(ask())
  }

  #toReply(handout: Handout): Reply {
    switch (handout.kind) {
      case 'ready':
        return this.#prepare(handout.held.credentials)
      case 'pending':
        return errorReply(503, 'Starting', 'Understudy is getting these credentials. Try again in a moment.')
      case 'refused': {
        // 5xx makes SDKs try again, which helps only where the fault passes by itself.
        const status = remedyOf(handout.failure) === 'retry' ? 503 : 403
        return errorReply(status, 'NotAvailable', explainInOneLine(handout.failure))
      }
    }
  }

  #prepare(credentials: Credentials): Reply {
    const known = this.#prepared.get(credentials)
    if (known !== undefined) return known
    const reply = credentialsReply(credentials)
    this.#prepared.set(credentials, reply)
    return reply
  }

  #atMost(ms: number, settled: Promise<unknown>): Promise<void> {
    return new Promise(resolve => {
      const stop = this.#clock.after(ms, resolve)
      const end = (): void => {
        stop()
        resolve()
      }
      settled.then(end, end)
    })
  }
}
