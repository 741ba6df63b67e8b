import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { parseIni } from '../../main/core/aws-files/ini.ts'
import { toText } from '../../main/core/aws-files/lines.ts'
import type { ManagedProfile } from '../../main/core/aws-files/managed-profile.ts'
import { type AwsFiles, readProfile } from '../../main/core/aws-files/profiles.ts'
import { removeProfile, setProfile } from '../../main/core/aws-files/set-profile.ts'
import type { FileText } from '../../main/core/aws-files/user-files.ts'
import type { Clock } from '../../main/core/clock.ts'
import { done, succeed } from '../../main/core/failures/failure.ts'
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
  files = filesBy(new SystemClock())
})
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

const filesBy = (clock: Clock) =>
  new DiskFiles({ paths: pathsOf(), clock, newId: randomUUID, platform: process.platform })

/** So long that programs take their time between reading it and writing it, in which it may be replaced. */
const BEFORE = `[default]\nregion = eu-central-1\n${'# a comment of the user’s, which stays\n'.repeat(10_000)}`
const NAMES = ['ours-a', 'ours-b'] as const

const filesOf = (text: string): AwsFiles => ({ config: parseIni(text), credentials: parseIni('') })
const pathsOf = () => ({ config: file, credentials: path.join(folder, 'credentials') })

function settingOf(profile: string, key: string): string | undefined {
  return readProfile(filesOf(readFileSync(file, 'utf8')), profile).get(key)?.setting.value
}

/** The file with a profile of ours in this Region, or without it. */
function withOurs({ current, name, region }: { current: FileText; name: string; region: string | null }) {
  const before = filesOf(current.kind === 'text' ? current.text : '')
  const profile: ManagedProfile = {
    name,
    target: { kind: 'session', id: 'session-1' as SessionId },
    region,
    output: null,
  }
  const last = { ...profile, region: readProfile(before, name).get('region')?.setting.value ?? null }
  const after =
    region === null
      ? removeProfile(before, last, () => true, pathsOf())
      : setProfile(before, profile, { process: 'curl', newFile: '\n' }, pathsOf())
  return after.ok ? succeed(toText(after.value.config.lines)) : after
}

interface Ours {
  written: number
  /** How often another program had our last change overwritten: it had read the file before, and wrote after. */
  overwritten: number
  busy: number
}

/** Adds, changes and removes profiles of ours until it is told to end. */
async function changeUntil(isOver: () => boolean, ours: Ours): Promise<void> {
  for (let round = 0; !isOver(); round++) {
    const name = NAMES[round % NAMES.length] ?? NAMES[0]
    const region = round % 5 === 4 ? null : `eu-${round}`
    const result = await files.change('config', async current => withOurs({ current, name, region }))
    if (result.ok) {
      ours.written++
      if (settingOf(name, 'region') !== (region ?? undefined)) ours.overwritten++
    } else {
      expect(result).toMatchObject({ failure: { kind: 'aws-file', reason: 'busy' } })
      ours.busy++
    }
  }
}

function expectNothingTorn(): void {
  expect(readFileSync(file, 'utf8').startsWith(BEFORE)).toBe(true)
  expect(parseIni(readFileSync(file, 'utf8')).troubles).toEqual([])
  expect(readdirSync(folder)).toEqual(['config'])
}

const environment = () => ({
  PATH: '/usr/bin:/bin',
  HOME: folder,
  LC_ALL: 'C.UTF-8',
  AWS_CONFIG_FILE: file,
  AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
})
const setRegion = (profile: string, value: string) => [
  'configure',
  'set',
  'region',
  value,
  '--profile',
  profile,
]

/** What it does it does once. */
function firstTime(run: () => void | Promise<void>): () => void | Promise<void> {
  let has = false
  return () => {
    if (has) return
    has = true
    return run()
  }
}

/** Files with a clock that lets something happen first, where somebody is to wait. */
function filesWith(happens: () => void | Promise<void>): DiskFiles {
  const system = new SystemClock()
  return filesBy({
    now: () => system.now(),
    wall: () => system.wall(),
    after: (ms, run) => {
      let cancel = (): void => {}
      let isCanceled = false
      void Promise.resolve(happens()).then(() => {
        if (!isCanceled) cancel = system.after(ms, run)
      })
      return () => {
        isCanceled = true
        cancel()
      }
    },
  })
}

/** awscli, which stops where it has read the file, where it has emptied it, and where it has opened it to append. */
const IN_STEPS = `
import builtins, sys
from awscli.customizations.configure import writer
from awscli.clidriver import main
def stop(where):
    print(where, flush=True)
    sys.stdin.readline()
def open_in_steps(name, mode='r'):
    if mode == 'w': stop('read')
    file = builtins.open(name, mode)
    if mode == 'w': stop('emptied')
    if mode == 'a': stop('opened')
    return file
writer.open = open_in_steps
sys.exit(main())
`

