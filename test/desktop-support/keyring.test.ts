import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Desktop, type DesktopOptions, startDesktop } from '../support/desktop.ts'
import { runTool } from '../support/desktop-process.ts'

let desktop: Desktop | undefined

afterEach(async () => {
  await desktop?.close()
  desktop = undefined
})

async function withKeyring(keyring: NonNullable<DesktopOptions['keyring']>) {
  desktop = await startDesktop({ display: false, keyring })
  return desktop.keyring
}

test('an unlocked keyring gives back what was stored, also after a restart', async () => {
  const keyring = await withKeyring('unlocked')
  expect(await keyring.lookup('svc', 'a')).toBeNull()
  await keyring.store('svc', 'a', 'value with spaces')
  expect(await keyring.lookup('svc', 'a')).toBe('value with spaces')
  await keyring.restart()
  expect(await keyring.lookup('svc', 'a')).toBe('value with spaces')
})

test('a locked keyring shows nothing until it is unlocked', async () => {
  const keyring = await withKeyring('unlocked')
  await keyring.store('svc', 'a', 'v')
  await keyring.lock()
  expect(await keyring.lookup('svc', 'a')).toBeNull()
  await keyring.unlock()
  expect(await keyring.lookup('svc', 'a')).toBe('v')
})

test('a keyring can be locked from the beginning', async () => {
  const keyring = await withKeyring('locked')
  await expect(keyring.store('svc', 'a', 'v')).rejects.toThrow(/locked|prompt/i)
  await keyring.unlock()
  await keyring.store('svc', 'a', 'v')
  expect(await keyring.lookup('svc', 'a')).toBe('v')
})

test('an empty service has no collection to store in', async () => {
  const keyring = await withKeyring('empty')
  expect(await keyring.lookup('svc', 'a')).toBeNull()
  await expect(keyring.store('svc', 'a', 'v')).rejects.toThrow(/Object does not exist|prompt/i)
})

test('without a service, and after the daemon was killed, clients are told so', async () => {
  const none = await withKeyring('none')
  await expect(none.lookup('svc', 'a')).rejects.toThrow(/org\.freedesktop\.secrets/)
  await desktop?.close()
  const killed = await withKeyring('unlocked')
  await killed.kill()
  await expect(killed.lookup('svc', 'a')).rejects.toThrow(/org\.freedesktop\.secrets/)
})

test('a frozen daemon answers again once it is thawed', async () => {
  const keyring = await withKeyring('unlocked')
  await keyring.store('svc', 'a', 'v')
  keyring.freeze()
  const answer = keyring.lookup('svc', 'a')
  const first = await Promise.race([answer, new Promise(resolve => setTimeout(resolve, 500, 'no answer'))])
  expect(first).toBe('no answer')
  keyring.thaw()
  expect(await answer).toBe('v')
})

test('a desktop leaves no process and no file behind, and is private while it lives', async () => {
  desktop = await startDesktop({ keyring: 'unlocked' })
  const { folder, env } = desktop
  expect(env['HOME']?.startsWith(folder)).toBe(true)
  const picture = path.join(folder, 'screen.png')
  await desktop.screenshot(picture)
  expect((await readFile(picture)).subarray(1, 4).toString()).toBe('PNG')
  await desktop.close()
  await desktop.close()
  expect(existsSync(folder)).toBe(false)
  const { stdout } = await runTool('ps', ['-eo', 'args'], { env: { PATH: process.env['PATH'] } })
  expect(stdout).not.toContain(folder)
})
