import { existsSync } from 'node:fs'
import { lstat, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { command } from '../support/commands.ts'
import { runTool } from '../support/desktop-process.ts'
import { until, within } from '../support/desktop-wait.ts'
import { asUser, giveTo, NOBODY } from '../support/other-user.ts'
import { familyOf } from '../support/processes.ts'
import { Closers, setScene } from '../support/scene.ts'
import { dist } from './packaged.ts'

const isRoot = process.getuid?.() === 0
/** Somebody else where this one is root, since root has no sandbox. */
const uid = isRoot ? NOBODY : undefined
/** Only root can install. Others look into what would be installed, and run it from there. */
const how = isRoot ? 'installed' : 'unpacked, since only root can install it'

const closers = new Closers()
let deb: string
/** Where its files are: the computer's own root folder, or another. */
let place: string
let scene: Awaited<ReturnType<typeof setScene>>

async function run(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runTool(program, args, { env: process.env, timeoutMs: 120_000 })
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
  return stdout
}

const isInstalled = () => existsSync('/opt/Understudy')

async function uninstall(): Promise<void> {
  if (isInstalled()) await run('dpkg', '--purge', 'understudy')
}

beforeAll(async () => {
  const [name] = (await readdir(dist)).filter(each => each.endsWith('.deb'))
  deb = join(dist, name ?? 'no package for Debian: run npm run package')
  if (!isRoot) {
    place = await mkdtemp(join(tmpdir(), 'understudy-deb-'))
    closers.add(() => rm(place, { recursive: true, force: true }))
    await run('dpkg-deb', '--extract', deb, place)
  } else {
    if (isInstalled())
      throw new Error(
        'Understudy is installed on this computer, and this test would remove it. Remove it first.',
      )
    place = '/'
    closers.add(uninstall)
    await run('dpkg', '--install', deb)
  }
  scene = await setScene({
    services: async ({ folder }) => {
      if (uid !== undefined) await giveTo(uid, folder)
    },
    app: { executable: join(place, 'opt/Understudy/understudy'), ...(uid === undefined ? {} : { uid }) },
  })
  closers.add(scene.close)
})
afterAll(closers.close)

test(`${how}, its files are root’s, nobody else can change them, and none runs as root`, async () => {
  const listed = (await run('dpkg-deb', '--contents', deb)).trim().split('\n')
  const strange = listed.filter(line => !/^(?:d|-)rwxr-xr-x root\/root |^-rw-r--r-- root\/root /.test(line))
  expect(strange).toEqual([])
  const top = listed
    .map(line => /\.\/(\w*\/?\w*)/.exec(line)?.[1])
    .filter(each => each !== '' && each !== undefined)
  expect([...new Set(top)].toSorted()).toEqual(['opt/', 'opt/Understudy', 'usr/', 'usr/share'])
})

test(`${how}, it is in the desktop’s menu with an entry for the switcher, and takes no addresses`, async () => {
  const entry = await readFile(join(place, 'usr/share/applications/understudy.desktop'), 'utf8')
  expect(entry).toContain('Name=Understudy')
  expect(entry).toContain('Exec=understudy --switch')
  expect(entry).not.toContain('MimeType')
  expect(entry).not.toContain('--no-sandbox')
})

test(`${how}, a session of it is served to its user’s tools, and to nobody else’s`, async () => {
  const { person } = scene
  const { sessions } = await person.snapshot()
  const id = sessions.find(each => each.session.name === 'dev-readonly')?.session.id
  if (id === undefined) throw new Error('dev-readonly is gone.')
  await command(person, 'switchTo', { id })
  await person.waitForState('dev-readonly', 'live')
  const { url, tokenFile } = await person.connectionOf('dev-readonly')
  const token = await readFile(tokenFile, 'utf8')
  const ask = async (as: readonly string[]) => {
    const line = [...as, 'curl', '--silent', '--header', `Authorization: ${token}`, url]
    const { stdout } = await runTool(line[0] ?? '', line.slice(1), { env: process.env })
    return stdout
  }
  expect(JSON.parse(await ask(asUser(uid)))).toHaveProperty('AccessKeyId', expect.stringMatching(/^ASIA/))
  // Whoever is not root can't become somebody else, and test/e2e shows it in another way.
  if (isRoot) expect(await ask([])).not.toContain('ASIA')
})

test(`${how}, each page is in Chromium’s sandbox`, async () => {
  const seen = await Promise.all(
    (await familyOf(scene.app.pid)).map(async pid => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'latin1')
      const status = await readFile(`/proc/${pid}/status`, 'latin1')
      const space = (name: string) => readlink(`/proc/${pid}/ns/${name}`)
      return {
        kind: /--type=([\w-]+)/.exec(command)?.[1] ?? 'main',
        hasSwitch: command.includes('--no-sandbox'),
        // 2: the calls that the kernel takes from it go through a filter, see proc_pid_status(5).
        seccomp: /^Seccomp:\s*(\d)/m.exec(status)?.[1],
        noNewPrivileges: /^NoNewPrivs:\s*(\d)/m.exec(status)?.[1],
        user: /^Uid:\s*(\d+)/m.exec(status)?.[1],
        spaces: { user: await space('user'), pid: await space('pid'), net: await space('net') },
      }
    }),
  )
  const main = seen.find(({ kind }) => kind === 'main')
  const pages = seen.filter(({ kind }) => kind === 'renderer')
  expect(pages).not.toEqual([])
  expect(seen.filter(({ hasSwitch }) => hasSwitch)).toEqual([])
  for (const page of pages) {
    expect(page).toMatchObject({ seccomp: '2', noNewPrivileges: '1' })
    // It sees no process but its own kind, and has no network.
    for (const name of ['pid', 'net'] as const) expect(page.spaces[name]).not.toBe(main?.spaces[name])
  }
  expect(new Set(seen.map(({ user }) => user))).toEqual(new Set([String(uid ?? process.getuid?.())]))
})

test(`${how}, its command brings the switcher of the running one up`, async () => {
  const executable = isRoot ? '/usr/bin/understudy' : join(place, 'opt/Understudy/understudy')
  const second = startApp({
    desktop: scene.desktop,
    profileDir: scene.app.profileDir,
    executable,
    args: ['--switch'],
    ...(uid === undefined ? {} : { uid }),
  })
  expect(await within('the second one ends', 20_000, second.exited, second.output)).toBe(0)
  await scene.app.window(/switcher/)
})

test(`${how}, its doctor looks around on a terminal`, async () => {
  const executable = isRoot ? '/usr/bin/understudy' : join(place, 'opt/Understudy/understudy')
  const line = [...asUser(uid), executable, '--doctor', `--user-data-dir=${scene.app.profileDir}`]
  const { stdout } = await runTool(line[0] ?? '', line.slice(1), {
    env: scene.desktop.env,
    timeoutMs: 60_000,
  })
  expect(stdout).toContain('Keychain')
})

// What was not installed is not removed.
if (isRoot)
  test('removed, it leaves nothing but what is its user’s', async () => {
    await scene.app.quit()
    await uninstall()
    for (const left of [
      '/opt/Understudy',
      '/usr/bin/understudy',
      '/etc/apparmor.d/understudy',
      '/etc/alternatives/understudy',
    ])
      expect(await lstat(left).catch(() => null), left).toBeNull()
    expect(await run('find', '/usr/share', '-iname', '*understudy*')).toBe('')
    await until('the settings are there still', () =>
      existsSync(join(scene.app.profileDir, 'understudy.json')),
    )
  })
