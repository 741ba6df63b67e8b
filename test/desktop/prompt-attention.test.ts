import { beforeEach, describe, expect, it } from 'vitest'
import type { PromptId } from '../../main/core/broker/mfa.ts'
import { HOUR, SECOND } from '../../main/core/clock.ts'
import type { PromptView } from '../../main/core/snapshot/snapshot.ts'
import { type Asked, PromptAttention, type PromptSurface } from '../../main/desktop/prompt-attention.ts'
import { FakeClock } from '../support/fakes.ts'
import { prompt as view } from './snapshots.ts'

/** A desktop, with what the user sees on it. */
class Screen implements PromptSurface {
  popup: 'closed' | 'open' | 'open with the keyboard' = 'closed'
  notification: readonly string[] = []
  showsNotifications = true
  popupLeavesKeyboard = true

  popupIsOpen = () => this.popup !== 'closed'
  openPopup = (focus: boolean) => {
    this.popup = focus ? 'open with the keyboard' : 'open'
  }
  closePopup = () => {
    this.popup = 'closed'
  }
  notify = ({ prompts, questions }: Asked) => {
    if (this.showsNotifications)
      this.notification = [
        ...prompts.map(each => each.device.owner),
        ...questions.map(each => each.asking.name),
      ]
    return this.showsNotifications
  }
  endNotification = () => {
    this.notification = []
  }
}

let screen: Screen
let clock: FakeClock
let attention: PromptAttention
beforeEach(() => {
  screen = new Screen()
  clock = new FakeClock()
  attention = new PromptAttention(screen, clock)
})

const of = (owner: string, clicks = 0): PromptView => ({ ...view(owner), id: owner as PromptId, clicks })
const show = (prompts: readonly PromptView[]) => attention.show({ prompts, questions: [], confirmations: [] })
const seen = () => [screen.popup, ...screen.notification]

describe('a prompt that nobody has clicked for', () => {
  it('is notified of first, and pops up after ten seconds without the keyboard', async () => {
    show([of('alice')])
    expect(seen()).toEqual(['closed', 'alice'])
    await clock.advance(10 * SECOND - 1)
    show([of('alice')])
    expect(seen()).toEqual(['closed', 'alice'])
    await clock.advance(1)
    expect(seen()).toEqual(['open'])
    expect(clock.timers).toBe(0)
  })

  it('does not pop up by itself where a popup would take the keyboard, unless there is no other way', async () => {
    screen.popupLeavesKeyboard = false
    show([of('alice')])
    await clock.advance(HOUR)
    expect(seen()).toEqual(['closed', 'alice'])
    attention.notificationFailed()
    expect(seen()).toEqual(['open'])
  })

  it('pops up at once where this desktop shows no notification', () => {
    screen.showsNotifications = false
    show([of('alice')])
    expect(seen()).toEqual(['open'])
    expect(clock.timers).toBe(0)
  })

  it('pops up as soon as it is known that none was shown, and once', async () => {
    show([of('alice')])
    attention.notificationFailed()
    expect(seen()).toEqual(['open'])
    screen.closePopup()
    attention.notificationFailed()
    await clock.advance(HOUR)
    expect(seen()).toEqual(['closed'])
  })

  it('adds itself to the notification of another, whose time goes on', async () => {
    show([of('alice')])
    await clock.advance(6 * SECOND)
    show([of('alice'), of('bob')])
    expect(seen()).toEqual(['closed', 'alice', 'bob'])
    await clock.advance(4 * SECOND)
    expect(seen()).toEqual(['open'])
    expect(clock.timers).toBe(0)
  })

  it('is just shown in a popup that is open', async () => {
    show([of('alice', 1)])
    show([of('alice', 1), of('bob')])
    expect(seen()).toEqual(['open with the keyboard'])
    expect(clock.timers).toBe(0)
  })

  it('stays closed once the user has closed it', async () => {
    show([of('alice')])
    await clock.advance(10 * SECOND)
    screen.closePopup()
    show([of('alice')])
    await clock.advance(HOUR)
    expect(seen()).toEqual(['closed'])
  })
})

it.each([
  ['a click on what waits', () => show([of('alice', 1)])],
  ['a click on the notification', () => attention.open()],
])('%s brings the popup with the keyboard, and ends the notification', async (_, click) => {
  show([of('alice')])
  click()
  expect(seen()).toEqual(['open with the keyboard'])
  screen.closePopup()
  await clock.advance(HOUR)
  expect(seen()).toEqual(['closed'])
})

it('the last prompt takes the notification and the popup along', async () => {
  show([of('alice')])
  show([of('alice'), of('bob')])
  show([])
  expect([seen(), clock.timers]).toEqual([['closed'], 0])
  show([of('alice', 1)])
  show([])
  expect(seen()).toEqual(['closed'])
})

it('an old notification that is clicked opens nothing', () => {
  show([of('alice')])
  show([])
  attention.open()
  expect(seen()).toEqual(['closed'])
})
