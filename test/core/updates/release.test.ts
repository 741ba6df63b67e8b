import { describe, expect, it } from 'vitest'
import { channelFile, isNewer, readRelease } from '../../../main/core/updates/release.ts'

const SHA512 = `${'A'.repeat(86)}==`
const file = { url: 'Understudy-1.2.4-linux-x86_64.AppImage', sha512: SHA512, size: 100_000_000 }
const said = { version: '1.2.4', files: [file] }

describe('what a feed says', () => {
  it('is taken with all that electron-builder writes, and kept as little as is needed', () => {
    const whole = {
      ...said,
      files: [{ ...file, blockMapSize: 1_234 }],
      path: file.url,
      sha512: SHA512,
      releaseDate: '2026-12-01T03:55:09.144Z',
    }
    expect(readRelease(whole)).toEqual({
      version: '1.2.4',
      files: [{ name: file.url, sha512: SHA512, size: file.size }],
    })
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', '1.2.4'],
    ['a version of two numbers', { ...said, version: '1.2' }],
    ['a version as a number', { ...said, version: 1.2 }],
    ['a pre-release', { ...said, version: '1.2.4-beta.1' }],
    ['a leading zero', { ...said, version: '1.02.4' }],
    ['no files', { version: '1.2.4' }],
    ['a folder above', { ...said, files: [{ ...file, url: '../evil.AppImage' }] }],
    ['a folder below', { ...said, files: [{ ...file, url: 'a/evil.AppImage' }] }],
    ['a folder in other letters', { ...said, files: [{ ...file, url: '..%2fevil.AppImage' }] }],
    ['a folder of Windows', { ...said, files: [{ ...file, url: '..\\evil.exe' }] }],
    ['another server', { ...said, files: [{ ...file, url: 'https://evil.example/a.AppImage' }] }],
    ['another server, in few letters', { ...said, files: [{ ...file, url: '//evil.example' }] }],
    ['a hidden file', { ...said, files: [{ ...file, url: '.AppImage' }] }],
    ['a checksum that is short', { ...said, files: [{ ...file, sha512: 'AAAA' }] }],
    ['no checksum', { ...said, files: [{ url: file.url, size: 1 }] }],
    ['no size', { ...said, files: [{ url: file.url, sha512: SHA512 }] }],
    ['a size of nothing', { ...said, files: [{ ...file, size: 0 }] }],
    ['a size beyond all', { ...said, files: [{ ...file, size: 2 ** 40 }] }],
    ['files without end', { ...said, files: Array(51).fill(file) }],
  ])('is no release with %s', (_, wrong) => {
    expect(readRelease(wrong)).toBeNull()
  })
})

describe('a version', () => {
  it.each([
    ['1.2.4', '1.2.3'],
    ['1.3.0', '1.2.9'],
    ['2.0.0', '1.99.99'],
    ['1.2.10', '1.2.9'],
    ['1.2.4', '1.2.4-beta.1'],
    ['1.2.4', '1.2.3+build.7'],
  ])('%s comes after %s', (version, running) => {
    expect(isNewer({ version }, running)).toBe(true)
  })

  it.each([
    ['1.2.3', '1.2.3'],
    ['1.2.3', '1.2.4'],
    ['1.2.9', '1.3.0'],
    ['1.9.9', '2.0.0'],
    ['1.2.9', '1.2.10'],
    ['1.2.3', '1.2.4-beta.1'],
    ['1.2.3', '1.2.3+build.7'],
    ['9.9.9', 'unknown'],
    ['9.9.9', ''],
  ])('%s does not come after %s', (version, running) => {
    expect(isNewer({ version }, running)).toBe(false)
  })
})

it.each([
  ['linux', 'x64', 'latest-linux.yml'],
  ['linux', 'arm64', 'latest-linux-arm64.yml'],
  ['darwin', 'arm64', 'latest-mac.yml'],
  ['win32', 'x64', 'latest.yml'],
])('for %s on %s it is in %s', (platform, arch, file) => {
  expect(channelFile(platform, arch)).toBe(file)
})
