import { execFile } from 'node:child_process'
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { startGroup } from '../support/desktop-process.ts'
import { until, within } from '../support/desktop-wait.ts'
import { executable, folder } from './packaged.ts'

type Fuse = Exclude<keyof typeof FuseV1Options, number>

/** As they are burnt into the executable. */
const fuses: readonly (readonly [string, Fuse, boolean])[] = [
  ['it can’t be turned into Node', 'RunAsNode', false],
  ['NODE_OPTIONS is not read', 'EnableNodeOptionsEnvironmentVariable', false],
  ['--inspect is not taken', 'EnableNodeCliInspectArguments', false],
  ['cookies are encrypted', 'EnableCookieEncryption', true],
  ['no app but its own archive is run', 'OnlyLoadAppFromAsar', true],
  // Linux does not look yet: https://www.electronjs.org/docs/latest/tutorial/asar-integrity
  ['the archive is checked where the system can', 'EnableEmbeddedAsarIntegrityValidation', true],
  ['no V8 snapshot is taken from beside it', 'LoadBrowserProcessSpecificV8Snapshot', false],
  ['file:// has no more rights than in a browser', 'GrantFileProtocolExtraPrivileges', false],
]

test.each(fuses)('%s: the fuse %s is %s', async (_why, name, on) => {
  const wire = await getCurrentFuseWire(executable)
  expect(wire[FuseV1Options[name]]).toBe(on ? FuseState.ENABLE : FuseState.DISABLE)
})

describe('started in a way that would turn it against its user', () => {
  let desktop: Desktop
  let place: string

  beforeAll(async () => {
    desktop = await startDesktop({ keyring: 'none' })
    place = await mkdtemp(join(tmpdir(), 'understudy-fuses-'))
  })
  afterAll(async () => {
    await desktop?.close()
    await rm(place, { recursive: true, force: true })
  })

  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  /** Its doctor looks around, prints and ends: the whole of the main process has been loaded by then. */
  const doctor = (env: NodeJS.ProcessEnv, program = executable, args: readonly string[] = []) =>
    new Promise<string>(resolve => {
      const all = [...args, ...asRoot, '--doctor', `--user-data-dir=${join(place, 'profile')}`]
      execFile(program, all, { env: { ...desktop.env, ...env }, timeout: 60_000 }, (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      )
    })
  const planted = async (name: string) => {
    const mark = join(place, `${name}.ran`)
    const script = join(place, `${name}.cjs`)
    await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`)
    return {
      script,
      ran: () =>
        readFile(mark).then(
          () => true,
          () => false,
        ),
    }
  }

  test('ELECTRON_RUN_AS_NODE gives no Node', async () => {
    const { script, ran } = await planted('as-node')
    const said = await doctor({ ELECTRON_RUN_AS_NODE: '1' }, executable, [script])
    expect(said).toContain('Understudy')
    expect(await ran()).toBe(false)
  })

  test('NODE_OPTIONS loads nothing', async () => {
    const { script, ran } = await planted('node-options')
    expect(await doctor({ NODE_OPTIONS: `--require ${script}` })).toContain('Understudy')
    expect(await ran()).toBe(false)
  })

  test('--inspect, --inspect-brk and SIGUSR1 open no debugger', async () => {
    const profile = `--user-data-dir=${join(place, 'inspected')}`
    const args = [...asRoot, '--inspect-brk=0', '--inspect=0', '--remote-debugging-port=0', profile]
    const app = startGroup(executable, args, { env: desktop.env })
    try {
      // Chromium's own port says that the main process is past where Node would have opened its one.
      await until('the app is up', () => app.output().includes('DevTools listening'), {
        timeoutMs: 60_000,
        details: app.output,
      })
      app.child.kill('SIGUSR1')
      // Node would open its debugger and go on. Without that, the signal ends a process, as any that nobody handles.
      await within('it ends', 20_000, app.exited, app.output)
      expect(app.output()).not.toContain('Debugger listening')
    } finally {
      await app.kill()
    }
  })

  test('an app beside its archive is not run', async () => {
    const copy = join(place, 'copy')
    await cp(folder, copy, { recursive: true })
    const { script, ran } = await planted('resources-app')
    await mkdir(join(copy, 'resources/app'))
    await writeFile(join(copy, 'resources/app/package.json'), '{"name":"other","main":"main.cjs"}')
    await copyFile(script, join(copy, 'resources/app/main.cjs'))
    await writeFile(join(copy, 'resources/default_app.asar'), 'no archive')
    expect(await doctor({}, join(copy, 'understudy'))).toContain('Understudy')
    expect(await ran()).toBe(false)
  })
})
