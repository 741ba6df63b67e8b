import { Menu, type MenuItemConstructorOptions, Tray } from 'electron'
import type { Snapshot } from '../core/snapshot.ts'
import { imageOf } from './icons/tray-icons.ts'
import type { TrayIconOnScreen } from './tray-keeper.ts'
import {
  type ShowTime,
  type TrayAction,
  type TrayEntry,
  trayIcon,
  trayMenu,
  trayTooltip,
} from './tray-menu.ts'

const showTime: ShowTime = time =>
  new Date(time).toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' })

/** The icon in the desktop's tray, drawn from the snapshot. */
export class TrayIconAndMenu implements TrayIconOnScreen {
  readonly #tray: Tray
  readonly #act: (action: TrayAction) => void
  readonly #shortcut: () => string | null
  #shown = ''

  /** @param shortcut the keys that bring the switcher up, as Electron writes them; null where none do */
  constructor(act: (action: TrayAction) => void, shortcut: () => string | null) {
    this.#act = act
    this.#shortcut = shortcut
    this.#tray = new Tray(imageOf({ face: 'idle', badge: 'none' }))
    // GNOME and macOS open the menu on any click; elsewhere the first button is for what is wanted most.
    if (process.platform !== 'darwin') this.#tray.on('click', () => act({ kind: 'open-switcher' }))
  }

  /** Rebuilds the menu only if it has changed: a new one loses the pointer and every item's id. */
  show(snapshot: Snapshot): void {
    const entries = trayMenu(snapshot, { showTime, shortcut: this.#shortcut() })
    const tooltip = trayTooltip(snapshot, showTime)
    const icon = trayIcon(snapshot)
    const key = JSON.stringify([entries, tooltip, icon])
    if (key === this.#shown) return
    this.#shown = key
    this.#tray.setImage(imageOf(icon))
    this.#tray.setToolTip(tooltip)
    this.#tray.setContextMenu(Menu.buildFromTemplate(entries.map(entry => this.#toItem(entry))))
  }

  destroy(): void {
    this.#tray.destroy()
  }

  #toItem(entry: TrayEntry): MenuItemConstructorOptions {
    if (entry.kind === 'separator') return { type: 'separator' }
    const click = (): void => {
      // The system has checked a radio item by itself, whatever comes of the click: the next state is drawn anew.
      this.#shown = ''
      this.#act(entry.action)
    }
    const common = { label: entry.label, click }
    if (entry.kind === 'radio') return { ...common, type: 'radio', checked: entry.checked }
    const { accelerator } = entry
    return accelerator === undefined ? common : { ...common, accelerator, registerAccelerator: false }
  }
}
