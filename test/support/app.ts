import { existsSync, readFileSync } from 'node:fs'
import { chown, mkdtemp } from 'node:fs/promises'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import type { Desktop } from './desktop.ts'
import { type Group, startGroup } from './desktop-process.ts'
import { until, within } from './desktop-wait.ts'
import { asUser } from './other-user.ts'

export interface AppOptions {
  desktop: Pick<Desktop, 'env' | 'folder' | 'own'>
  /** By default a new one, gone with the desktop. */
  profileDir?: string
  /** A packaged app. By default this checkout, run by the Electron in node_modules. */
  executable?: string
  args?: string[]
  env?: Record<string, string>
  /** Root alone can start it as somebody else, whose the desktop's folder must be. */
  uid?: number
}

export interface App {
  readonly pid: number
  readonly profileDir: string
  readonly browser: Browser
  readonly exited: Promise<number | null>
  /** The newest page whose address matches; waits for it. */
  window(url: RegExp, timeoutMs?: number): Promise<Page>
  windows(): Page[]
  stderr(): string
  /** What the pages have told their consoles as errors, a refused script or style among them. */
  pageErrors(): readonly string[]
  /** As a session's end would: SIGTERM. An app that does not go within 20 s is killed, and that is an error. */
  quit(): Promise<number | null>
  kill(): Promise<void>
}

const root = path.resolve(import.meta.dirname, '../..')

/** The runtime that the set-up has put in place; never downloads. */
export function electronExecutable(): string {
  const folder = path.join(root, 'node_modules/electron')
  const executable = existsSync(path.join(folder, 'path.txt'))
    ? path.join(folder, 'dist', readFileSync(path.join(folder, 'path.txt'), 'utf8'))
    : ''
  if (!existsSync(executable))
    throw new Error('Electron is not set up: run `node scripts/run.mjs test` first')
  return executable
}

/** Starts the app's process and no more. */
export function startApp(options: AppOptions & { profileDir: string }): Group {
  const { desktop, profileDir, uid } = options
  const isRoot = (uid ?? process.getuid?.()) === 0
  const args = [
    ...(options.executable === undefined ? [root] : []),
    `--user-data-dir=${profileDir}`,
    '--remote-debugging-port=0',
    // Chromium refuses to run as root with its sandbox; as anyone else the tests run with it.
    ...(isRoot ? ['--no-sandbox'] : []),
    ...(options.args ?? []),
  ]
  const env = { ...desktop.env, ...options.env }
  const command = [...asUser(uid), options.executable ?? electronExecutable(), ...args]
  const group = startGroup(command[0] ?? '', command.slice(1), { env, cwd: root })
  desktop.own(group)
  return group
}

/** Starts the app and drives it over the DevTools protocol: the same way for a checkout and for a package. */
export async function launchApp(options: AppOptions): Promise<App> {
  const profileDir = options.profileDir ?? (await mkdtemp(path.join(options.desktop.folder, 'profile-')))
  if (options.uid !== undefined) await chown(profileDir, options.uid, options.uid)
  const group = startApp({ ...options, profileDir })
  const details = () => `the app has printed:\n${group.output()}`
  const gone = group.exited.then(code => {
    throw new Error(`the app has ended with ${code}\n${details()}`)
  })
  gone.catch(() => undefined)

  let browser: Browser
  try {
    const address = () => /DevTools listening on (ws:\S+)/.exec(group.output())?.[1]
    const endpoint = await Promise.race([
      until('the app opens its DevTools port', address, { timeoutMs: 30_000, details }),
      gone,
    ])
    const connecting = chromium.connectOverCDP(endpoint, { timeout: 20_000 })
    browser = await within(
      'a DevTools connection to the app',
      21_000,
      Promise.race([connecting, gone]),
      details,
    )
  } catch (error) {
    await group.kill()
    throw error
  }

  const windows = () => browser.contexts().flatMap(context => context.pages())
  const pageErrors: string[] = []
  const listen = (page: Page) => {
    page.on('pageerror', error => pageErrors.push(`${page.url()}: ${error.message}`))
    page.on('console', message => {
      if (message.type() === 'error') pageErrors.push(`${page.url()}: ${message.text()}`)
    })
  }
  for (const page of windows()) listen(page)
  for (const context of browser.contexts()) context.on('page', listen)
  return {
    pid: group.pid,
    profileDir,
    browser,
    exited: group.exited,
    windows,
    async window(url, timeoutMs = 30_000) {
      const addresses = () => `windows: ${windows().map(page => page.url())}\n${details()}`
      const find = async () => {
        const page = windows().findLast(each => url.test(each.url()))
        // Playwright would have every page be light, whatever the app says.
        await page?.emulateMedia({ colorScheme: null }).catch((error: unknown) => {
          if (!page.isClosed()) throw error
        })
        return page?.isClosed() === false ? page : null
      }
      const found = until(`a window ${url}`, find, { timeoutMs, details: addresses })
      return Promise.race([found, gone])
    },
    stderr: group.output,
    pageErrors: () => pageErrors,
    async quit() {
      // To the main process alone: the others are its own to end.
      if (group.child.exitCode === null) group.child.kill('SIGTERM')
      try {
        return await within('the app quits after SIGTERM', 20_000, group.exited, details)
      } finally {
        group.signal('SIGKILL')
        await browser.close().catch(() => undefined)
      }
    },
    async kill() {
      await group.kill()
      await browser.close().catch(() => undefined)
    },
  }
}
