import { makeMiniApp } from '../desktop-support/mini-app.ts'
import { type App, electronExecutable, launchApp } from './app.ts'
import type { Desktop } from './desktop.ts'

/** One window that shows a page of the web, with no more protection for others than any browser gives. */
const source = `
import { app, BrowserWindow } from 'electron'
app.on('window-all-closed', () => {})
app.whenReady().then(() => new BrowserWindow({ width: 300, height: 200 }).loadURL(process.env.PAGE))
`

/** A Chromium in which `evil.example` is this computer. */
export async function openInBrowser(desktop: Desktop, page: string): Promise<App> {
  const folder = await makeMiniApp(desktop.folder, source)
  return launchApp({
    desktop,
    executable: electronExecutable(),
    args: ['--host-resolver-rules=MAP evil.example 127.0.0.1', folder],
    env: { PAGE: page },
  })
}
