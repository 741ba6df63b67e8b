import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replaceAppImage, startAppImage, withoutMount } from '../../main/updates/app-image.ts'
import { WrongFile } from '../../main/updates/check-file.ts'
import { until } from '../support/desktop-wait.ts'

const fileOf = (text: string) => ({ sha512: createHash('sha512').update(text).digest('base64') })

let root: string
let downloaded: string
let appImage: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'us-app-image-'))
  downloaded = join(root, 'pending.AppImage')
  mkdirSync(join(root, 'Applications'))
  appImage = join(root, 'Applications/Understudy-0.1.0.AppImage')
  writeFileSync(downloaded, 'new', { mode: 0o644 })
  writeFileSync(appImage, 'old', { mode: 0o755 })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const beside = () => readdirSync(join(root, 'Applications'))

it('has the new one under the old name, which can be started and by as many as before', async () => {
  chmodSync(appImage, 0o750)
  await replaceAppImage(downloaded, fileOf('new'), appImage)
  expect([readFileSync(appImage, 'utf8'), statSync(appImage).mode & 0o777]).toEqual(['new', 0o750])
  expect([beside(), existsSync(downloaded)]).toEqual([['Understudy-0.1.0.AppImage'], false])
})

it('leaves the old one where the download is another one by now', async () => {
  await expect(replaceAppImage(downloaded, fileOf('signed'), appImage)).rejects.toThrow(WrongFile)
  expect([readFileSync(appImage, 'utf8'), beside()]).toEqual(['old', ['Understudy-0.1.0.AppImage']])
})

it('leaves the old one where the download is gone', async () => {
  rmSync(downloaded)
  await expect(replaceAppImage(downloaded, fileOf('new'), appImage)).rejects.toThrow('ENOENT')
  expect([readFileSync(appImage, 'utf8'), beside()]).toEqual(['old', ['Understudy-0.1.0.AppImage']])
})

it('leaves the old one where the new one has no place', async () => {
  mkdirSync(`${appImage}.new/of-somebody`, { recursive: true })
  await expect(replaceAppImage(downloaded, fileOf('new'), appImage)).rejects.toThrow()
  expect(readFileSync(appImage, 'utf8')).toBe('old')
})

it('writes through no link that somebody has put there', async () => {
  const precious = join(root, 'precious')
  writeFileSync(precious, 'precious')
  symlinkSync(precious, `${appImage}.new`)
  await replaceAppImage(downloaded, fileOf('new'), appImage)
  expect([readFileSync(precious, 'utf8'), readFileSync(appImage, 'utf8')]).toEqual(['precious', 'new'])
})

it('takes what a crash has left of an earlier try for nothing', async () => {
  writeFileSync(`${appImage}.new`, 'half of something longer')
  await replaceAppImage(downloaded, fileOf('new'), appImage)
  expect([readFileSync(appImage, 'utf8'), beside()]).toEqual(['new', ['Understudy-0.1.0.AppImage']])
})

it('starts the new one with the arguments of this one', async () => {
  writeFileSync(
    appImage,
    `#!/bin/sh\necho "$@" > '${root}/started.tmp'; mv '${root}/started.tmp' '${root}/started'\n`,
  )
  await startAppImage(appImage, ['--no-sandbox', '--user-data-dir=/a b'], { PATH: process.env['PATH'] })
  const words = await until('it is started', () => readFile(join(root, 'started'), 'utf8').catch(() => null))
  expect(words).toBe('--no-sandbox --user-data-dir=/a b\n')
})

it('ends where the new one can’t be started', async () => {
  await startAppImage(join(root, 'none'), [], {})
})

it('takes nothing of its own folder along, which is anybody’s once it is gone', () => {
  const mount = '/tmp/.mount_UnderAbC123'
  expect(
    withoutMount({
      APPDIR: mount,
      APPIMAGE: '/home/u/Understudy.AppImage',
      ARGV0: './Understudy.AppImage',
      OWD: '/home/u',
      PATH: `${mount}:${mount}/usr/sbin:/usr/local/bin:/usr/bin`,
      LD_LIBRARY_PATH: `${mount}/usr/lib:`,
      GSETTINGS_SCHEMA_DIR: `${mount}/usr/share/glib-2.0/schemas`,
      XDG_DATA_DIRS: `${mount}/usr/share:/usr/share:${mount}x/share`,
      https_proxy: 'http://proxy.example.com:8080',
      EMPTY: '',
    }),
  ).toEqual({
    PATH: '/usr/local/bin:/usr/bin',
    LD_LIBRARY_PATH: '',
    XDG_DATA_DIRS: `/usr/share:${mount}x/share`,
    https_proxy: 'http://proxy.example.com:8080',
    EMPTY: '',
  })
})
