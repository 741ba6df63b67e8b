import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FilesAndCommands } from '../../main/aws/token-source.ts'
import { runTool } from '../support/desktop-process.ts'
import { failureOf, got } from './calling.ts'

/** The most that AWS takes of a web identity token. */
const LONGEST = 20_000
const tokens = new FilesAndCommands()
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'us-token-'))
  file = path.join(folder, 'token')
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = (from: string) => tokens.read({ kind: 'file', path: from })
/** Node itself is a program that is there on every system. */
const run = (script: string, ...words: readonly string[]) =>
  tokens.read({ kind: 'command', program: process.execPath, arguments: ['-e', script, ...words] })

describe('a file', () => {
  it.each([
    ['as it is', 'hidden.token.x', 'hidden.token.x'],
    ['without what an editor adds', '  hidden.token.x\r\n\n', 'hidden.token.x'],
    ['with its umlauts', 'hiddenä', 'hiddenä'],
    ['of the greatest length', 'x'.repeat(LONGEST), 'x'.repeat(LONGEST)],
  ])('is taken %s', async (_, text, token) => {
    writeFileSync(file, text)
    expect(got(await read(file)).reveal()).toBe(token)
  })

  it('is read anew each time, since somebody else keeps it fresh', async () => {
    writeFileSync(file, 'first')
    expect(got(await read(file)).reveal()).toBe('first')
    writeFileSync(file, 'second')
    expect(got(await read(file)).reveal()).toBe('second')
  })

  it.each<[string, () => void, string, string]>([
    ['is not there', () => {}, 'missing', 'ENOENT'],
    ['is empty', () => writeFileSync(file, ''), 'empty', ''],
    ['is blank', () => writeFileSync(file, ' \n\t\n'), 'empty', ''],
    ['is a folder', () => mkdirSync(file), 'unreadable', 'it is no file'],
    [
      'is too large',
      () => writeFileSync(file, 'x'.repeat(LONGEST + 1)),
      'too-large',
      `over ${LONGEST} characters`,
    ],
    ['is huge', () => writeFileSync(file, 'x'.repeat(5_000_000)), 'too-large', `over ${LONGEST} characters`],
  ])('that %s says so', async (_, prepare, reason, detail) => {
    prepare()
    expect(failureOf(await read(file))).toEqual({ kind: 'token-source', reason, source: file, detail })
  })

  it('in a folder that is none is missing', async () => {
    writeFileSync(file, 'x')
    const below = path.join(file, 'token')
    expect(failureOf(await read(below))).toMatchObject({ reason: 'missing', detail: 'ENOTDIR' })
  })

  it('that is a pipe is not waited for', async () => {
    expect((await runTool('mkfifo', [file], { env: process.env })).code).toBe(0)
    expect(failureOf(await read(file))).toMatchObject({ reason: 'unreadable', detail: 'it is no file' })
  })

  it.each(['/dev/zero', '/dev/tty'])('that is the device %s is not read', async device => {
    expect(failureOf(await read(device))).toMatchObject({ kind: 'token-source', reason: 'unreadable' })
  })
})

describe('a command', () => {
  it('gives what it prints, and gets its words as they are: no shell is between', async () => {
    const words = ['$HOME', '`id`', 'a b', '*', '"']
    const printed = await run('console.log(process.argv.slice(1).join("|"))', ...words)
    expect(got(printed).reveal()).toBe(words.join('|'))
  })

  it('runs anew each time', async () => {
    const clock = 'console.log(process.hrtime.bigint().toString())'
    expect(got(await run(clock)).reveal()).not.toBe(got(await run(clock)).reveal())
  })

  it('can’t ask anybody: its input has ended', async () => {
    const script = 'process.stdin.on("data", () => {}).on("end", () => console.log("ended"))'
    expect(got(await run(script)).reveal()).toBe('ended')
  })

  it.each<[string, string, string, string]>([
    ['prints nothing', '', 'empty', ''],
    ['prints too much', `console.log("x".repeat(${LONGEST + 1}))`, 'too-large', `over ${LONGEST} characters`],
    [
      'never ends printing',
      'for (;;) console.log("x".repeat(9999))',
      'too-large',
      `over ${LONGEST} characters`,
    ],
    ['fails', 'process.exit(3)', 'failed', 'exit code 3'],
    ['is killed', 'process.kill(process.pid, "SIGKILL")', 'failed', 'SIGKILL'],
  ])('that %s says so', async (_, script, reason, detail) => {
    expect(failureOf(await run(script))).toEqual({
      kind: 'token-source',
      reason,
      source: process.execPath,
      detail,
    })
  })

  it.each([
    // By its path: for a mere name the system says EACCES where a folder of PATH is closed to this user.
    ['is not there', '/no/such/program', 'missing', 'ENOENT'],
    ['may not be run', '', 'failed', 'EACCES'],
    // Node throws this one.
    ['has a path that can’t be', '/dev/null/program', 'failed', 'ENOTDIR'],
  ])('that %s says so', async (_, named, reason, detail) => {
    writeFileSync(file, 'x', { mode: 0o600 })
    const program = named || file
    const told = await tokens.read({ kind: 'command', program, arguments: [] })
    expect(failureOf(told)).toEqual({ kind: 'token-source', reason, source: program, detail })
  })

  it('that fails may have told a secret, of which nothing is kept', async () => {
    const script = 'console.log("hidden-out"); console.error("hidden-err"); process.exit(1)'
    expect(JSON.stringify(await run(script, 'hidden-word'))).not.toContain('hidden')
  })
})

it('a token shows itself to nobody that prints it', async () => {
  writeFileSync(file, 'hidden.token.x')
  const token = await read(file)
  expect(`${JSON.stringify(token)} ${got(token)}`).not.toContain('hidden')
})
