import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../main/core/clock.ts'
import { flush } from '../../support/fakes.ts'
import { Desk, device, other } from '../desk.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})

describe('a prompt', () => {
  it('is one for each device, and names all that waits', () => {
    for (const node of ['a', 'b']) desk.wait(node)
    desk.wait('c', 'renewal', other)
    expect(desk.prompts.list()).toMatchObject([
      { device, nodes: ['a', 'b'], asker: 'tool', status: 'open', notice: null },
      { device: other, nodes: ['c'], asker: 'renewal' },
    ])
    expect(desk.changes).toBeGreaterThanOrEqual(3)
  })

  it('gives the code to who waits, and ends when that is satisfied', async () => {
    const waiter = desk.wait('a')
    await desk.type('123456')
    expect(waiter.got).toEqual(['123456'])
    expect(desk.open.status).toBe('checking')
    waiter.close()
    expect(desk.prompts.list()).toEqual([])
    expect(desk.clock.timers).toBe(0)
  })

  it.each([
    ['123 456', '123456'],
    [' 123456\n', '123456'],
    ['123-456', '123456'],
    ['1\u00a02 3 4 5 6', '123456'],
  ])('takes %j as it was pasted', async (typed, code) => {
    const waiter = desk.wait('a')
    await desk.type(typed)
    expect(waiter.got).toEqual([code])
  })

  it.each(['', '12345', '1234567', '12345a', 'abcdef', '１２３４５６', '+12345'])(
    'says that %j is not six digits, and sends nothing',
    async typed => {
      const waiter = desk.wait('a')
      await desk.type(typed)
      expect(waiter.got).toEqual([])
      expect(desk.open).toMatchObject({
        status: 'open',
        notice: { kind: 'not-six-digits', nextCodeAt: null },
      })
    },
  )

  it('asks again after a wrong code, and says when the next one comes', async () => {
    const waiter = desk.wait('a')
    const { id } = desk.open
    await desk.clock.advance(44 * SECOND)
    await desk.type('111111')
    waiter.next('wrong')
    expect(desk.open).toMatchObject({
      id,
      status: 'open',
      notice: { kind: 'wrong', nextCodeAt: desk.clock.now() + 16 * SECOND },
    })
    await desk.type('222222')
    expect(waiter.got).toEqual(['111111', '222222'])
    expect(desk.open.notice).toBeNull()
  })

  it('asks for another code when one may not have arrived', async () => {
    const waiter = desk.wait('a')
    await desk.type('111111')
    waiter.next('not-delivered')
    expect(desk.open.notice?.kind).toBe('not-delivered')
    await desk.type('111111')
    expect(waiter.got).toEqual(['111111'])
    expect(desk.open.notice?.kind).toBe('used')
  })

  it('takes nothing while a code is checked', async () => {
    const [first, second] = [desk.wait('a'), desk.wait('b')]
    await desk.type('111111')
    await desk.type('222222')
    expect([first.got, second.got]).toEqual([['111111'], []])
  })

  it('is unknown once it has ended', async () => {
    desk.wait('a')
    const { id } = desk.open
    await desk.cancel()
    const unknown = { ok: false, failure: { kind: 'not-found', what: 'prompt' } }
    expect(desk.prompts.answer(id, '123456')).toEqual(unknown)
    expect(desk.prompts.cancel(id)).toEqual(unknown)
  })
})

describe('a code', () => {
  it('is given once, and said to be used as long as AWS could take it', async () => {
    const first = desk.wait('a')
    await desk.type('123456')
    first.close()
    await desk.clock.advance(90 * SECOND)
    const second = desk.wait('b')
    await desk.type('123 456')
    expect(second.got).toEqual([])
    expect(desk.open).toMatchObject({
      status: 'open',
      notice: { kind: 'used', nextCodeAt: desk.clock.now() + 30 * SECOND },
    })
  })

  it('may come up again by chance, much later', async () => {
    const first = desk.wait('a')
    await desk.type('123456')
    first.close()
    await desk.clock.advance(5 * MINUTE)
    const second = desk.wait('b')
    await desk.type('123456')
    expect(second.got).toEqual(['123456'])
  })

  it('of one device is another’s as well', async () => {
    const first = desk.wait('a')
    await desk.type('123456')
    first.close()
    const second = desk.wait('b', 'tool', other)
    await desk.type('123456')
    expect(second.got).toEqual(['123456'])
  })

  it('that was not six digits is not used up', async () => {
    const waiter = desk.wait('a')
    await desk.type('12345')
    await desk.type('123456')
    expect(waiter.got).toEqual(['123456'])
  })
})

describe('two that wait', () => {
  it('get a code each, one after the other', async () => {
    const [first, second] = [desk.wait('a'), desk.wait('b')]
    await desk.type('111111')
    first.close()
    expect(desk.open).toMatchObject({
      nodes: ['b'],
      status: 'open',
      notice: { kind: 'another', nextCodeAt: desk.clock.now() + 30 * SECOND },
    })
    await desk.type('222222')
    expect([first.got, second.got]).toEqual([['111111'], ['222222']])
  })

  it('do not disturb each other when one that has no code is withdrawn', async () => {
    const [first, second] = [desk.wait('a'), desk.wait('b')]
    await desk.type('111111')
    second.close()
    await flush()
    expect(second.got).toEqual(['withdrawn'])
    expect(desk.open).toMatchObject({ nodes: ['a'], status: 'checking', notice: null })
    first.next('wrong')
    await desk.type('222222')
    expect(first.got).toEqual(['111111', '222222'])
  })
})
