import { afterEach, expect, it } from 'vitest'
import { isKeyringLocked } from '../../main/keychain/secret-service.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { type BusClient, connectBus } from '../support/desktop-bus.ts'
import type { KeyringMode } from '../support/keyring.ts'

let desktop: Desktop | undefined
let bus: BusClient | undefined
afterEach(async () => {
  bus?.close()
  await desktop?.close()
})

async function on(mode: KeyringMode) {
  desktop = await startDesktop({ display: false, keyring: mode })
  bus = await connectBus(desktop.busAddress)
  return { keyring: desktop.keyring, bus }
}

it.each<[KeyringMode, boolean | null]>([
  ['unlocked', false],
  ['locked', true],
  // No keyring has been made yet, so there is none that could be opened.
  ['empty', null],
  ['none', null],
])('of a keyring that is %s it is known to be locked: %s', async (mode, locked) => {
  const { bus } = await on(mode)
  expect(await isKeyringLocked(bus)).toBe(locked)
})

it('it is known anew each time, also of one that does not answer for a while', async () => {
  const { keyring, bus } = await on('unlocked')
  await keyring.lock()
  expect(await isKeyringLocked(bus)).toBe(true)
  keyring.freeze()
  expect(await isKeyringLocked({ call: call => bus.call({ ...call, timeoutMs: 500 }) })).toBeNull()
  keyring.thaw()
  await keyring.unlock()
  expect(await isKeyringLocked(bus)).toBe(false)
})

it('it is not known without a bus', async () => {
  expect(await isKeyringLocked(null)).toBeNull()
})
