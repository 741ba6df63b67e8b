import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

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

/** An Electron app of a few lines: a tray with every kind of menu item, and a window. */
export async function makeMiniApp(parent: string, source = main): Promise<string> {
  const folder = path.join(parent, 'mini')
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
