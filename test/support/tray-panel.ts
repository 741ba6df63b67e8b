import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Desktop } from './desktop.ts'
import { connectBus } from './desktop-bus.ts'
import { runTool, startGroup } from './desktop-process.ts'
import { until } from './desktop-wait.ts'
import { watcherName, watcherPath } from './tray-watcher.ts'
import { windowsOnScreen } from './windows-on-screen.ts'

export interface Panel {
  /** Opens the menu of the first icon, as a person does. */
  openMenu(): Promise<void>
  closeMenu(): Promise<void>
  /** The pointer and the keys, for what is on the screen: `xdotool('key', 'Down', 'Return')`. */
  xdotool(...args: string[]): Promise<void>
}

/** A bar along the top of the display, with nothing in it but the tray at its left end. */
const config = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="icon-size" type="int" value="22"/>
    </property>
  </property>
</channel>
`

/** A real panel, for pictures. It is the tray's host: connect to the tray with `host: false`. */
export async function startPanel(
  desktop: Desktop,
  { isDark = false }: { readonly isDark?: boolean } = {},
): Promise<Panel> {
  const env: Readonly<Record<string, string>> = {
    ...desktop.env,
    ...(isDark ? { GTK_THEME: 'Adwaita:dark' } : {}),
  }
  const channels = path.join(env['XDG_CONFIG_HOME'] ?? desktop.folder, 'xfce4/xfconf/xfce-perchannel-xml')
  await mkdir(channels, { recursive: true })
  await writeFile(path.join(channels, 'xfce4-panel.xml'), config)

  // A screen without a wallpaper is black, and the edges of dark windows are lost in it.
  await runTool('display', ['-window', 'root', '-size', '4096x4096', 'gradient:#4c6184-#2a3850'], { env })

  // The private bus starts nothing by itself.
  const settings = startGroup(settingsDaemon(), [], { env })
  desktop.own(settings)
  const client = await connectBus(desktop.busAddress)
  try {
    const hasOwner = async (name: string) => {
      const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' }
      const call = { ...bus, interface: 'org.freedesktop.DBus', member: 'NameHasOwner', signature: 's' }
      return (await client.call({ ...call, body: [name] }))[0] === true
    }
    await until('xfconfd is on the bus', () => hasOwner('org.xfce.Xfconf'), { details: settings.output })
    const panel = startGroup('xfce4-panel', ['--disable-wm-check'], { env })
    desktop.own(panel)
    const watcher = { destination: watcherName, path: watcherPath }
    const isHost = async () =>
      (await hasOwner(watcherName)) &&
      (await client.property(watcher, watcherName, 'IsStatusNotifierHostRegistered')) === true
    await until('the panel is a host for tray icons', isHost, { timeoutMs: 20_000, details: panel.output })
  } finally {
    client.close()
  }

  const run = async (...args: string[]) => {
    const { code, stderr } = await runTool('xdotool', args, { env })
    if (code !== 0) throw new Error(`xdotool ${args.join(' ')}: ${stderr.trim()}`)
  }
  // The tray is a process of its own in the panel, and so are the menus that it opens.
  const windows = async () => (await windowsOnScreen(env, 'class', 'wrapper-2.0')).length
  return {
    xdotool: run,
    async openMenu() {
      const before = await windows()
      let clickedAt = 0
      const isOpen = async () => {
        if ((await windows()) > before) return true
        // An item is registered before its icon is in its place: a click may have met nothing.
        if (Date.now() - clickedAt > 1_000) {
          await run('mousemove', '16', '16', 'click', '3')
          clickedAt = Date.now()
        }
        return false
      }
      await until('the tray menu is open', isOpen)
      // It is on the screen; nothing tells when it has been drawn.
      await sleep(300)
    },
    async closeMenu() {
      await run('key', 'Escape')
    },
  }
}

function settingsDaemon(): string {
  const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib', '/usr/lib64']
  const found = folders.map(folder => path.join(folder, 'xfce4/xfconf/xfconfd')).find(existsSync)
  if (found === undefined) throw new Error('xfconfd is not installed: it comes with xfce4-panel')
  return found
}
