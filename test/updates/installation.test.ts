import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { downloadFolder } from '../../main/updates/download-folder.ts'
import { fileFor, type Installation, installationOf, type Start } from '../../main/updates/installation.ts'

const names = [
  'Understudy-1.2.4-linux-amd64.deb',
  'Understudy-1.2.4-linux-x86_64.AppImage',
  'Understudy-1.2.4-linux-arm64.AppImage',
  'Understudy-1.2.4-mac-x64.dmg',
  'Understudy-1.2.4-mac-arm64.zip',
  'Understudy-1.2.4-mac-x64.zip',
  'Understudy-1.2.4-win-x64.exe',
  'Understudy-1.2.4-win-arm64.exe',
]
const release = { version: '1.2.4', files: names.map(name => ({ name, sha512: '', size: 1 })) }
const appImage: Installation = { kind: 'app-image', file: '/home/u/Understudy.AppImage' }

const MOUNT = '/tmp/.mount_UnderAbC123'
const inImage = { APPIMAGE: '/home/u/Understudy.AppImage', APPDIR: MOUNT }

describe('what can be replaced from within', () => {
  it.each<[string, Partial<Start>, Installation | null]>([
    ['an AppImage', { env: inImage, executable: `${MOUNT}/understudy` }, appImage],
    ['no package of a package manager', {}, null],
    ['no AppImage from whose terminal a package was started', { env: inImage }, null],
    [
      'no AppImage that says nothing of its folder',
      { env: { APPIMAGE: '/home/u/Understudy.AppImage' } },
      null,
    ],
    [
      'no path that leads elsewhere later',
      { env: { ...inImage, APPIMAGE: 'Understudy.AppImage' }, executable: `${MOUNT}/understudy` },
      null,
    ],
    ['no checkout', { env: inImage, executable: `${MOUNT}/understudy`, isPackaged: false }, null],
    [
      'an app on macOS',
      { platform: 'darwin', executable: '/Applications/Understudy.app/x' },
      { kind: 'mac' },
    ],
    [
      'no app on a disk image',
      { platform: 'darwin', executable: '/Volumes/Understudy/Understudy.app/x' },
      null,
    ],
    [
      'no app that macOS runs from elsewhere',
      { platform: 'darwin', executable: '/private/var/folders/a/AppTranslocation/b/d/Understudy.app/x' },
      null,
    ],
    ['no folder that was copied to Windows', { platform: 'win32' }, null],
  ])('is %s', (_, more, installation) => {
    const start = { platform: 'linux', env: {}, executable: '/opt/Understudy/understudy', isPackaged: true }
    expect(installationOf({ ...start, ...more })).toEqual(installation)
  })

  it('is an installation on Windows, which has what uninstalls it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'us-nsis-'))
    writeFileSync(join(folder, 'Uninstall Understudy.exe'), '')
    const executable = join(folder, 'Understudy.exe')
    expect(installationOf({ platform: 'win32', env: {}, executable, isPackaged: true })).toEqual({
      kind: 'nsis',
    })
    rmSync(folder, { recursive: true })
  })
})

describe('of a release', () => {
  it.each<[Installation, string, string]>([
    [appImage, 'x64', 'Understudy-1.2.4-linux-x86_64.AppImage'],
    [appImage, 'arm64', 'Understudy-1.2.4-linux-arm64.AppImage'],
    [{ kind: 'mac' }, 'x64', 'Understudy-1.2.4-mac-x64.zip'],
    [{ kind: 'mac' }, 'arm64', 'Understudy-1.2.4-mac-arm64.zip'],
    [{ kind: 'nsis' }, 'x64', 'Understudy-1.2.4-win-x64.exe'],
    [{ kind: 'nsis' }, 'arm64', 'Understudy-1.2.4-win-arm64.exe'],
  ])('%j on %s takes %s', (installation, arch, name) => {
    expect(fileFor(installation, arch, release)?.name).toBe(name)
  })

  it('nothing is taken that is for other machines', () => {
    const files = release.files.filter(({ name }) => name.includes('arm64'))
    expect(fileFor(appImage, 'x64', { ...release, files })).toBeNull()
  })
})

it.each([
  ['linux', {}, '/home/u/.cache/understudy-updater'],
  ['linux', { XDG_CACHE_HOME: '/caches' }, '/caches/understudy-updater'],
  ['linux', { XDG_CACHE_HOME: '' }, '/home/u/.cache/understudy-updater'],
  ['darwin', {}, '/home/u/Library/Caches/understudy-updater'],
])('downloads on %s with %j are in %s', (platform, env, folder) => {
  expect(downloadFolder(platform, env, '/home/u')).toBe(folder)
})
