import { createHash } from 'node:crypto'
import { Variant } from '@jellybrick/dbus-next'
import { connectBus, plain } from './desktop-bus.ts'
import { until } from './desktop-wait.ts'
import {
  findAll,
  type MenuLabel,
  type NumberedMenuItem,
  printMenu,
  readMenuItem,
  type TrayMenuItem,
} from './tray-menu-tree.ts'
import { becomeTrayHost, watcherName, watcherPath } from './tray-watcher.ts'

export type { MenuLabel, TrayMenuItem } from './tray-menu-tree.ts'
export { printMenu } from './tray-menu-tree.ts'

export interface TrayItem {
  service: string
  path: string
  menuPath: string
  id: string
  title: string
  status: string
}

export interface Tray {
  /** Waits until an app has an item in the tray. With several, the newest. */
  item(options?: { timeoutMs?: number }): Promise<TrayItem>
  /** As it is now. Between two menus there is none, and then it is the next one. */
  menu(): Promise<TrayMenuItem[]>
  /**
   * By label, anywhere in the menu; an array names the way through the submenus. Fails unless exactly one comes that can
   * be clicked.
   */
  click(label: MenuLabel | MenuLabel[], timeoutMs?: number): Promise<void>
  /** What a left click on the icon does. */
  activate(): Promise<void>
  tooltip(): Promise<string>
  /** Changes when the icon does. */
  iconHash(): Promise<string>
  waitForMenu(
    predicate: (menu: TrayMenuItem[]) => boolean,
    what: string,
    timeoutMs?: number,
  ): Promise<TrayMenuItem[]>
  /** Until no app has an item in the tray. */
  waitForNoItem(timeoutMs?: number): Promise<void>
  close(): void
}

const itemInterface = 'org.kde.StatusNotifierItem'
const menuInterface = 'com.canonical.dbusmenu'

/** The tray as seen from the panel's side. With `host`, it must be there before the app starts. */
export async function connectTray(busAddress: string, { host }: { host: boolean }): Promise<Tray> {
  const client = await connectBus(busAddress)
  if (host) await becomeTrayHost(client)

  async function registered(): Promise<string[]> {
    const watcher = { destination: watcherName, path: watcherPath }
    const items = await client.property(watcher, watcherName, 'RegisteredStatusNotifierItems')
    return Array.isArray(items) ? items.map(String) : []
  }

  async function properties(): Promise<{ destination: string; path: string; said: Map<string, unknown> }> {
    const item = (await registered()).at(-1)
    if (item === undefined) throw new Error('no app has an item in the tray')
    const slash = item.includes('/') ? item.indexOf('/') : item.length
    const target = { destination: item.slice(0, slash), path: item.slice(slash) || '/StatusNotifierItem' }
    const [all] = await client.call({
      ...target,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'GetAll',
      signature: 's',
      body: [itemInterface],
    })
    return { ...target, said: new Map(Object.entries(plain(all) ?? {})) }
  }

  async function layout(): Promise<NumberedMenuItem[]> {
    const { destination, said } = await properties()
    const path = String(said.get('Menu') ?? '')
    if (!path.startsWith('/')) throw new Error('the item in the tray has no menu')
    const call = { destination, path, interface: menuInterface, member: 'GetLayout', signature: 'iias' }
    const [, root] = await client.call({ ...call, body: [0, -1, []] })
    return readMenuItem(plain(root)).children
  }

  async function targetOf(way: MenuLabel[]): Promise<NumberedMenuItem> {
    const menu = await layout()
    let found = menu
    for (const [depth, label] of way.entries()) {
      found = findAll(depth === 0 ? menu : found.flatMap(item => item.children), label)
    }
    const [target] = found
    const name = way.map(String).join(' > ')
    if (target === undefined || found.length > 1) {
      throw new Error(`${found.length} items in the tray's menu match ${name}:\n${printMenu(menu)}`)
    }
    if (!target.enabled) throw new Error(`${name} is disabled in the tray's menu:\n${printMenu(menu)}`)
    return target
  }

  /** The menu is drawn anew a moment after the state has changed, and what was found in the one before is gone then. */
  async function click(way: MenuLabel[], timeoutMs: number): Promise<void> {
    let why: unknown
    const tryIt = async () => {
      try {
        const { id } = await targetOf(way)
        const { destination, said } = await properties()
        await client.call({
          destination,
          path: String(said.get('Menu')),
          interface: menuInterface,
          member: 'Event',
          signature: 'isvu',
          body: [id, 'clicked', new Variant('i', 0), 0],
        })
        return true
      } catch (error) {
        why = error
        return false
      }
    }
    await until('the entry of the tray’s menu is clicked', tryIt, {
      timeoutMs,
      details: () => String(why),
    })
  }

  return {
    async item({ timeoutMs = 20_000 } = {}) {
      await until('an item in the tray', async () => (await registered()).length > 0, { timeoutMs })
      const { destination, path, said } = await properties()
      const text = (name: string) => String(said.get(name) ?? '')
      return {
        service: destination,
        path,
        menuPath: text('Menu'),
        id: text('Id'),
        title: text('Title'),
        status: text('Status'),
      }
    },
    async menu() {
      let why: unknown
      const read = () =>
        layout().catch((error: unknown) => {
          why = error
          return null
        })
      const items = await until('a menu in the tray', read, { details: () => String(why) })
      return items.map(withoutIds)
    },
    click: (label, timeoutMs = 20_000) => click(Array.isArray(label) ? label : [label], timeoutMs),
    async activate() {
      const { destination, path } = await properties()
      const call = { destination, path, interface: itemInterface, member: 'Activate', signature: 'ii' }
      await client.call({ ...call, body: [0, 0] })
    },
    async tooltip() {
      const tip = (await properties()).said.get('ToolTip')
      if (!Array.isArray(tip)) return ''
      return tip.slice(2).filter(Boolean).join('\n')
    },
    async iconHash() {
      const { said } = await properties()
      const hash = createHash('sha256')
      for (const name of ['IconName', 'IconThemePath']) hash.update(`${String(said.get(name) ?? '')}\n`)
      const pixmaps = said.get('IconPixmap')
      for (const pixmap of Array.isArray(pixmaps) ? pixmaps : []) {
        const [width, height, bytes]: unknown[] = pixmap
        hash.update(`${String(width)}x${String(height)}\n`)
        if (Buffer.isBuffer(bytes)) hash.update(bytes)
      }
      return hash.digest('hex')
    },
    async waitForMenu(predicate, what, timeoutMs = 20_000) {
      let last = 'there was no menu at all'
      const ask = async () => {
        try {
          const menu = (await layout()).map(withoutIds)
          last = `the menu was last:\n${printMenu(menu)}`
          return predicate(menu) ? menu : null
        } catch (error) {
          // Not there yet, or between two menus.
          last = String(error)
          return null
        }
      }
      return until(`the tray's menu shows ${what}`, ask, { timeoutMs, details: () => last })
    },
    async waitForNoItem(timeoutMs = 20_000) {
      await until('the tray is empty', async () => (await registered()).length === 0, { timeoutMs })
    },
    close: () => client.close(),
  }
}

function withoutIds({ id: _id, children, ...item }: NumberedMenuItem): TrayMenuItem {
  return { ...item, children: children.map(withoutIds) }
}
