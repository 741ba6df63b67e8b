import { globalShortcut, nativeTheme } from 'electron'
import type { PageName } from '../../preload/contract.ts'
import { type Clock, SECOND } from '../core/clock.ts'
import { explain } from '../core/failures/explain.ts'
import { done, type Result } from '../core/failures/failure.ts'
import type { Preferences } from '../core/preferences.ts'
import type { Snapshot, SystemView } from '../core/snapshot/snapshot.ts'
import { type ActionParts, tellFailure, trayActions, windowHandlers, windowLookUps } from './actions.ts'
import { ChangeNotices } from './change-notices.ts'
import { Entrance, type EntranceParts } from './entrance.ts'
import { answerWindows } from './ipc.ts'
import type { HostBus } from './linux/tray-host.ts'
import type { RememberedLoginStart } from './login-start.ts'
import { Notifications } from './notifications.ts'
import { popupHeight, popupLeavesKeyboard } from './popup.ts'
import { PromptAttention } from './prompt-attention.ts'
import { promptNotification } from './prompt-notification.ts'
import { Shortcut } from './shortcut.ts'
import { SignInNotice } from './sign-in/sign-in-notice.ts'
import type { Start } from './starts.ts'
import { switcherKeys } from './switcher-keys.ts'
import { TrayIconAndMenu } from './tray.ts'
import { TrayKeeper } from './tray-keeper.ts'
import { preloadPath, Windows } from './windows.ts'

export interface DesktopParts
  extends Omit<
      ActionParts,
      | 'openManager'
      | 'showSession'
      | 'openPrompts'
      | 'fitPrompts'
      | 'openSwitcher'
      | 'closeSwitcher'
      | 'entrance'
      | 'setStartAtLogin'
    >,
    Omit<EntranceParts, 'openPrompts'> {
  readonly clock: Clock
  /** Where the built main process is. */
  readonly folder: string
  readonly version: string
  readonly isPackaged: boolean
  /** Of the session; null where the system has no such thing. */
  readonly bus: Promise<HostBus | null> | null
  readonly loginStart: RememberedLoginStart
  readonly onChange: () => void
  /** What came from a window was not taken. */
  readonly onRefusedCall: (call: string, why: 'sender' | 'shape') => void
}

/** So long (ms) the desktop's panel may take to come up when the user logs in. */
const PANEL_TIME = 60 * SECOND

/** All that the user sees of the app: the icon in the tray, the windows, the notifications. */
export class Desktop {
  readonly #parts: DesktopParts
  readonly #windows: Windows
  readonly #attention: PromptAttention
  readonly #entrance: Entrance
  readonly #tray: TrayKeeper
  readonly #signInNotice: SignInNotice
  readonly #changes: ChangeNotices
  readonly #shortcut: Shortcut

