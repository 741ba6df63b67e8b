import { beforeEach, describe, expect, it } from 'vitest'
import type { Asker } from '../../../main/core/broker/mfa.ts'
import { MINUTE, SECOND } from '../../../main/core/clock.ts'
import { flush } from '../../support/fakes.ts'
import { Desk, device, other } from '../desk.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})

describe('a prompt that is withdrawn', () => {
  it('ends with the last that waits, and is not a dismissal', async () => {
    const waiter = desk.wait('a')
    waiter.close()
    waiter.close()
    await flush()
    expect(waiter.got).toEqual(['withdrawn'])
    expect(desk.prompts.list()).toEqual([])
    expect(desk.clock.timers).toBe(0)
    desk.wait('b')
    expect(desk.prompts.list()).toHaveLength(1)
  })

  it('gives no more codes', async () => {
    const waiter = desk.wait('a')
    waiter.close()
    waiter.next('wrong')
    await flush()
    expect(waiter.got).toEqual(['withdrawn', 'withdrawn'])
    expect(desk.prompts.list()).toEqual([])
  })
})

describe.each<['cancelled' | 'unanswered', () => Promise<void>]>([
  ['cancelled', () => desk.cancel()],
  ['unanswered', () => desk.clock.advance(120 * SECOND)],
])('a prompt that is %s', (reason, dismiss) => {
  it('tells all that wait, and leaves no timer', async () => {
    const waiters = [desk.wait('a'), desk.wait('b')]
    await dismiss()
    expect(waiters.map(waiter => waiter.got)).toEqual([[reason], [reason]])
    expect(desk.prompts.list()).toEqual([])
    expect(desk.clock.timers).toBe(0)
  })

  it.each<Asker>(['tool', 'renewal'])('keeps the device quiet for a %s for ten minutes', async asker => {
    desk.wait('a')
    await dismiss()
    await desk.clock.advance(10 * MINUTE - 1)
    expect(desk.wait('b', asker).got).toEqual(['quiet'])
    expect(desk.prompts.list()).toEqual([])
    await desk.clock.advance(1)
    expect(desk.wait('c', asker).got).toEqual([])
    expect(desk.prompts.list()).toHaveLength(1)
  })

  it('leaves other devices alone', async () => {
    desk.wait('a')
    await dismiss()
    expect(desk.wait('b', 'tool', other).got).toEqual([])
  })

  it('comes back by a click, and then for tools too', async () => {
    desk.wait('a')
    await dismiss()
    desk.wait('b', 'you')
    expect(desk.open.asker).toBe('you')
    expect(desk.wait('c', 'tool').got).toEqual([])
  })

  it('is asked for again by a click on what waits for it', async () => {
    desk.wait('a')
    await dismiss()
    desk.prompts.noteClick(device.serial)
    expect(desk.wait('c', 'renewal').got).toEqual([])
  })
})

describe('the time of a prompt', () => {
  it('is two minutes from its last change', async () => {
    const waiter = desk.wait('a')
    expect(desk.open.deadline).toBe(desk.clock.now() + 120 * SECOND)
    await desk.clock.advance(119 * SECOND)
    await desk.type('12345')
    expect(desk.open.deadline).toBe(desk.clock.now() + 120 * SECOND)
    await desk.clock.advance(119 * SECOND)
    expect(waiter.got).toEqual([])
    await desk.clock.advance(SECOND)
    expect(waiter.got).toEqual(['unanswered'])
  })

  it('stands still while a code is checked, and starts again with a wrong one', async () => {
    const waiter = desk.wait('a')
    await desk.type('111111')
    await desk.clock.advance(5 * MINUTE)
    expect(desk.open.status).toBe('checking')
    waiter.next('wrong')
    expect(desk.open.deadline).toBe(desk.clock.now() + 120 * SECOND)
  })

  it('is given anew to who clicks on what waits', async () => {
    desk.wait('a', 'renewal')
    await desk.clock.advance(115 * SECOND)
    desk.prompts.noteClick(device.serial)
    await desk.clock.advance(30 * SECOND)
    expect(desk.prompts.list()).toHaveLength(1)
  })
})

it('a cancel while a code is checked ends it after that code', async () => {
  const waiter = desk.wait('a')
  await desk.type('111111')
  await desk.cancel()
  waiter.next('wrong')
  await flush()
  expect(waiter.got).toEqual(['111111', 'cancelled'])
  expect(desk.prompts.list()).toEqual([])
  waiter.close()
})

it('a click on what already waits says that the user is there', () => {
  desk.wait('a', 'renewal')
  const before = desk.changes
  desk.prompts.noteClick(device.serial)
  expect(desk.open.asker).toBe('you')
  expect(desk.changes).toBeGreaterThan(before)
  desk.prompts.noteClick('GAHT12345678')
  expect(desk.prompts.list()).toHaveLength(1)
})

describe('a prompt that is open while the computer sleeps', () => {
  it('has its full time when it wakes', async () => {
    const waiter = desk.wait('a')
    await desk.clock.advance(100 * SECOND)
    desk.clock.sleep(8 * 60 * MINUTE)
    desk.prompts.resumed()
    await desk.clock.advance(119 * SECOND)
    expect(waiter.got).toEqual([])
    await desk.clock.advance(SECOND)
    expect(waiter.got).toEqual(['unanswered'])
    expect(desk.clock.timers).toBe(0)
  })
})
