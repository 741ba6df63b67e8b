import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogFile } from '../../main/settings/log-file.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'us-log-'))
  path = join(folder, 'understudy.log')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8)
const line = (number: number) => `line ${String(number).padStart(4, '0')}\n`

describe('the log’s file', () => {
  it('is for the user alone, also where it was opened by hand', () => {
    new LogFile(path).write(line(1))
    expect(modeOf(path)).toBe('600')
    chmodSync(path, 0o644)
    new LogFile(path).write(line(2))
    expect(modeOf(path)).toBe('600')
    expect(readFileSync(path, 'utf8')).toBe(line(1) + line(2))
  })

  it('is bounded: the latest lines and as many before them', () => {
    const file = new LogFile(path, 100)
    for (let number = 1; number <= 35; number++) file.write(line(number))
    expect(readdirSync(folder).sort()).toEqual(['understudy.log', 'understudy.log.1'])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(100)
    expect(modeOf(`${path}.1`)).toBe('600')
    expect(file.tail(12)).toEqual(Array.from({ length: 12 }, (_, at) => line(24 + at).trimEnd()))
    expect(file.tail(3)).toEqual(['line 0033', 'line 0034', 'line 0035'])
  })

  it('goes on where the last start has ended, and counts what was there', () => {
    new LogFile(path, 25).write(line(1))
    new LogFile(path, 25).write(line(2))
    new LogFile(path, 25).write(line(3))
    expect(readFileSync(`${path}.1`, 'utf8')).toBe(line(1) + line(2))
    expect(readFileSync(path, 'utf8')).toBe(line(3))
  })

  it('has no lines where there is none, and never throws', () => {
    const file = new LogFile(join(folder, 'gone', 'understudy.log'))
    expect(() => file.write(line(1))).not.toThrow()
    expect(file.tail(5)).toEqual([])
    mkdirSync(path)
    expect(() => new LogFile(path).write(line(1))).not.toThrow()
    expect(new LogFile(path).tail(5)).toEqual([])
  })

  it('loses what the disk had no room for, and goes on when there is room again', () => {
    // A device that is always full.
    symlinkSync('/dev/full', path)
    const file = new LogFile(path)
    file.write(line(1))
    rmSync(path)
    file.write(line(2))
    expect(readFileSync(path, 'utf8')).toBe(line(2))
  })

  it('lets no line pass the bound, were it the first one', () => {
    writeFileSync(path, '')
    const file = new LogFile(path, 5)
    file.write(line(1))
    expect(readFileSync(path, 'utf8')).toBe(line(1))
  })
})