type Step = 'read' | 'emptied' | 'opened'

/** Runs it as far as to its first stop. */
async function startInSteps(profile: string, value: string) {
  const child = spawn(newPython(), ['-c', IN_STEPS, ...setRegion(profile, value)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment(),
  })
  children.push(child)
  const ended = once(child, 'close').then(([exitCode]) => expect(exitCode).toBe(0))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const at = async (step: Step) => expect((await lines.next()).value).toBe(step)
  const goOn = () => void child.stdin.write('\n')
  return { at, goOn, ended }
}

/** What is done to a profile of ours, by the Region that it has before and after. */
const CHANGES = [
  { what: 'added', before: null, after: 'eu-2' },
  { what: 'changed', before: 'eu-1', after: 'eu-2' },
  { what: 'removed', before: 'eu-1', after: null },
] as const

describe.each(CHANGES)('aws configure, while a profile of ours is $what', ({ before, after }) => {
  const ours = { name: 'ours', region: after }
  const wanted = { theirs: 'eu-9', ours: after ?? undefined }
  const found = () => ({ theirs: settingOf('theirs', 'region'), ours: settingOf('ours', 'region') })

  beforeEach(async () => {
    writeFileSync(file, `${BEFORE}[profile theirs]\nregion = eu-0\n`)
    const region = before
    if (region !== null)
      expect(
        await files.change('config', async current => withOurs({ current, name: 'ours', region })),
      ).toEqual(done)
  })

  it('overwrites ours where it had read before and writes after', async () => {
    const awscli = await startInSteps('theirs', 'eu-9')
    await awscli.at('read')
    expect(await files.change('config', async current => withOurs({ current, ...ours }))).toEqual(done)
    expect(found()).toEqual({ ...wanted, theirs: 'eu-0' })
    awscli.goOn()
    await awscli.at('emptied')
    awscli.goOn()
    await awscli.ended
    expect(found()).toEqual({ theirs: 'eu-9', ours: before ?? undefined })
    // As the app does when it sees that the file has changed.
    expect(await files.change('config', async current => withOurs({ current, ...ours }))).toEqual(done)
    expect(found()).toEqual(wanted)
    expectNothingTorn()
  })

  it('is waited for where it has emptied the file', async () => {
    const awscli = await startInSteps('theirs', 'eu-9')
    await awscli.at('read')
    awscli.goOn()
    await awscli.at('emptied')
    const change = filesWith(firstTime(awscli.goOn)).change('config', async current => {
      // Else it has not been emptied, or has been taken for empty.
      expect(current.kind === 'text' && current.text.includes('eu-9')).toBe(true)
      return withOurs({ current, ...ours })
    })
    expect(await change).toEqual(done)
    await awscli.ended
    expect(found()).toEqual(wanted)
    expectNothingTorn()
  })

  it('is noticed where it has written while ours was thought of', async () => {
    const awscli = await startInSteps('theirs', 'eu-9')
    await awscli.at('read')
    let edits = 0
    const change = files.change('config', async current => {
      if (edits++ === 0) {
        awscli.goOn()
        await awscli.at('emptied')
        awscli.goOn()
        await awscli.ended
      }
      return withOurs({ current, ...ours })
    })
    expect(await change).toEqual(done)
    expect([found(), edits]).toEqual([wanted, 2])
    expectNothingTorn()
  })

  it('is noticed where it has emptied the file while ours was thought of', async () => {
    const awscli = await startInSteps('theirs', 'eu-9')
    await awscli.at('read')
    let edits = 0
    let isEmptied = false
    const goOn = firstTime(awscli.goOn)
    const change = filesWith(() => (isEmptied ? goOn() : undefined)).change('config', async current => {
      if (edits++ === 0) {
        awscli.goOn()
        await awscli.at('emptied')
        isEmptied = true
      }
      return withOurs({ current, ...ours })
    })
    expect(await change).toEqual(done)
    await awscli.ended
    expect([found(), edits]).toEqual([wanted, 2])
    expectNothingTorn()
  })

  it('has what it appends brought back where the file was replaced meanwhile', async () => {
    const awscli = await startInSteps('theirs-new', 'eu-9')
    await awscli.at('opened')
    const seen: unknown[] = []
    const append = firstTime(async () => {
      awscli.goOn()
      await awscli.ended
      // It has written to the old file.
      seen.push(settingOf('theirs-new', 'region'))
    })
    const slow = filesWith(() => (settingOf('ours', 'region') === wanted.ours ? append() : undefined))
    expect(await slow.change('config', async current => withOurs({ current, ...ours }))).toEqual(done)
    expect(seen).toEqual([undefined])
    expect([settingOf('theirs-new', 'region'), settingOf('ours', 'region')]).toEqual(['eu-9', wanted.ours])
    expectNothingTorn()
  })
})

