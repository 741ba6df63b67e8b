import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFirstRole } from '../e2e/first-role.ts'
import { startApp } from '../support/app.ts'
import { crashWindows } from '../support/crash.ts'
import { within } from '../support/desktop-wait.ts'
import { familyOf } from '../support/processes.ts'
import { setScene } from '../support/scene.ts'
import { executable, folder } from './packaged.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene({ app: { executable } })
})
afterAll(() => scene?.close())

test('it opens the first role as the checkout does', () => openFirstRole(scene))

/** Content and time of each file of the app's own; Chromium's are the first one's to write. */
async function filesOf(profile: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(profile, { recursive: true })).filter(name =>
    /^(?:understudy|tools\/)/.test(name),
  )
  const entries = names.map(async name => {
    const { mtimeMs, size, ino } = await stat(join(profile, name))
    return [name, `${ino} ${size} ${mtimeMs}`] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

test('a second one with the same profile ends at once, and writes nothing', async () => {
  const before = await filesOf(scene.app.profileDir)
  expect(Object.keys(before)).toContain('understudy.json')
  const second = startApp({ desktop: scene.desktop, profileDir: scene.app.profileDir, executable })
  expect(await within('the second one ends', 20_000, second.exited, second.output)).toBe(0)
  expect(await filesOf(scene.app.profileDir)).toEqual(before)
})

async function commandsOf(root: number): Promise<ReadonlyMap<number, string>> {
  const read = (pid: number) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return new Map(await Promise.all((await familyOf(root)).map(async pid => [pid, await read(pid)] as const)))
}

test('nobody waits for its crash, and a page that crashes leaves no dump', async () => {
  await scene.person.manager()
  const before = await commandsOf(scene.app.pid)
  await crashWindows(scene.app)
  const commands = [...before.values(), ...(await commandsOf(scene.app.pid)).values()]
  expect(commands.filter(command => command.includes('crashpad_handler'))).toEqual([])
  const files = await readdir(join(scene.app.profileDir, 'Crashpad'), { recursive: true }).catch(() => [])
  expect(files.filter(name => /dmp|pending|reports/.test(name))).toEqual([])
})

test('it asks the desktop for no address scheme, and for no start without a sandbox', async () => {
  const applications = join(scene.desktop.env['XDG_DATA_HOME'] ?? '', 'applications')
  expect(await readdir(applications).catch(() => [])).toEqual([])
  const archive = await readFile(join(folder, 'resources/app.asar'), 'latin1')
  expect(archive).not.toContain('setAsDefaultProtocolClient')
  expect(archive).not.toContain("appendSwitch('no-sandbox'")
})
