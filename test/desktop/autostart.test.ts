import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { done } from '../../main/core/failures/failure.ts'
import { Autostart } from '../../main/desktop/linux/autostart.ts'
import { commandAtLogin } from '../../main/desktop/login-start.ts'
import { until } from '../support/desktop-wait.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autostart-'))
  file = join(folder, 'autostart/understudy.desktop')
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(content: string): Autostart {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return new Autostart(folder, ['/usr/bin/understudy'])
}

describe('the file', () => {
  it('is written and removed, and says all that the specification asks for', () => {
    const autostart = new Autostart(folder, ['/opt/Understudy/understudy', '--at-login'])
    expect([autostart.isOn, autostart.place]).toEqual([false, null])
    expect(autostart.set(true)).toEqual(done)
    expect([autostart.isOn, autostart.place]).toEqual([true, file])
    expect(readFileSync(file, 'utf8')).toBe(`[Desktop Entry]
Type=Application
Name=Understudy
Comment=AWS roles in the tray
Exec="/opt/Understudy/understudy" "--at-login"
Terminal=false
X-GNOME-Autostart-enabled=true
`)
    expect(autostart.set(false)).toEqual(done)
    expect([autostart.isOn, autostart.place]).toEqual([false, null])
    expect(autostart.set(false)).toEqual(done)
  })

  it.each([
    ['removed by another tool', null, false],
    ['hidden', '[Desktop Entry]\nType=Application\nHidden=true\n', false],
    ['turned off in GNOME', '[Desktop Entry]\nX-GNOME-Autostart-enabled=false\nExec=x\n', false],
    ['written with blanks', '# mine\n\n[Desktop Entry]\r\nHidden = true \r\n', false],
    ['as another tool writes it', '[Desktop Entry]\nHidden=false\nX-GNOME-Autostart-enabled=true\n', true],
    ['hidden in another group only', '[Desktop Entry]\nExec=x\n[Desktop Action A]\nHidden=true\n', true],
    ['with the word in a comment', '[Desktop Entry]\n# Hidden=true\nExec=x\n', true],
  ])('%s', (_how, content, isOn) => {
    const autostart = write(content ?? '')
    if (content === null) rmSync(file)
    expect(autostart.isOn).toBe(isOn)
    expect(autostart.set(true)).toEqual(done)
    expect(autostart.isOn).toBe(true)
  })

  it('that can’t be written is a failure with the system’s word', () => {
    writeFileSync(join(folder, 'autostart'), 'no folder')
    const autostart = new Autostart(folder, ['/usr/bin/understudy'])
    expect(autostart.set(true)).toMatchObject({ failure: { kind: 'not-at-login', detail: 'EEXIST' } })
    expect(autostart.isOn).toBe(false)
  })
})

describe('the command', () => {
  /** As glib reads it, which GNOME, Xfce and most others use. */
  const launch = async (args: readonly string[], where: string): Promise<readonly string[]> => {
    const program = join(folder, where, 'program')
    const told = join(folder, 'told')
    mkdirSync(dirname(program), { recursive: true })
    writeFileSync(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$0" "$@" > '${told}.new'; mv '${told}.new' '${told}'\n`,
    )
    chmodSync(program, 0o755)
    new Autostart(folder, [program, ...args]).set(true)
    await promisify(execFile)('gio', ['launch', file])
    const words = await until('the program tells its arguments', () => {
      try {
        return readFileSync(told, 'utf8')
      } catch {
        return null
      }
    })
    const [self, ...rest] = words.trimEnd().split('\n')
    expect(self).toBe(program)
    return rest
  }

  it.each([
    'plain',
    'with blanks',
    'a"b',
    "it's",
    'back`tick`',
    '$HOME',
    '100%',
    '%u',
    'back\\slash',
    'a;b&c|d',
    'ünï',
  ])('is understood with %j in its path and its arguments', async word => {
    const args = [word, '--at-login', `x ${word} x`]
    expect(await launch(args, word)).toEqual(args)
  })

  const app = (isPackaged: boolean, ...switches: readonly string[]) => ({
    isPackaged,
    getAppPath: () => '/src/understudy',
    commandLine: { hasSwitch: (name: string) => switches.includes(name) } as Electron.CommandLine,
  })
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

  it('is what runs now, or the AppImage that it runs from, but not one that has only started it', () => {
    const program = process.execPath
    expect(commandAtLogin(app(true), {})).toEqual([program, '--at-login'])
    expect(commandAtLogin(app(false), {})).toEqual([program, '/src/understudy', '--at-login'])
    const own = { APPIMAGE: '/home/me/Understudy.AppImage', APPDIR: dirname(program) }
    expect(commandAtLogin(app(true), own)).toEqual([own.APPIMAGE, '--at-login'])
    const others = { APPIMAGE: '/home/me/Editor.AppImage', APPDIR: '/tmp/.mount_Editor' }
    expect(commandAtLogin(app(true), others)).toEqual([program, '--at-login'])
  })

  it('gives the sandbox up for root alone, who has to', () => {
    expect(commandAtLogin(app(true, 'no-sandbox'), {})).toEqual([process.execPath, '--at-login', ...asRoot])
  })
})
