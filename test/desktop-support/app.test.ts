import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, electronExecutable, launchApp } from '../support/app.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { until } from '../support/desktop-wait.ts'
import { connectTray, type Tray } from '../support/tray.ts'
import { makeMiniApp } from './mini-app.ts'

let desktop: Desktop
let tray: Tray
let app: App | undefined

beforeEach(async () => {
  desktop = await startDesktop({ keyring: 'none' })
  tray = await connectTray(desktop.busAddress, { host: true })
})

afterEach(async () => {
  await app?.kill()
  app = undefined
  tray.close()
  await desktop.close()
})

test('an app is driven through its tray and its windows', async () => {
  const folder = await makeMiniApp(desktop.folder)
  app = await launchApp({ desktop, executable: electronExecutable(), args: [folder] })
  const item = await tray.item()
  expect(item.status).toBe('Active')
  const menu = await tray.waitForMenu(items => items.length > 0, 'anything')
  expect(menu.map(entry => [entry.label, entry.kind, entry.enabled])).toEqual([
    ['Count_it & go', 'item', true],
    ['clicks: 0', 'item', false],
    ['', 'separator', true],
    ['Sessions', 'item', true],
    ['Notify', 'check', true],
    ['Quit', 'item', true],
  ])
  expect(menu[3]?.children.map(entry => [entry.label, entry.kind, entry.checked])).toEqual([
    ['dev', 'radio', true],
    ['prod', 'radio', false],
  ])
  expect(await tray.tooltip()).toBe('0 clicks')
  const icon = await tray.iconHash()

  await tray.click('Count_it & go')
  await tray.waitForMenu(items => items.some(entry => entry.label === 'clicks: 1'), 'one click')
  await expect.poll(() => tray.tooltip(), { timeout: 20_000 }).toBe('1 clicks')
  await expect.poll(() => tray.iconHash(), { timeout: 20_000 }).not.toBe(icon)
  await expect(tray.click(/^clicks/, 1_000)).rejects.toThrow(/disabled[\s\S]*Count_it & go/)
  await expect(tray.click('Nothing', 1_000)).rejects.toThrow(/0 items[\s\S]*\(o\) prod/)

  expect(app.windows()).toEqual([])
  await tray.activate()
  const page = await app.window(/manager/)
  expect(await page.textContent('h1')).toBe('Hello from the window')
  expect(app.stderr()).toContain(`userData=${app.profileDir} packaged=false`)

  await tray.click('Quit')
  expect(await app.exited).toBe(0)
  await tray.waitForNoItem()
})

test('an app that is told to go, goes', async () => {
  const folder = await makeMiniApp(desktop.folder)
  app = await launchApp({ desktop, executable: electronExecutable(), args: [folder] })
  await tray.item()
  expect(await app.quit()).toBe(0)
})

test('an app that cannot load is told of, with what it printed', async () => {
  const folder = await makeMiniApp(desktop.folder, "throw new Error('broken on purpose')")
  // Depending on the runtime it ends at once, or hangs behind an error dialog.
  const launch = async () => {
    const broken = await launchApp({ desktop, executable: electronExecutable(), args: [folder] })
    app = broken
    await until('it has printed something', () => broken.stderr().includes('on purpose'))
    return broken.window(/manager/, 3_000)
  }
  await expect(launch()).rejects.toThrow('broken on purpose')
})
