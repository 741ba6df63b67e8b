import { stat } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { electronExecutable, launchApp } from '../support/app.ts'
import { startDesktop } from '../support/desktop.ts'
import { connectTray } from '../support/tray.ts'
import { startPanel } from '../support/tray-panel.ts'
import { makeMiniApp } from './mini-app.ts'

test('a real panel shows the menu, and a key press in it reaches the app', async () => {
  const desktop = await startDesktop({ keyring: 'none', size: '800x400' })
  try {
    const panel = await startPanel(desktop)
    const tray = await connectTray(desktop.busAddress, { host: false })
    const folder = await makeMiniApp(desktop.folder)
    const app = await launchApp({ desktop, executable: electronExecutable(), args: [folder] })
    await tray.waitForMenu(menu => menu.some(entry => entry.label === 'clicks: 0'), 'no clicks yet')
    await panel.openMenu()
    const picture = path.join(desktop.folder, 'menu.png')
    await desktop.screenshot(picture)
    expect((await stat(picture)).size).toBeGreaterThan(1_000)
    await panel.xdotool('key', 'Down', 'Return')
    await tray.waitForMenu(menu => menu.some(entry => entry.label === 'clicks: 1'), 'one click')
    await app.quit()
    tray.close()
  } finally {
    await desktop.close()
  }
}, 40_000)
