import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startDesktop } from '../support/desktop.ts'
import { type Group, startGroup } from '../support/desktop-process.ts'
import { until, within } from '../support/desktop-wait.ts'
import { Closers } from '../support/scene.ts'
import { windowsOnScreen } from '../support/windows-on-screen.ts'
import { root } from './markdown.ts'

const closers = new Closers()
afterEach(closers.close)

/** The set-up is this computer's: else it would fetch all of it anew. */
const cache = { XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache') }

/** A command of the README, as it is typed there. */
function npm(args: string[], env: NodeJS.ProcessEnv): Group {
  const group = startGroup('npm', args, { env: { ...env, ...cache }, cwd: root })
  closers.add(() => group.kill())
  return group
}

const ended = (group: Group) => within('npm ends', 100_000, group.exited, group.output)

test('npm start opens the app, and with --doctor looks at it from beside', async () => {
  const desktop = await startDesktop()
  closers.add(desktop.close)
  const profile = join(desktop.folder, 'profile')
  const app = npm(['start', '--', `--user-data-dir=${profile}`], desktop.env)
  const isOpen = async () => (await windowsOnScreen(desktop.env, 'name', '^Understudy$')).length > 0
  await until('the window is there', isOpen, { timeoutMs: 90_000, details: app.output })

  const doctor = npm(['start', '--', '--doctor', `--user-data-dir=${profile}`], desktop.env)
  expect(await ended(doctor), doctor.output()).toBe(0)
  expect(doctor.output()).toMatch(/^\[ok\] +Keychain: An item could be written, read back and deleted\.$/m)
  expect(doctor.output()).toMatch(/^\[ok\] +Endpoint: It answers on 127\.0\.0\.1:\d+/m)
  expect(doctor.output()).toMatch(/^\[warning\] +Tray: /m)

  expect(await isOpen()).toBe(true)
  app.signal('SIGTERM')
  await ended(app)
}, 240_000)

test('npm start where there is no display says what can be done without one', async () => {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...headless } = process.env
  const start = npm(['start'], headless)
  expect(await ended(start), start.output()).toBe(2)
  expect(start.output()).toContain('npm run demo')
})

test('npm run screenshots takes a picture of the app, light and dark', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'us-pictures-'))
  closers.add(() => rm(folder, { recursive: true, force: true }))
  const camera = npm(['run', 'screenshots', '--', `--into=${folder}`, 'first-start'], process.env)
  expect(await ended(camera), camera.output()).toBe(0)
  expect(camera.output()).toContain('2 pictures')
  const pictures = ['light', 'dark'].map(appearance => join(folder, appearance, 'first-start.png'))
  expect(pictures.filter(picture => !existsSync(picture))).toEqual([])
  const [light, dark] = await Promise.all(pictures.map(picture => readFile(picture)))
  expect(light?.subarray(1, 4).toString()).toBe('PNG')
  expect(dark).not.toEqual(light)
}, 180_000)

test('npm run soak names the options that it has', async () => {
  const soak = npm(['run', 'soak', '--', '--minutes=0'], process.env)
  expect(await ended(soak), soak.output()).toBe(2)
  expect(soak.output()).toContain('--minutes=10 and --seed=1; not --minutes=0')
})
