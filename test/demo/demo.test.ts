import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { until, within } from '../support/desktop-wait.ts'
import { askEndpoint } from '../support/endpoint-client.ts'

const root = resolve(import.meta.dirname, '../..')
const { DISPLAY: _, WAYLAND_DISPLAY: __, ...headless } = process.env

const children: ChildProcess[] = []
afterEach(async () => {
  // One that is held would serve on while the next one shows its own.
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const ended = endOf(child)
    child.kill('SIGTERM')
    await within('the demo ends after SIGTERM', 30_000, ended)
  }
})

function demo(...args: string[]) {
  const child = spawn('npm', ['run', '--silent', 'demo', '--', ...args], { cwd: root, env: headless })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return { child, output: () => output, ended: endOf(child) }
}

const endOf = (child: ChildProcess) => new Promise<number | null>(done => child.once('exit', done))

/** The processes that have this text in their command line or their environment. */
async function processesWith(text: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name)))
    for (const file of ['cmdline', 'environ']) {
      const content = await readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
      if (content.includes(text)) found.push(`${pid} ${content.replaceAll('\0', ' ')}`)
    }
  return found
}

test('the demo shows three roles for one prompt, and a renewal of each', { timeout: 240_000 }, async () => {
  const { ended, output } = demo()
  expect(await within('the demo ends', 200_000, ended, output), output()).toBe(0)
  const told = output()
  for (const role of ['dev-readonly', 'prod-admin', 'audit-chained']) {
    expect(told).toContain(`arn:aws:sts::111122223333:assumed-role/${role}/alice`)
    const [, before, after] = new RegExp(`${role}: (ASIA\\w+) → (ASIA\\w+)`).exec(told) ?? []
    expect(before).toBeDefined()
    expect(after).not.toBe(before)
  }
  expect(told).toContain('Prompts for an MFA code: 1')
  const pictures = /Pictures: (.*)/.exec(told)?.[1] ?? ''
  expect((await readdir(pictures)).sort()).toEqual([
    '1-manager.png',
    '2-mfa-popup.png',
    '3-tray-menu.png',
    '4-manager-later.png',
  ])
})

test('held, it serves until it is told to end, and leaves nothing', { timeout: 240_000 }, async () => {
  const { child, ended, output } = demo('--hold', '--life=90s')
  const line = await until('it is ready', () => /^\{.*\}$/m.exec(output())?.[0], {
    timeoutMs: 150_000,
    details: output,
  })
  const told = JSON.parse(line)
  expect(Object.keys(told)).toEqual([
    'pid',
    'profileDir',
    'endpoint',
    'sessions',
    'current',
    'sts',
    'mfa',
    'bus',
  ])
  expect(told.sessions.map((each: { name: string }) => each.name)).toEqual([
    'dev-readonly',
    'prod-admin',
    'audit-chained',
  ])
  for (const { url, tokenFile } of [...told.sessions, told.current]) {
    const { status, body } = await askEndpoint(url, { Authorization: await readFile(tokenFile, 'utf8') })
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual([
      'AccessKeyId',
      'AccountId',
      'Expiration',
      'SecretAccessKey',
      'Token',
    ])
    expect((await askEndpoint(url, {})).status).toBe(403)
  }
  expect(existsSync(told.profileDir)).toBe(true)
  expect(await processesWith(told.profileDir)).not.toEqual([])
  child.kill('SIGTERM')
  await within('npm ends', 20_000, ended, output)
  await until('no process of it is left', async () => (await processesWith(told.profileDir)).length === 0, {
    timeoutMs: 20_000,
  })
  await until('no file of it is left', () => !existsSync(told.profileDir))
})

test('an option that it does not know is named', async () => {
  const { ended, output } = demo('--hodl')
  expect(await within('the demo ends', 60_000, ended, output)).toBe(2)
  expect(output()).toContain('not --hodl')
})
