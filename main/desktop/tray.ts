import { Menu, type MenuItemConstructorOptions, type NativeImage, Tray } from 'electron'
import type { Snapshot } from '../core/snapshot/snapshot.ts'
import { imageOf } from './icons/tray-icons.ts'
import type { TrayAction, TrayEntry } from './tray-entry.ts'
import { type TrayIcon, trayIcon } from './tray-icon.ts'
import type { TrayIconOnScreen } from './tray-keeper.ts'
import { type ShowTime, trayMenu, trayTooltip } from './tray-menu.ts'

const showTime: ShowTime = time =>
  new Date(time).toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' })

export interface TrayParts {
  readonly act: (action: TrayAction) => void
  /** The keys that bring the switcher up, as Electron writes them; null where none do. */
  readonly shortcut: () => string | null
  /** Where the built main process is. */
  readonly folder: string
  /** Has the state shown once more. */
  readonly redraw: () => void
}

/** The icon in the desktop's tray, drawn from the snapshot. */
export class TrayIconAndMenu implements TrayIconOnScreen {
  readonly #parts: TrayParts
  readonly #tray: Tray
  #shown = ''

  constructor(parts: TrayParts) {
    this.#parts = parts
    this.#tray = new Tray(this.#image({ face: 'idle', badge: 'none' }))
    // GNOME and macOS open the menu on any click; elsewhere the first button is for what is wanted most.
    if (process.platform !== 'darwin') this.#tray.on('click', () => parts.act({ kind: 'open-switcher' }))
  }

  /** Rebuilds the menu only if it has changed: a new one loses the pointer and every item's id. */
  show(snapshot: Snapshot): void {
    const entries = trayMenu(snapshot, { showTime, shortcut: this.#parts.shortcut() })
    const tooltip = trayTooltip(snapshot, showTime)
    const icon = trayIcon(snapshot)
    const key = JSON.stringify([entries, tooltip, icon])
    if (key === this.#shown) return
    this.#shown = key
    this.#tray.setImage(this.#image(icon))
    this.#tray.setToolTip(tooltip)
    this.#tray.setContextMenu(Menu.buildFromTemplate(entries.map(entry => this.#toItem(entry))))
  }

  destroy(): void {
    this.#tray.destroy()
  }

  #image(icon: TrayIcon): NativeImage {
    return imageOf(icon, this.#parts.folder, process.platform)
  }

  #toItem(entry: TrayEntry): MenuItemConstructorOptions {
    if (entry.kind === 'separator') return { type: 'separator' }
    const click = (): void => {
      // The system has checked a radio item by itself, whatever comes of the click: the next state is drawn anew.
      this.#shown = ''
      this.#parts.act(entry.action)
      this.#parts.redraw()
    }
    const common = { label: entry.label, click }
    if (entry.kind === 'radio') return { ...common, type: 'radio', checked: entry.checked }
    const { accelerator } = entry
    return accelerator === undefined ? common : { ...common, accelerator, registerAccelerator: false }
  }
}
