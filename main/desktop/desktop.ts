import type { Clock } from '../core/clock.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { type ActionParts, startSession, trayActions, windowHandlers, windowLookUps } from './actions.ts'
import { answerWindows } from './ipc.ts'
import { Notifications } from './notifications.ts'
import { popupHeight, popupLeavesKeyboard } from './popup.ts'
import { PromptAttention } from './prompt-attention.ts'
import { promptNotification } from './prompt-notification.ts'
import { SignInNotice } from './sign-in/sign-in-notice.ts'
import { TrayIconAndMenu } from './tray.ts'
import { preloadPath, Windows } from './windows.ts'

export interface DesktopParts extends Omit<ActionParts, 'openManager' | 'openPrompts'> {
  readonly clock: Clock
  /** Where the built main process is. */
  readonly folder: string
  readonly isPackaged: boolean
}

/** All that the user sees of the app: the icon in the tray, the windows, the notifications. */
export class Desktop {
  readonly #windows: Windows
  readonly #attention: PromptAttention
  readonly #tray: TrayIconAndMenu
  readonly #signInNotice: SignInNotice

  constructor({ clock, folder, isPackaged, ...parts }: DesktopParts) {
    const windows = new Windows(preloadPath(folder), isPackaged)
    const notifications = new Notifications()
    const attention = new PromptAttention(
      {
        popupLeavesKeyboard: popupLeavesKeyboard(process.platform, process.env['XDG_SESSION_TYPE']),
        popupIsOpen: () => windows.isOpen('prompts'),
        openPopup: focus => windows.open('prompts', focus),
        closePopup: () => windows.close('prompts'),
        notify: asked =>
          notifications.show(promptNotification(asked), {
            click: () => attention.open(),
            failed: () => attention.notificationFailed(),
          }),
        endNotification: () => notifications.end(),
      },
      clock,
    )
    const actions: ActionParts = {
      ...parts,
      openManager: () => this.openManager(),
      openPrompts: () => attention.open(),
    }
    answerWindows(
      windowHandlers(actions),
      windowLookUps(actions),
      { snapshot: parts.snapshot, activity: () => parts.activity.list() },
      event => windows.owns(event.senderFrame),
    )
    const ofSignIns = new Notifications()
    this.#signInNotice = new SignInNotice(
      {
        // Where this desktop shows none, the tray's icon and menu say so all the same.
        show: (words, click) => void ofSignIns.show(words, { click, failed: () => {} }),
        end: () => ofSignIns.end(),
      },
      id => startSession(actions, id),
    )
    this.#windows = windows
    this.#attention = attention
    this.#tray = new TrayIconAndMenu(trayActions(actions))
  }

  show(snapshot: Snapshot): void {
    this.#tray.show(snapshot)
    this.#signInNotice.show(snapshot.signIns)
    this.#windows.setHeight(
      'prompts',
      popupHeight({ prompts: snapshot.prompts.length, questions: snapshot.questions.length }),
    )
    this.#attention.show(snapshot)
    this.#windows.show(snapshot)
  }

  openManager(): void {
    this.#windows.open('manager', true)
  }

  /** The manager comes up by itself only where there is something to do or to know. */
  openAtStart({ sessions, notices, endpoint }: Snapshot): void {
    if (sessions.length === 0 || notices.length > 0 || endpoint.kind === 'down') this.openManager()
  }
}
