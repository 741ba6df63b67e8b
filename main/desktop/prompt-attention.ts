import { type Clock, SECOND } from '../core/clock.ts'
import type { Snapshot } from '../core/snapshot/snapshot.ts'
import { popupMove } from './popup.ts'

/** All that is asked of the user. */
export type Asked = Pick<Snapshot, 'prompts' | 'questions' | 'confirmations'>

/** What can be put before the user's eyes. */
export interface PromptSurface {
  readonly popupIsOpen: () => boolean
  /** Whether this desktop can show a window that does not get the keyboard. */
  readonly popupLeavesKeyboard: boolean
  /** @param focus false shows it without taking the keyboard from what the user is typing in */
  readonly openPopup: (focus: boolean) => void
  readonly closePopup: () => void
  /** Takes the place of the one before. False where this desktop shows none. */
  readonly notify: (asked: Asked) => boolean
  readonly endNotification: () => void
}

/** Do-not-disturb swallows notifications, and they vanish: if one did not help after this (ms), the popup comes. */
const NOTIFICATION_TIME = 10 * SECOND

/**
 * Brings prompts to the user's attention: at once, and with the keyboard, where the user has just clicked on what
 * needs the code; else first as a notification and then as a popup that leaves the keyboard where it is.
 */
export class PromptAttention {
  readonly #surface: PromptSurface
  readonly #clock: Clock
  /** As they were shown last. */
  #asked: Asked = { prompts: [], questions: [], confirmations: [] }
  #stopWaiting: (() => void) | null = null

  constructor(surface: PromptSurface, clock: Clock) {
    this.#surface = surface
    this.#clock = clock
  }

  show(asked: Asked): void {
    const move = popupMove(all(this.#asked), all(asked))
    this.#asked = asked
    switch (move) {
      case 'close':
        this.#endNotification()
        this.#surface.closePopup()
        break
      case 'stay':
        break
      case 'show':
        this.#announce(asked)
        break
      case 'show-and-focus':
        this.open()
        break
    }
  }

  /** The user wants to see what is asked. */
  open(): void {
    this.#endNotification()
    // The menu, the button or the notification may have been there for longer than the prompt.
    if (all(this.#asked).length > 0) this.#surface.openPopup(true)
  }

  /** This desktop has not shown the notification after all. */
  notificationFailed(): void {
    if (this.#stopWaiting !== null) this.#openQuietly()
  }

  #announce(asked: Asked): void {
    if (this.#surface.popupIsOpen()) return
    if (!this.#surface.notify(asked)) this.#openQuietly()
    else if (this.#surface.popupLeavesKeyboard)
      this.#stopWaiting ??= this.#clock.after(NOTIFICATION_TIME, () => this.#openQuietly())
    // The notification is the prompt, and the icon in the tray says so too.
    else this.#stopWaiting ??= () => {}
  }

  #openQuietly(): void {
    this.#endNotification()
    this.#surface.openPopup(false)
  }

  #endNotification(): void {
    this.#stopWaiting?.()
    this.#stopWaiting = null
    this.#surface.endNotification()
  }
}

function all({
  prompts,
  questions,
  confirmations,
}: Asked): readonly { readonly id: string; readonly clicks: number }[] {
  return [...prompts, ...questions, ...confirmations]
}
