import { beforeEach, describe, expect, it } from 'vitest'
import type { Asker } from '../../../main/core/broker/mfa.ts'
import { MINUTE } from '../../../main/core/clock.ts'
import { flush } from '../../support/fakes.ts'
import { Desk, device, other } from '../desk.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})

const reason = () => {
  const refused = desk.prompts.refusal(device)
  return refused?.kind === 'mfa' ? refused.reason : refused
}

describe('while the screen is locked', () => {
  beforeEach(() => desk.prompts.setLocked(true))

  it.each<Asker>(['tool', 'renewal'])('a %s raises no prompt', asker => {
    expect(reason()).toBe('locked')
    expect([desk.wait('a', asker).got, desk.wait('b', asker, other).got]).toEqual([['locked'], ['locked']])
    expect(desk.prompts.list()).toEqual([])
  })

  it('whoever clicks is there all the same, for tools too', () => {
    desk.prompts.noteClick(device.serial)
    expect(reason()).toBeNull()
    expect(desk.wait('a', 'renewal').got).toEqual([])
    expect(desk.wait('b', 'tool', other).got).toEqual([])
  })

  it('what a click set off before it was is no sign of anybody', async () => {
    const waiter = desk.wait('a', 'you')
    await flush()
    expect(waiter.got).toEqual(['locked'])
  })

  it('nothing is quiet once it is unlocked', () => {
    desk.wait('a')
    desk.prompts.setLocked(false)
    expect(reason()).toBeNull()
    expect(desk.wait('b').got).toEqual([])
  })
})

describe('when the screen is locked', () => {
  it('all prompts end, which is shown, and leaves no timer', async () => {
    const waiters = [desk.wait('a'), desk.wait('b', 'you'), desk.wait('c', 'tool', other)]
    const before = desk.changes
    desk.prompts.setLocked(true)
    await flush()
    expect(waiters.map(waiter => waiter.got)).toEqual([['locked'], ['locked'], ['locked']])
    expect([desk.prompts.list(), desk.clock.timers]).toEqual([[], 0])
    expect(desk.changes).toBeGreaterThan(before)
  })

  it('that is no dismissal: there is no quiet time afterwards', async () => {
    desk.wait('a')
    desk.prompts.setLocked(true)
    desk.prompts.setLocked(false)
    await flush()
    expect(desk.wait('b').got).toEqual([])
  })

  it('a dismissal of before is none the less one', async () => {
    desk.wait('a')
    await desk.cancel()
    desk.prompts.setLocked(true)
    desk.prompts.setLocked(false)
    expect(reason()).toBe('quiet')
    await desk.clock.advance(10 * MINUTE)
    expect(reason()).toBeNull()
  })

  it('a code that is being checked may be right; if it is wrong, no other is asked for', async () => {
    const waiter = desk.wait('a')
    await desk.type('111111')
    desk.prompts.setLocked(true)
    await flush()
    expect(waiter.got).toEqual(['111111'])
    waiter.next('wrong')
    await flush()
    expect(waiter.got).toEqual(['111111', 'locked'])
    expect(desk.prompts.list()).toEqual([])
  })
})
