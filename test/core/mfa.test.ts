import { beforeEach, describe, expect, it } from 'vitest'
import type { MfaDevice, NodeKey } from '../../main/core/chain.ts'
import { MINUTE, SECOND } from '../../main/core/clock.ts'
import type { Result } from '../../main/core/failure.ts'
import { type Asker, Prompts, type Ticket } from '../../main/core/mfa.ts'
import { countingIds, FakeClock, flush } from '../support/fakes.ts'
import { ALICE_DEVICE } from './world.ts'

const device: MfaDevice = { serial: ALICE_DEVICE, owner: 'alice', account: '111122223333' }
const other: MfaDevice = { serial: 'GAHT12345678', owner: 'bob', account: '111122223333' }

let clock: FakeClock
let prompts: Prompts
let changes: number

beforeEach(() => {
  clock = new FakeClock()
  changes = 0
  prompts = new Prompts(clock, countingIds(), () => {
    changes += 1
  })
})

/** A place in the line, and what it was given so far. */
class Waiter {
  readonly got: string[] = []
  readonly #ticket: Ticket | null
  constructor(node: string, asker: Asker = 'tool', of = device) {
    const asked = prompts.ask(of, node as NodeKey, asker)
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

function open() {
  const [prompt] = prompts.list()
  if (prompt === undefined) throw new Error('No prompt is open.')
  return prompt
}

async function type(code: string): Promise<void> {
  expect(prompts.answer(open().id, code)).toEqual({ ok: true, value: undefined })
  await flush()
}

async function cancel(): Promise<void> {
  prompts.cancel(open().id)
  await flush()
}

describe('a prompt', () => {
  it('is one for each device, and names all that waits', () => {
    for (const node of ['a', 'b']) new Waiter(node)
    new Waiter('c', 'renewal', other)
    expect(prompts.list()).toMatchObject([
      { device, nodes: ['a', 'b'], asker: 'tool', status: 'open', notice: null },
      { device: other, nodes: ['c'], asker: 'renewal' },
    ])
    expect(changes).toBeGreaterThanOrEqual(3)
  })

  it('gives the code to who waits, and ends when that is satisfied', async () => {
    const waiter = new Waiter('a')
    await type('123456')
    expect(waiter.got).toEqual(['123456'])
    expect(open().status).toBe('checking')
    waiter.close()
    expect(prompts.list()).toEqual([])
    expect(clock.timers).toBe(0)
  })

  it.each([
    ['123 456', '123456'],
    [' 123456\n', '123456'],
    ['123-456', '123456'],
    ['1\u00a02 3 4 5 6', '123456'],
  ])('takes %j as it was pasted', async (typed, code) => {
    const waiter = new Waiter('a')
    await type(typed)
    expect(waiter.got).toEqual([code])
  })

  it.each(['', '12345', '1234567', '12345a', 'abcdef', '１２３４５６', '+12345'])(
    'says that %j is not six digits, and sends nothing',
    async typed => {
      const waiter = new Waiter('a')
      await type(typed)
      expect(waiter.got).toEqual([])
      expect(open()).toMatchObject({ status: 'open', notice: { kind: 'not-six-digits', nextCodeAt: null } })
    },
  )

  it('asks again after a wrong code, and says when the next one comes', async () => {
    const waiter = new Waiter('a')
    const { id } = open()
    await clock.advance(44 * SECOND)
    await type('111111')
    waiter.next('wrong')
    expect(open()).toMatchObject({
      id,
      status: 'open',
      notice: { kind: 'wrong', nextCodeAt: clock.now() + 16 * SECOND },
    })
    await type('222222')
    expect(waiter.got).toEqual(['111111', '222222'])
    expect(open().notice).toBeNull()
  })

  it('asks for another code when one may not have arrived', async () => {
    const waiter = new Waiter('a')
    await type('111111')
    waiter.next('not-delivered')
    expect(open().notice?.kind).toBe('not-delivered')
    await type('111111')
    expect(waiter.got).toEqual(['111111'])
    expect(open().notice?.kind).toBe('used')
  })

  it('takes nothing while a code is checked', async () => {
    const [first, second] = [new Waiter('a'), new Waiter('b')]
    await type('111111')
    await type('222222')
    expect([first.got, second.got]).toEqual([['111111'], []])
  })

  it('is unknown once it has ended', async () => {
    new Waiter('a')
    const { id } = open()
    await cancel()
    const unknown = { ok: false, failure: { kind: 'not-found', what: 'prompt' } }
    expect(prompts.answer(id, '123456')).toEqual(unknown)
    expect(prompts.cancel(id)).toEqual(unknown)
  })
})

describe('a code', () => {
  it('is given once, and said to be used as long as AWS could take it', async () => {
    const first = new Waiter('a')
    await type('123456')
    first.close()
    await clock.advance(90 * SECOND)
    const second = new Waiter('b')
    await type('123 456')
    expect(second.got).toEqual([])
    expect(open()).toMatchObject({
      status: 'open',
      notice: { kind: 'used', nextCodeAt: clock.now() + 30 * SECOND },
    })
  })

  it('may come up again by chance, much later', async () => {
    const first = new Waiter('a')
    await type('123456')
    first.close()
    await clock.advance(5 * MINUTE)
    const second = new Waiter('b')
    await type('123456')
    expect(second.got).toEqual(['123456'])
  })

  it('of one device is another’s as well', async () => {
    const first = new Waiter('a')
    await type('123456')
    first.close()
    const second = new Waiter('b', 'tool', other)
    await type('123456')
    expect(second.got).toEqual(['123456'])
  })

  it('that was not six digits is not used up', async () => {
    const waiter = new Waiter('a')
    await type('12345')
    await type('123456')
    expect(waiter.got).toEqual(['123456'])
  })
})

describe('two that wait', () => {
  it('get a code each, one after the other', async () => {
    const [first, second] = [new Waiter('a'), new Waiter('b')]
    await type('111111')
    first.close()
    expect(open()).toMatchObject({
      nodes: ['b'],
      status: 'open',
      notice: { kind: 'another', nextCodeAt: clock.now() + 30 * SECOND },
    })
    await type('222222')
    expect([first.got, second.got]).toEqual([['111111'], ['222222']])
  })

  it('do not disturb each other when one that has no code is withdrawn', async () => {
    const [first, second] = [new Waiter('a'), new Waiter('b')]
    await type('111111')
    second.close()
    await flush()
    expect(second.got).toEqual(['withdrawn'])
    expect(open()).toMatchObject({ nodes: ['a'], status: 'checking', notice: null })
    first.next('wrong')
    await type('222222')
    expect(first.got).toEqual(['111111', '222222'])
  })
})

describe('a prompt that is withdrawn', () => {
  it('ends with the last that waits, and is not a dismissal', async () => {
    const waiter = new Waiter('a')
    waiter.close()
    waiter.close()
    await flush()
    expect(waiter.got).toEqual(['withdrawn'])
    expect(prompts.list()).toEqual([])
    expect(clock.timers).toBe(0)
    new Waiter('b')
    expect(prompts.list()).toHaveLength(1)
  })

  it('gives no more codes', async () => {
    const waiter = new Waiter('a')
    waiter.close()
    waiter.next('wrong')
    await flush()
    expect(waiter.got).toEqual(['withdrawn', 'withdrawn'])
    expect(prompts.list()).toEqual([])
  })
})

describe.each<['cancelled' | 'unanswered', () => Promise<void>]>([
  ['cancelled', () => cancel()],
  ['unanswered', () => clock.advance(120 * SECOND)],
])('a prompt that is %s', (reason, dismiss) => {
  it('tells all that wait, and leaves no timer', async () => {
    const waiters = [new Waiter('a'), new Waiter('b')]
    await dismiss()
    expect(waiters.map(waiter => waiter.got)).toEqual([[reason], [reason]])
    expect(prompts.list()).toEqual([])
    expect(clock.timers).toBe(0)
  })

  it.each<Asker>(['tool', 'renewal'])('keeps the device quiet for a %s for ten minutes', async asker => {
    new Waiter('a')
    await dismiss()
    await clock.advance(10 * MINUTE - 1)
    expect(new Waiter('b', asker).got).toEqual(['quiet'])
    expect(prompts.list()).toEqual([])
    await clock.advance(1)
    expect(new Waiter('c', asker).got).toEqual([])
    expect(prompts.list()).toHaveLength(1)
  })

  it('leaves other devices alone', async () => {
    new Waiter('a')
    await dismiss()
    expect(new Waiter('b', 'tool', other).got).toEqual([])
  })

  it('comes back by a click, and then for tools too', async () => {
    new Waiter('a')
    await dismiss()
    new Waiter('b', 'you')
    expect(open().asker).toBe('you')
    expect(new Waiter('c', 'tool').got).toEqual([])
  })

  it('is asked for again by a click on what waits for it', async () => {
    new Waiter('a')
    await dismiss()
    prompts.noteClick(device.serial)
    expect(new Waiter('c', 'renewal').got).toEqual([])
  })
})

describe('the time of a prompt', () => {
  it('is two minutes from its last change', async () => {
    const waiter = new Waiter('a')
    expect(open().deadline).toBe(clock.now() + 120 * SECOND)
    await clock.advance(119 * SECOND)
    await type('12345')
    expect(open().deadline).toBe(clock.now() + 120 * SECOND)
    await clock.advance(119 * SECOND)
    expect(waiter.got).toEqual([])
    await clock.advance(SECOND)
    expect(waiter.got).toEqual(['unanswered'])
  })

  it('stands still while a code is checked, and starts again with a wrong one', async () => {
    const waiter = new Waiter('a')
    await type('111111')
    await clock.advance(5 * MINUTE)
    expect(open().status).toBe('checking')
    waiter.next('wrong')
    expect(open().deadline).toBe(clock.now() + 120 * SECOND)
  })

  it('is given anew to who clicks on what waits', async () => {
    new Waiter('a', 'renewal')
    await clock.advance(115 * SECOND)
    prompts.noteClick(device.serial)
    await clock.advance(30 * SECOND)
    expect(prompts.list()).toHaveLength(1)
  })
})

it('a cancel while a code is checked ends it after that code', async () => {
  const waiter = new Waiter('a')
  await type('111111')
  await cancel()
  waiter.next('wrong')
  await flush()
  expect(waiter.got).toEqual(['111111', 'cancelled'])
  expect(prompts.list()).toEqual([])
  waiter.close()
})

it('a click on what already waits says that the user is there', () => {
  new Waiter('a', 'renewal')
  const before = changes
  prompts.noteClick(device.serial)
  expect(open().asker).toBe('you')
  expect(changes).toBeGreaterThan(before)
  prompts.noteClick('GAHT12345678')
  expect(prompts.list()).toHaveLength(1)
})