/** How long chance is given (s): that each place has been met is shown above. */
const SECONDS = 15

it(
  'all that aws configure sets is there, however often a profile of ours is changed meanwhile',
  async () => {
    const set = new Map<string, string>()
    const end = Date.now() + SECONDS * 1_000
    const ours: Ours = { written: 0, overwritten: 0, busy: 0 }
    const changes = changeUntil(() => Date.now() > end, ours)
    for (let count = 0; Date.now() < end; count++) {
      const [profile, value] = [`aws-${count % 4}`, `r-${count}`]
      const args = ['-m', 'awscli', ...setRegion(profile, value)]
      expect(await runProgram(newPython(), args, environment())).toMatchObject({ exitCode: 0, stderr: '' })
      set.set(profile, value)
      // What it wrote to a file that was being replaced is brought back within this time.
      for (let waits = 0; settingOf(profile, 'region') !== value; waits++) {
        if (waits === 400) throw new Error(`${profile} = ${value} is lost`)
        await setTimeout(25)
      }
    }
    await changes
    for (const [profile, value] of set)
      expect([profile, settingOf(profile, 'region')]).toEqual([profile, value])
    expectNothingTorn()
    expect(ours.written).toBeGreaterThan(0)
  },
  (SECONDS + 60) * 1_000,
)

/**
 * Sets a new key each time, every second one in a new section, which is appended. It is the writer of awscli on a slow
 * disk: it may pause where it has read, where it has emptied the file, and where it has opened it to append. After
 * each it prints how many it has set, and how many of them were not there at once. It ends with its input.
 */
const WRITER = `
import builtins, random, sys, threading, time
from awscli.customizations.configure import writer
def slow_open(name, mode='r'):
    if mode == 'w': time.sleep(random.choice([0, 0.01, 0.05]))
    file = builtins.open(name, mode)
    if mode != 'r': time.sleep(random.choice([0.05, 0.1, 0.15]))
    return file
writer.open = slow_open
path, is_over = sys.argv[1], threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), is_over.set()), daemon=True).start()
count = late = 0
while not is_over.is_set():
    name = 'new-%d' % count if count % 2 == 0 else 'py-%d' % (count % 7)
    key = 'k%d' % count
    writer.ConfigFileWriter().update_config({'__section__': 'profile ' + name, key: str(count)}, path)
    with builtins.open(path) as file: late += '%s = %d' % (key, count) not in file.read()
    count += 1
    print(count, late, flush=True)
    time.sleep(random.choice([0, 0.02, 0.1, 0.15, 0.2, 0.3, 0.4]))
`
/** How often what it wrote had to be brought back, and how often it has overwritten ours, before that is enough. */
const ENOUGH = { late: 2, overwritten: 2 } as const
const AT_MOST_SECONDS = 90

it(
  'all that its writer sets is there, on a slow disk',
  async () => {
    const child = spawn(newPython(), ['-c', WRITER, file], { stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    const ours: Ours = { written: 0, overwritten: 0, busy: 0 }
    const end = Date.now() + AT_MOST_SECONDS * 1_000
    let isOver = false
    let [set, late] = [0, 0]
    createInterface(child.stdout).on('line', line => {
      ;[set = 0, late = 0] = line.split(' ').map(Number)
      const isEnough = late >= ENOUGH.late && ours.overwritten >= ENOUGH.overwritten
      if (isEnough || Date.now() > end) child.stdin.end()
    })
    const changes = changeUntil(() => isOver, ours)
    const [exitCode] = await once(child, 'close')
    isOver = true
    expect(exitCode).toBe(0)
    await changes
    const lost = Array.from({ length: set }, (_each, count) => count).filter(count => {
      const profile = count % 2 === 0 ? `new-${count}` : `py-${count % 7}`
      return settingOf(profile, `k${count}`) !== String(count)
    })
    const counts = { set, late, ...ours }
    expect(lost).toEqual([])
    expectNothingTorn()
    // Else it has shown nothing: that what it wrote had to be brought back, and that it has overwritten ours.
    expect([late > 0, ours.overwritten > 0, counts]).toEqual([true, true, counts])
  },
  (AT_MOST_SECONDS + 60) * 1_000,
)
