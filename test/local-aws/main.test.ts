import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import { callSts, type Keys, keysOf } from './client.ts'

const MAIN = new URL('./main.ts', import.meta.url).pathname
const TSX = new URL('../../node_modules/tsx/dist/cli.mjs', import.meta.url).pathname

let child: ChildProcess | undefined
afterEach(() => {
  child?.kill('SIGKILL')
})

type Printed = {
  url: string
  pid: number
  alice: Keys & { mfaSerial: string; mfaSecret: string; otpauth: string }
  roles: { devReadonly: string; prodAdmin: string }
}

const start = (...args: string[]) => {
  child = spawn(process.execPath, [TSX, MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  return child
}

it('prints what is needed to use it, and stays until SIGTERM', async () => {
  const running = start('--life', '90s')
  const { stdout } = running
  if (stdout === null) throw new Error('its output is piped')
  const [line] = await once(createInterface({ input: stdout }), 'line')
  const { url, alice, roles }: Printed = JSON.parse(String(line))
  expect(alice.otpauth).toContain(alice.mfaSecret)
  const code = await fetch(`${url}/_code?serial=${encodeURIComponent(alice.mfaSerial)}`)
  const told: { code: string } = await code.json()
  const mfa = { SerialNumber: alice.mfaSerial, TokenCode: told.code }
  const session = await callSts(url, alice, { Action: 'GetSessionToken', ...mfa })
  expect(session.status).toBe(200)
  const assume = { Action: 'AssumeRole', RoleArn: roles.prodAdmin, RoleSessionName: 'main' }
  const role = await callSts(url, keysOf(session), assume)
  expect(role.status).toBe(200)
  expect(Date.parse(role.field('Expiration')) - Date.now()).toBeLessThanOrEqual(90_000)
  running.kill('SIGTERM')
  expect(await once(running, 'exit')).toEqual([0, null])
}, 30_000)

it.each([['--life', 'soon'], ['--port', '70000'], ['--what']])(
  'refuses %s %s',
  async (...args) => {
    const [exitCode] = await once(start(...args), 'exit')
    expect(exitCode).toBe(1)
  },
  30_000,
)