  constructor(parts: DesktopParts) {
    const { clock, folder, isPackaged, bus, onChange } = parts
    const sessionType = process.env['XDG_SESSION_TYPE']
    const windows = new Windows(preloadPath(folder), isPackaged, clock)
    const notifications = new Notifications()
    const attention = new PromptAttention(
      {
        popupLeavesKeyboard: popupLeavesKeyboard(process.platform, sessionType),
        popupIsOpen: () => windows.isOpen('prompts'),
        openPopup: focus => windows.open('prompts', focus),
        closePopup: () => windows.close('prompts'),
        notify: asked =>
          parts.snapshot().preferences.notifications.codes &&
          notifications.show(promptNotification(asked), {
            click: () => attention.open(),
            failed: () => attention.notificationFailed(),
          }),
        endNotification: () => notifications.end(),
      },
      clock,
    )
    const entrance = new Entrance({ ...parts, openPrompts: () => attention.open() })
    const actions: ActionParts = {
      ...parts,
      entrance,
      openManager: page => this.openManager(page),
      showSession: id => windows.open('manager', true, { page: 'Sessions', session: id }),
      openPrompts: () => attention.open(),
      fitPrompts: height => windows.setHeight('prompts', height),
      openSwitcher: () => this.openSwitcher(),
      closeSwitcher: () => windows.close('switcher'),
      setStartAtLogin: on => this.#setStartAtLogin(on),
    }
    answerWindows({
      handlers: windowHandlers(actions),
      lookUps: windowLookUps(actions),
      snapshot: () => {
        parts.loginStart.lookAnew()
        return parts.snapshot()
      },
      activity: () => parts.activity.list(),
      isOurs: event => windows.owns(event.senderFrame),
      onRefused: parts.onRefusedCall,
    })
    // Where this desktop shows none, the tray's icon and menu say so all the same.
    const places = {
      'sign-in': new Notifications(),
      lease: new Notifications(),
      renewal: new Notifications(),
    }
    this.#signInNotice = new SignInNotice(
      {
        show: (words, click) => void places['sign-in'].show(words, { click, failed: () => {} }),
        end: () => places['sign-in'].end(),
      },
      id => tellFailure(actions, entrance.enter(id, 'start')),
    )
    this.#changes = new ChangeNotices(
      {
        show: (kind, words) =>
          void places[kind].show(words, { click: () => this.openManager('Sessions'), failed: () => {} }),
        end: kind => places[kind].end(),
        isSeen: () => windows.hasFocus('manager'),
      },
      clock,
    )
    this.#shortcut = new Shortcut({
      globalShortcut,
      platform: process.platform,
      sessionType,
      press: switcherKeys(
        {
          hasFocus: () => windows.hasFocus('switcher'),
          open: () => this.openSwitcher(),
          close: () => windows.close('switcher'),
        },
        clock,
      ),
    })
    this.#tray = new TrayKeeper({
      make: () =>
        new TrayIconAndMenu({
          act: trayActions(actions),
          shortcut: () => this.#shortcut.accelerator,
          folder,
          redraw: onChange,
        }),
      bus,
      clock,
      onChange,
    })
    this.#parts = parts
    this.#windows = windows
    this.#attention = attention
    this.#entrance = entrance
  }

  /** Resolves when it is known whether there is a tray. */
  start(): Promise<void> {
    return this.#tray.start()
  }

  get system(): SystemView {
    const { version, loginStart } = this.#parts
    const [tray, shortcut] = [this.#tray.trouble, this.#shortcut.trouble]
    return {
      version,
      tray: tray === null ? null : explain(tray),
      shortcut: { keys: this.#shortcut.keys, why: shortcut === null ? null : explain(shortcut) },
      startsAtLogin: loginStart.isOn,
    }
  }

  show(snapshot: Snapshot): void {
    this.#tray.show(snapshot)
    this.#signInNotice.show(snapshot.preferences.notifications.codes ? snapshot.signIns : [])
    this.#changes.show(snapshot)
    const { prompts, questions, confirmations } = snapshot
    // Once it is open it tells itself how high it is drawn.
    if (!this.#windows.isOpen('prompts'))
      this.#windows.setHeight(
        'prompts',
        popupHeight({
          prompts: prompts.length,
          questions: questions.length,
          leases: questions.filter(each => each.beginsLease).length,
          confirmations: confirmations.length,
        }),
      )
    this.#attention.show(snapshot)
    this.#windows.show(snapshot)
  }

  apply({ shortcut, appearance }: Preferences): void {
    this.#shortcut.set(shortcut)
    nativeTheme.themeSource = appearance
  }

  /** The lease of a production session has run out. */
  leaseEnded(id: Parameters<Entrance['leave']>[0]): void {
    const { catalog, notices } = this.#parts
    const nameOf = (which: typeof id | null): string | null =>
      catalog.data.sessions.find(each => each.id === which)?.name ?? null
    const name = nameOf(id)
    void this.#entrance.leaseEnded(id).then(result => {
      if (!result.ok) notices.add(result.failure)
      if (name !== null) this.#changes.leaseEnded(name, nameOf(catalog.data.current))
    })
  }

  openManager(page: PageName | null = null): void {
    this.#windows.open('manager', true, page === null ? null : { page, session: null })
  }

  openSwitcher(): void {
    this.#windows.open('switcher', true)
  }

  /** The manager comes up by itself only where there is something to do or to know, or no other way to the app. */
  openAtStart(start: Exclude<Start, 'switch'>): void {
    const { sessions, notices, endpoint, system } = this.#parts.snapshot()
    const isLost = system.tray !== null
    if (notices.length > 0 || endpoint.kind === 'down') this.openManager()
    else if (start === 'by-user' && (sessions.length === 0 || isLost)) this.openManager()
    else if (isLost)
      this.#parts.clock.after(PANEL_TIME, () => {
        if (this.system.tray !== null) this.openManager()
      })
  }

  /** What a start of the program wants that finds the app at work. */
  openFor(start: Start): void {
    if (start === 'switch') this.openSwitcher()
    else this.openManager()
  }

  #setStartAtLogin(on: boolean): Result<void> {
    const set = this.#parts.loginStart.set(on)
    if (!set.ok) return set
    this.#parts.onChange()
    return done
  }
}
