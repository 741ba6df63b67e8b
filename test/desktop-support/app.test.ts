import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, electronExecutable, launchApp } from '../support/app.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { connectTray, type Tray } from '../support/tray.ts'

let desktop: Desktop
let tray: Tray
let app: App | undefined

const main = `
import { app, BrowserWindow, Menu, nativeImage, Tray } from 'electron'
const pixels = fill => nativeImage.createFromBitmap(Buffer.alloc(16 * 16 * 4, fill), { width: 16, height: 16 })
let clicks = 0
let tray
function redraw() {
  tray.setToolTip(clicks + ' clicks')
  tray.setContextMenu(Menu.buildFromTemplate([
    { label: 'Count_it && go', click: () => { clicks++; tray.setImage(pixels(40)); redraw() } },
    { label: 'clicks: ' + clicks, enabled: false },
    { type: 'separator' },
    { label: 'Sessions', submenu: [
      { label: 'dev', type: 'radio', checked: clicks === 0 },
      { label: 'prod', type: 'radio', checked: clicks > 0 },
    ] },
    { label: 'Notify', type: 'checkbox', checked: true },
    { label: 'Quit', click: () => app.quit() },
  ]))
}
app.on('window-all-closed', () => {})
app.whenReady().then(async () => {
  tray = new Tray(pixels(200))
  tray.on('click', () => new BrowserWindow({ width: 300, height: 200 }).loadFile('manager.html'))
  redraw()
  process.stderr.write('userData=' + app.getPath('userData') + ' packaged=' + app.isPackaged + ' name=' + app.name + '\\n')
})
`

async function miniApp(source: string): Promise<string> {
  const folder = path.join(desktop.folder, 'mini')
  await mkdir(folder)
  const manifest = {
    name: 'mini',
    productName: 'Mini App',
    version: '1.2.3',
    type: 'module',
    main: 'main.js',
  }
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(path.join(folder, 'main.js'), source)
  await writeFile(path.join(folder, 'manager.html'), '<title>Manager</title><h1>Hello from the window</h1>')
  return folder
}

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
  const folder = await miniApp(main)
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
  await expect.poll(() => tray.tooltip()).toBe('1 clicks')
  await expect.poll(() => tray.iconHash()).not.toBe(icon)
  await expect(tray.click(/^clicks/)).rejects.toThrow(/disabled[\s\S]*Count_it & go/)
  await expect(tray.click('Nothing')).rejects.toThrow(/0 items[\s\S]*\(o\) prod/)

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
  const folder = await miniApp(main)
  app = await launchApp({ desktop, executable: electronExecutable(), args: [folder] })
  await tray.item()
  expect(await app.quit()).toBe(0)
})

test('an app that cannot load is told of, with what it printed', async () => {
  const folder = await miniApp("throw new Error('broken on purpose')")
  // Depending on the runtime it ends at once, or hangs behind an error dialog.
  const launch = async () => {
    app = await launchApp({ desktop, executable: electronExecutable(), args: [folder] })
    return app.window(/manager/, 3_000)
  }
  await expect(launch()).rejects.toThrow('broken on purpose')
})
