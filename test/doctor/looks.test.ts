import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookAtBus } from '../../main/doctor/look-at-bus.ts'
import { lookAtTokenFiles, whyUnwritable } from '../../main/doctor/look-at-files.ts'
import { inTime } from '../../main/doctor/time-limit.ts'
import { FakeClock } from '../support/fakes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'us-looks-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the folder of the settings', () => {
  it('can be written to, and nothing is left in it', () => {
    expect(whyUnwritable(folder)).toBeNull()
    expect(readdirSync(folder)).toEqual([])
  })

  it('may not be there yet', () => {
    expect(whyUnwritable(join(folder, 'Understudy'))).toBeNull()
    expect(whyUnwritable(join(folder, 'a/b/c'))).toBe('ENOENT')
  })

  it('is on a disk that takes nothing', () => {
    symlinkSync('/dev/full', join(folder, 'understudy.json.tmp-trial'))
    expect(whyUnwritable(folder)).toBe('ENOSPC')
  })

  it('is no folder', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(whyUnwritable(join(folder, 'file'))).toBe('ENOTDIR')
  })
})

describe('token files', () => {
  const make = (name: string, folderMode: number, mode: number): string => {
    mkdirSync(join(folder, name))
    const file = join(folder, name, 'token')
    writeFileSync(file, '')
    chmodSync(file, mode)
    chmodSync(join(folder, name), folderMode)
    return file
  }

  it('are private by themselves or by their folder', () => {
    const files = [make('a', 0o700, 0o600), make('b', 0o700, 0o644), make('c', 0o755, 0o600)]
    expect(lookAtTokenFiles(files, 'linux')).toEqual({ total: 3, missing: 0, open: 0 })
  })

  it('that are missing or open are counted', () => {
    const open = make('a', 0o755, 0o644)
    const files = [open, join(folder, 'gone/token')]
    expect(lookAtTokenFiles(files, 'linux')).toEqual({ total: 2, missing: 1, open: 1 })
    expect(lookAtTokenFiles([open], 'win32').open).toBe(0)
  })
})

describe('what hangs', () => {
  it('is given up when its time is over, and leaves no timer', async () => {
    const clock = new FakeClock()
    const told = inTime(clock, 1_000, new Promise(() => undefined))
    await clock.advance(1_000)
    expect([await told, clock.timers]).toEqual(['late', 0])
    expect(await inTime(clock, 1_000, Promise.resolve('soon'))).toBe('soon')
    expect(await inTime(clock, 1_000, Promise.reject(new Error('a fault')))).toBe('late')
    expect(clock.timers).toBe(0)
  })

  it('on the session bus is told of each service by itself', async () => {
    const clock = new FakeClock()
    const facts = lookAtBus(
      {
        call: async ({ member, body }) => {
          if (member === 'ListActivatableNames') return [['org.freedesktop.Notifications']]
          return [body[0] === 'org.kde.StatusNotifierWatcher']
        },
        property: () => new Promise(() => undefined),
      },
      clock,
    )
    await clock.advance(10_000)
    expect(await facts).toEqual({ session: true, tray: 'late', notifications: true })
    expect(await lookAtBus(null, clock)).toEqual({ session: false, tray: false, notifications: false })
  })
})
