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
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replaceAppImage, WrongFile } from '../../main/updates/app-image.ts'

const sumOf = (text: string) => createHash('sha512').update(text).digest('base64')

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
  await replaceAppImage(downloaded, sumOf('new'), appImage)
  expect([readFileSync(appImage, 'utf8'), statSync(appImage).mode & 0o777]).toEqual(['new', 0o750])
  expect([beside(), existsSync(downloaded)]).toEqual([['Understudy-0.1.0.AppImage'], false])
})

it('leaves the old one where the download is another one by now', async () => {
  await expect(replaceAppImage(downloaded, sumOf('signed'), appImage)).rejects.toThrow(WrongFile)
  expect([readFileSync(appImage, 'utf8'), beside()]).toEqual(['old', ['Understudy-0.1.0.AppImage']])
})

it('leaves the old one where the download is gone', async () => {
  rmSync(downloaded)
  await expect(replaceAppImage(downloaded, sumOf('new'), appImage)).rejects.toThrow('ENOENT')
  expect([readFileSync(appImage, 'utf8'), beside()]).toEqual(['old', ['Understudy-0.1.0.AppImage']])
})

it('leaves the old one where the new one has no place', async () => {
  mkdirSync(`${appImage}.new`)
  await expect(replaceAppImage(downloaded, sumOf('new'), appImage)).rejects.toThrow()
  expect(readFileSync(appImage, 'utf8')).toBe('old')
})

it('takes what a crash has left of an earlier try for nothing', async () => {
  writeFileSync(`${appImage}.new`, 'half of something longer')
  await replaceAppImage(downloaded, sumOf('new'), appImage)
  expect([readFileSync(appImage, 'utf8'), beside()]).toEqual(['new', ['Understudy-0.1.0.AppImage']])
})
