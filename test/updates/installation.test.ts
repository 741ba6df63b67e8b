import { describe, expect, it } from 'vitest'
import { downloadFolder } from '../../main/updates/download-folder.ts'
import { fileFor, type Installation, installationOf } from '../../main/updates/installation.ts'

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

describe('what can be replaced from within', () => {
  it.each<[string, Parameters<typeof installationOf>, Installation | null]>([
    ['an AppImage', ['linux', '/home/u/Understudy.AppImage', true], appImage],
    ['no package of a package manager', ['linux', undefined, true], null],
    ['no path that leads elsewhere later', ['linux', 'Understudy.AppImage', true], null],
    ['no checkout, whatever has started it', ['linux', '/home/u/Other.AppImage', false], null],
    ['an app on macOS', ['darwin', undefined, true], { kind: 'mac' }],
    ['an installation on Windows', ['win32', undefined, true], { kind: 'nsis' }],
  ])('is %s', (_, given, installation) => {
    expect(installationOf(...given)).toEqual(installation)
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
  ['darwin', {}, '/home/u/Library/Caches/understudy-updater'],
])('downloads on %s with %j are in %s', (platform, env, folder) => {
  expect(downloadFolder(platform, env, '/home/u')).toBe(folder)
})
