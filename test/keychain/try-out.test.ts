import { afterEach, expect, it } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import type { KeychainFact } from '../../main/core/doctor/facts.ts'
import { Keychain } from '../../main/keychain/keychain.ts'
import { keyringState } from '../../main/keychain/secret-service.ts'
import { tryKeychain } from '../../main/keychain/try-out.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { type BusClient, connectBus } from '../support/desktop-bus.ts'
import type { KeyringMode } from '../support/keyring.ts'
import { Hosting } from './hosting.ts'

let desktop: Desktop | undefined
let bus: BusClient | undefined
let hosting: Hosting | undefined
let keychain: Keychain | undefined
afterEach(async () => {
  keychain?.close()
  hosting?.end()
  bus?.close()
  await desktop?.close()
})

async function on(mode: KeyringMode) {
  desktop = await startDesktop({ display: false, keyring: mode })
  bus = await connectBus(desktop.busAddress)
  hosting = new Hosting(desktop.env)
  keychain = new Keychain(hosting.start, new SystemClock(), null)
  return { keyring: desktop.keyring, bus, hosting, keychain }
}

it('an open keyring is tried, and nothing is left in it', async () => {
  const { keyring, bus, keychain, hosting } = await on('unlocked')
  expect(await tryKeychain(keychain, Promise.resolve(bus))).toEqual({ kind: 'works' })
  expect(hosting.requests.map(({ op, account }) => `${op} ${account}`)).toEqual([
    'set trial',
    'get trial',
    'remove trial',
  ])
  expect(await keyring.lookup('understudy', 'trial')).toBeNull()
})

it('without a bus to ask, as on other systems, it is tried as well', async () => {
  const { keychain, hosting } = await on('unlocked')
  expect(await tryKeychain(keychain, null)).toEqual({ kind: 'works' })
  expect(hosting.requests).toHaveLength(3)
})

it.each<[KeyringMode, KeychainFact['kind']]>([
  ['locked', 'locked'],
  ['empty', 'no-keyring'],
  ['none', 'no-service'],
])('of a keyring that is %s it is said without a word to it, and so without a dialog', async (mode, kind) => {
  const { bus, keychain, hosting } = await on(mode)
  expect(await tryKeychain(keychain, Promise.resolve(bus))).toEqual({ kind })
  expect(hosting.requests).toEqual([])
})

it('no bus is told from no service', async () => {
  const { keychain, hosting } = await on('none')
  expect(await tryKeychain(keychain, Promise.resolve(null))).toEqual({ kind: 'no-bus' })
  expect(hosting.requests).toEqual([])
})

it('a keyring that hangs is told as such', async () => {
  const { keyring, bus } = await on('unlocked')
  keyring.freeze()
  expect(await keyringState({ call: call => bus.call({ ...call, timeoutMs: 500 }) })).toBe('silent')
  keyring.thaw()
})

it('what a crash has left of a trial goes with the other item that is no secret', async () => {
  const { keyring, keychain } = await on('unlocked')
  await keyring.store('understudy', 'trial', 'understudy-1')
  expect(await keychain.removeProbe()).toEqual({ ok: true, value: undefined })
  expect(await keyring.lookup('understudy', 'trial')).toBeNull()
})
