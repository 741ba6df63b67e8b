import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron'
import type { Snapshot } from '../core/snapshot.ts'
import fault from './icons/fault.png?inline'
import idle from './icons/idle.png?inline'
import needsYou from './icons/needs-you.png?inline'
import serving from './icons/serving.png?inline'
import {
  type ShowTime,
  type TrayAction,
  type TrayEntry,
  type TrayIcon,
  trayIcon,
  trayMenu,
  trayTooltip,
} from './tray-menu.ts'

const icons: Record<TrayIcon, string> = { idle, serving, 'needs-you': needsYou, fault }

const showTime: ShowTime = time =>
  new Date(time).toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' })

/** The icon in the desktop's tray, drawn from the snapshot. */
export class TrayIconAndMenu {
  readonly #tray: Tray
  readonly #act: (action: TrayAction) => void
  #shown = ''

  constructor(act: (action: TrayAction) => void) {
    this.#act = act
    this.#tray = new Tray(imageOf('idle'))
    this.#tray.on('click', () => act({ kind: 'open-manager' }))
  }

  /** Rebuilds the menu only if it has changed: a new one loses the pointer and every item's id. */
  show(snapshot: Snapshot): void {
    const entries = trayMenu(snapshot, showTime)
    const tooltip = trayTooltip(snapshot, showTime)
    const icon = trayIcon(snapshot)
    const key = JSON.stringify([entries, tooltip, icon])
    if (key === this.#shown) return
    this.#shown = key
    this.#tray.setImage(imageOf(icon))
    this.#tray.setToolTip(tooltip)
    this.#tray.setContextMenu(Menu.buildFromTemplate(entries.map(entry => this.#toItem(entry))))
  }

  #toItem(entry: TrayEntry): MenuItemConstructorOptions {
    if (entry.kind === 'separator') return { type: 'separator' }
    const click = (): void => {
      // The system has checked a radio item by itself, whatever comes of the click: the next state is drawn anew.
      this.#shown = ''
      this.#act(entry.action)
    }
    const common = { label: entry.label, click }
    return entry.kind === 'radio' ? { ...common, type: 'radio', checked: entry.checked } : common
  }
}

function imageOf(icon: TrayIcon): Electron.NativeImage {
  return nativeImage.createFromDataURL(icons[icon])
}
