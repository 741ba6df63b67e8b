import type { MfaDevice, NodeKey } from '../../main/core/broker/chain.ts'
import { type Asker, type Prompt, Prompts, type Ticket } from '../../main/core/broker/mfa.ts'
import { Clicks } from '../../main/core/consent/clicks.ts'
import type { Result } from '../../main/core/failures/failure.ts'
import { countingIds, FakeClock, flush } from '../support/fakes.ts'
import { ALICE_DEVICE } from './world.ts'

export const device: MfaDevice = { serial: ALICE_DEVICE, owner: 'alice', account: '111122223333' }
export const other: MfaDevice = { serial: 'GAHT12345678', owner: 'bob', account: '111122223333' }

/** A place in the line, and what it was given so far. */
class Waiter {
  readonly got: string[] = []
  readonly #ticket: Ticket | null

  constructor(asked: Result<Ticket>) {
    this.#ticket = asked.ok ? asked.value : null
    if (asked.ok) this.next(null)
    else this.#keep(asked)
  }

  next(last: 'wrong' | 'not-delivered' | null): void {
    void this.#ticket?.next(last).then(given => this.#keep(given))
  }

  close(): void {
    this.#ticket?.close()
  }

  #keep(given: Result<string>): void {
    if (given.ok) this.got.push(given.value)
    else this.got.push(given.failure.kind === 'mfa' ? given.failure.reason : given.failure.kind)
  }
}

/** Prompts, those who wait for their codes, and the person who answers. */
export class Desk {
  readonly clock = new FakeClock()
  changes = 0
  readonly prompts = new Prompts(this.clock, countingIds(), new Clicks(), () => {
    this.changes += 1
  })

  wait(node: string, asker: Asker = 'tool', of = device): Waiter {
    return new Waiter(this.prompts.ask(of, node as NodeKey, asker))
  }

  get open(): Prompt {
    const [prompt] = this.prompts.list()
    if (prompt === undefined) throw new Error('No prompt is open.')
    return prompt
  }

  async type(code: string): Promise<void> {
    this.prompts.answer(this.open.id, code)
    await flush()
  }

  async cancel(): Promise<void> {
    this.prompts.cancel(this.open.id)
    await flush()
  }
}
