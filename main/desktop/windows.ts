import { join } from 'node:path'
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron'
import { channels, type WantedPage, type WindowName } from '../../preload/contract.ts'
import type { Clock } from '../core/clock.ts'
import type { Snapshot } from '../core/snapshot/snapshot.ts'
import { heightInSight, popupHeight, topInSight } from './popup.ts'
import { Rest } from './rest.ts'
import { ORIGIN } from './security.ts'
import { switcherPlace } from './switcher-place.ts'

const SWITCHER = { width: 640, height: 440 } as const

const looks: Record<WindowName, BrowserWindowConstructorOptions> = {
  manager: { width: 1080, height: 720, minWidth: 640, minHeight: 420, title: 'Understudy' },
  prompts: {
    width: 420,
    height: popupHeight({ prompts: 1, questions: 0, leases: 0, confirmations: 0 }),
    // The frame comes on top, and its height differs from system to system.
    useContentSize: true,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    alwaysOnTop: true,
    title: 'Understudy asks',
  },
  switcher: {
    ...SWITCHER,
    frame: false,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    // Else macOS brings all of the app's windows up with it, and gives the keyboard back to nobody when it is hidden:
    // https://github.com/electron/electron/pull/41750
    ...(process.platform === 'darwin' ? { type: 'panel' } : {}),
    title: 'Switch Session',
  },
}

/** The app's windows: at most one of each, made when wanted. */
export class Windows {
  readonly #open = new Map<WindowName, BrowserWindow>()
  readonly #heights = new Map<WindowName, number>()
  readonly #preload: string
  readonly #packaged: boolean
  /** The switcher's. */
  readonly #rest: Rest

  constructor(preload: string, packaged: boolean, clock: Clock) {
    this.#preload = preload
    this.#packaged = packaged
    this.#rest = new Rest(clock)
  }

  /**
   * @param focus false shows it without taking the keyboard from what the user is typing in
   * @param wanted page of the manager; null for the one where it is
   */
  open(name: WindowName, focus: boolean, wanted: WantedPage | null = null): void {
    const known = this.#open.get(name)
    if (known !== undefined) {
      if (wanted !== null) known.webContents.send(channels.page, wanted)
      if (name === 'switcher') this.#wake(known)
      if (focus) {
        known.show()
        known.focus()
      }
      return
    }
    const height = this.#heights.get(name)
    const window = new BrowserWindow({
      ...looks[name],
      ...(name === 'switcher' ? placeOfSwitcher() : {}),
      ...(height === undefined ? {} : { height }),
      show: false,
      backgroundColor: ground(name),
      autoHideMenuBar: true,
      webPreferences: {
        preload: this.#preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
        devTools: !this.#packaged,
      },
    })
    this.#open.set(name, window)
    window.removeMenu()
    // The pages' policy and the session's fence know of requests; WebRTC's packets are none.
    window.webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
    window.once('ready-to-show', () => (focus ? window.show() : window.showInactive()))
    // A click elsewhere says that it is not wanted any more.
    if (name === 'switcher') window.on('blur', () => window.isVisible() && this.close(name))
    window.once('closed', () => {
      if (name === 'switcher') this.#rest.forget()
      if (this.#open.get(name) === window) this.#open.delete(name)
    })
    // A page that died is drawn anew; the main process has lost nothing. Once: a page that always dies is closed.
    let reloaded = false
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return
      if (reloaded || !window.isVisible()) window.destroy()
      else window.webContents.reload()
      reloaded = true
    })
    // `loadURL` rejects when the window is closed before its page has come: nothing is wrong then.
    window
      .loadURL(`${ORIGIN}/windows/${name}/index.html${wanted === null ? '' : fragmentOf(wanted)}`)
      .catch(() => {})
  }

  /** Of its content, in px: of the open window, and of the next one. What grows stays on its screen. */
  setHeight(name: WindowName, height: number): void {
    if (this.#heights.get(name) === height) return
    this.#heights.set(name, height)
    const window = this.#open.get(name)
    if (window === undefined) return
    const bounds = window.getBounds()
    const [width = 0, heightBefore = 0] = window.getContentSize()
    const frame = bounds.height - heightBefore
    const { workArea } = screen.getDisplayMatching(bounds)
    const seen = heightInSight(height, frame, workArea)
    window.setContentSize(width, seen)
    const top = topInSight(bounds.y, seen + frame, workArea)
    if (top !== bounds.y) window.setPosition(bounds.x, top)
  }

  /** The pointer may be on another screen than the last time, and the colors others. */
  #wake(window: BrowserWindow): void {
    this.#rest.end(window)
    window.setBackgroundColor(ground('switcher'))
    // The size too: a screen of another scale may have changed it.
    if (!window.isVisible()) window.setBounds({ ...SWITCHER, ...placeOfSwitcher() })
  }

  hasFocus(name: WindowName): boolean {
    return this.#open.get(name)?.isFocused() === true
  }

  isOpen(name: WindowName): boolean {
    return this.#open.has(name)
  }

  /** From now on there is no such window, though the system may take a moment to remove it. The switcher only rests. */
  close(name: WindowName): void {
    const window = this.#open.get(name)
    if (name === 'switcher') {
      if (window !== undefined) this.#rest.begin(window)
      return
    }
    this.#open.delete(name)
    window?.close()
  }

  /** Tells every window the state. */
  show(snapshot: Snapshot): void {
    for (const [name, window] of this.#open)
      if (name === 'switcher') this.#rest.tell(window, snapshot)
      else window.webContents.send(channels.snapshot, snapshot)
  }

  /** Whether this is the main frame of one of our windows, still on a page of ours. */
  owns(frame: Electron.WebFrameMain | null): boolean {
    if (frame === null || frame.origin !== ORIGIN) return false
    return [...this.#open.values()].some(window => window.webContents.mainFrame === frame)
  }
}

function fragmentOf({ page, session }: WantedPage): string {
  const parts = session === null ? [page] : [page, session]
  return `#${parts.map(encodeURIComponent).join('/')}`
}

/** As the page's own, so that nothing flashes before it is drawn. */
function ground(name: WindowName): string {
  if (name === 'switcher') return nativeTheme.shouldUseDarkColors ? '#1e2128' : '#ffffff'
  return nativeTheme.shouldUseDarkColors ? '#16181d' : '#f6f7f9'
}

/** Where the user is looking. */
function placeOfSwitcher(): { readonly x: number; readonly y: number } {
  return switcherPlace(SWITCHER, screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).workArea)
}

export function preloadPath(folder: string): string {
  return join(folder, '../preload/index.cjs')
}
