import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCurl } from '../../main/endpoint/curl.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'us-curl-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** A folder with such a curl. */
function withCurl(name: string, ...script: readonly string[]): string {
  const folder = join(root, name)
  mkdirSync(folder)
  const file = join(folder, 'curl')
  writeFileSync(file, ['#!/bin/sh', ...script, ''].join('\n'))
  chmodSync(file, 0o755)
  return folder
}
const ofVersion = (version: string) =>
  withCurl(version, `echo 'curl ${version} (x86_64-pc-linux-gnu) libcurl/9.9'`)
const find = (...folders: readonly string[]) => findCurl(folders.join(delimiter), 'linux')

describe('the curl of this system', () => {
  it('is found with its whole path', async () => {
    const curl = await findCurl(process.env['PATH'] ?? '', process.platform)
    expect(curl?.path).toMatch(/^\/.*\/curl$/)
  })
})

describe('what a curl can', () => {
  it.each([
    ['7.83.1', false],
    ['7.84.0', true],
    ['7.100.0', true],
    ['8.0.0', true],
    ['10.2.0', true],
    ['6.99.0', false],
  ])('is told by its version: %s', async (version, printsHeaders) => {
    const folder = ofVersion(version)
    expect(await find(folder)).toEqual({ path: join(folder, 'curl'), printsHeaders })
  })

  it('is asked for with -q first, so that the user’s .curlrc does not count', async () => {
    const folder = withCurl('q', '[ "$1" = -q ] && echo "curl 8.1.2"')
    expect(await find(folder)).toMatchObject({ printsHeaders: true })
  })
})

describe('the first that works is taken', () => {
  it('and not one that can’t be run, is a folder, or is something else', async () => {
    const good = ofVersion('8.1.0')
    const dead = ofVersion('7.1.0')
    chmodSync(join(dead, 'curl'), 0o644)
    const folder = join(root, 'folder')
    mkdirSync(join(folder, 'curl'), { recursive: true })
    const other = withCurl('other', 'echo "wget 1.21"')
    const broken = withCurl('broken', 'exit 3')
    expect(await find(join(root, 'missing'), dead, folder, other, broken, good, ofVersion('8.2.0'))).toEqual({
      path: join(good, 'curl'),
      printsHeaders: true,
    })
  })

  it('and not one of a folder that means another one in each shell', async () => {
    const good = ofVersion('8.1.0')
    const here = process.cwd()
    try {
      process.chdir(ofVersion('7.1.0'))
      expect(await find('', '.', '../7.1.0', good)).toEqual({ path: join(good, 'curl'), printsHeaders: true })
      expect(await find('', '.')).toBeNull()
    } finally {
      process.chdir(here)
    }
  })

  it('and not one that hangs, whatever it does to stay', async () => {
    const hanging = withCurl('hanging', "trap '' TERM", 'sleep 60 &', 'wait', 'sleep 60')
    const good = ofVersion('8.1.0')
    expect(await find(hanging, good)).toMatchObject({ path: join(good, 'curl') })
  })

  it('and none where there is none', async () => {
    expect(await find()).toBeNull()
    expect(await find(root)).toBeNull()
  })
})
