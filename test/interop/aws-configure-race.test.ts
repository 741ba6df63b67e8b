import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { parseIni } from '../../main/core/aws-files/ini.ts'
import { toText } from '../../main/core/aws-files/lines.ts'
import type { ManagedProfile } from '../../main/core/aws-files/managed-profile.ts'
import { type AwsFiles, readProfile } from '../../main/core/aws-files/profiles.ts'
import { removeProfile, setProfile } from '../../main/core/aws-files/set-profile.ts'
import type { SessionId } from '../../main/core/sessions/session.ts'
import { DiskFiles } from '../../main/user-files/disk-files.ts'
import { runProgram } from '../support/debian-clients.ts'
import { newPython } from './clients.ts'

let folder: string
let file: string
let files: DiskFiles
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'us-race-'))
  file = path.join(folder, 'config')
  writeFileSync(file, BEFORE, { mode: 0o600 })
  const paths = { config: file, credentials: path.join(folder, 'credentials') }
  files = new DiskFiles({ paths, clock: new SystemClock(), newId: randomUUID, platform: process.platform })
})
afterEach(() => rmSync(folder, { recursive: true }))

const SECONDS = 60
/** So long that programs take their time between reading it and writing it, in which it may be replaced. */
const BEFORE = `[default]\nregion = eu-central-1\n${'# a comment of the user’s, which stays\n'.repeat(10_000)}`
const NAMES = ['ours-a', 'ours-b'] as const

const filesOf = (text: string): AwsFiles => ({ config: parseIni(text), credentials: parseIni('') })

function settingOf(profile: string, key: string): string | undefined {
  return readProfile(filesOf(readFileSync(file, 'utf8')), profile).get(key)?.setting.value
}

interface Ours {
  written: number
  /** How often another program had our last change overwritten: it had read the file before, and wrote after. */
  overwritten: number
  busy: number
}

/** Adds, changes and removes profiles of ours until it is told to end. */
async function changeUntil(isOver: () => boolean): Promise<Ours> {
  const ours: Ours = { written: 0, overwritten: 0, busy: 0 }
  for (let round = 0; !isOver(); round++) {
    const name = NAMES[round % NAMES.length] ?? NAMES[0]
    const isRemoved = round % 5 === 4
    const region = `eu-${round}`
    const profile: ManagedProfile = {
      name,
      target: { kind: 'session', id: 'session-1' as SessionId },
      region,
      output: null,
    }
    const result = await files.change('config', async current => {
      const before = filesOf(current.kind === 'text' ? current.text : '')
      const last = { ...profile, region: readProfile(before, name).get('region')?.setting.value ?? null }
      const after = isRemoved
        ? removeProfile(before, last, () => true, pathsOf())
        : setProfile(before, profile, { process: 'curl', newFile: '\n' }, pathsOf())
      return after.ok ? { ok: true, value: toText(after.value.config.lines) } : after
    })
    if (result.ok) {
      ours.written++
      if (settingOf(name, 'region') !== (isRemoved ? undefined : region)) ours.overwritten++
    } else {
      expect(result).toMatchObject({ failure: { kind: 'aws-file', reason: 'busy' } })
      ours.busy++
    }
  }
  return ours
}

const pathsOf = () => ({ config: file, credentials: path.join(folder, 'credentials') })

function expectNothingTorn(): void {
  expect(readFileSync(file, 'utf8').startsWith(BEFORE)).toBe(true)
  expect(parseIni(readFileSync(file, 'utf8')).troubles).toEqual([])
  expect(readdirSync(folder)).toEqual(['config'])
}

it(
  'all that aws configure sets is there, however often a profile of ours is changed meanwhile',
  async () => {
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      LC_ALL: 'C.UTF-8',
      AWS_CONFIG_FILE: file,
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
    }
    const set = new Map<string, string>()
    const end = Date.now() + SECONDS * 1_000
    const ours = changeUntil(() => Date.now() > end)
    for (let count = 0; Date.now() < end; count++) {
      const [profile, value] = [`aws-${count % 4}`, `r-${count}`]
      const args = ['-m', 'awscli', 'configure', 'set', 'region', value, '--profile', profile]
      expect(await runProgram(newPython(), args, env)).toMatchObject({ exitCode: 0, stderr: '' })
      set.set(profile, value)
      // What it wrote to a file that was being replaced is brought back within this time.
      for (let waits = 0; settingOf(profile, 'region') !== value; waits++) {
        if (waits === 400) throw new Error(`${profile} = ${value} is lost`)
        await setTimeout(25)
      }
    }
    const { written } = await ours
    for (const [profile, value] of set)
      expect([profile, settingOf(profile, 'region')]).toEqual([profile, value])
    expectNothingTorn()
    expect(written).toBeGreaterThan(SECONDS / 2)
  },
  (SECONDS + 60) * 1_000,
)

/**
 * Sets a new key each time, every second one in a new section, which is appended. It is the writer of awscli on a slow
 * disk: it may pause where it has read, where it has emptied the file, and where it has opened it to append.
 */
const WRITER = `
import builtins, random, sys, time
from awscli.customizations.configure import writer
def slow_open(name, mode='r'):
    if mode == 'w': time.sleep(random.choice([0, 0.01, 0.05]))
    file = builtins.open(name, mode)
    if mode != 'r': time.sleep(random.choice([0.05, 0.1, 0.15]))
    return file
writer.open = slow_open
path, end = sys.argv[1], time.time() + float(sys.argv[2])
count = late = 0
while time.time() < end:
    name = 'new-%d' % count if count % 2 == 0 else 'py-%d' % (count % 7)
    key = 'k%d' % count
    writer.ConfigFileWriter().update_config({'__section__': 'profile ' + name, key: str(count)}, path)
    with builtins.open(path) as file: late += '%s = %d' % (key, count) not in file.read()
    count += 1
    time.sleep(random.choice([0, 0.02, 0.1, 0.15, 0.2, 0.3, 0.4]))
print(count, late)
`

it(
  'all that its writer sets is there, on a slow disk',
  async () => {
    const child = spawn(newPython(), ['-c', WRITER, file, String(SECONDS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    let isOver = false
    const ours = changeUntil(() => isOver)
    const [exitCode] = await once(child, 'close')
    isOver = true
    expect(exitCode).toBe(0)
    const { written, overwritten, busy } = await ours
    const [set = 0, late = 0] = output.split(' ').map(Number)
    const lost = Array.from({ length: set }, (_each, count) => count).filter(count => {
      const profile = count % 2 === 0 ? `new-${count}` : `py-${count % 7}`
      return settingOf(profile, `k${count}`) !== String(count)
    })
    const counts = { set, late, written, overwritten, busy }
    expect(lost).toEqual([])
    expectNothingTorn()
    // Else it has shown nothing: that what it wrote had to be brought back, and that it has overwritten ours.
    expect([late > 0, overwritten > 0, counts]).toEqual([true, true, counts])
  },
  (SECONDS + 60) * 1_000,
)
