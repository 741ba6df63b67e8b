import { afterEach, expect, it } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import type { AccessKey } from '../../main/core/broker/credentials.ts'
import type { Result } from '../../main/core/failures/failure.ts'
import { Keychain } from '../../main/keychain/keychain.ts'
import { LeappKeychain } from '../../main/keychain/leapp-keychain.ts'
import { isKeyringLocked } from '../../main/keychain/secret-service.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { type BusClient, connectBus } from '../support/desktop-bus.ts'
import type { KeyringMode } from '../support/keyring.ts'
import { allItems, storeLeappKey } from '../support/other-tools.ts'
import { Hosting } from './hosting.ts'

let desktop: Desktop | undefined
let hosting: Hosting | undefined
let bus: BusClient | undefined
let keychain: Keychain | undefined
afterEach(async () => {
  keychain?.close()
  hosting?.end()
  bus?.close()
  await desktop?.close()
})

async function on(mode: KeyringMode) {
  desktop = await startDesktop({ display: false, keyring: mode })
  const client = await connectBus(desktop.busAddress)
  bus = client
  hosting = new Hosting(desktop.env)
  const lock = { isLocked: () => isKeyringLocked(client), onOpened: () => undefined }
  keychain = new Keychain(hosting.start, new SystemClock(), lock)
  return {
    keyring: desktop.keyring,
    address: desktop.busAddress,
    hosting,
    keychain,
    leapp: new LeappKeychain(keychain),
  }
}

const KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
const shown = (result: Result<AccessKey>) =>
  result.ok
    ? { accessKeyId: result.value.accessKeyId, secretAccessKey: result.value.secretAccessKey.reveal() }
    : result.failure
const noKey = (detail: string) => ({ kind: 'other-tool', tool: 'Leapp', reason: 'no-key', detail })

it('the key of a Leapp session is read by the session’s id, and stays as it was', async () => {
  const { keyring, address, hosting, leapp } = await on('unlocked')
  await storeLeappKey(keyring, 'session-1', KEY)
  await storeLeappKey(keyring, 'session-2', { ...KEY, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' })
  const before = await allItems(address)
  expect(shown(await leapp.read('session-1'))).toEqual(KEY)
  expect(shown(await leapp.read('session-2'))).toMatchObject({ accessKeyId: 'AKIAI44QH8DHBEXAMPLE' })
  expect(before).toHaveLength(4)
  expect(await allItems(address)).toEqual(before)
  expect(new Set(hosting.requests.map(request => request.op))).toEqual(new Set(['get']))
})

it('a session that has no key, or half of one, or an empty one, is told so', async () => {
  const { keyring, leapp } = await on('unlocked')
  expect(shown(await leapp.read('session-1'))).toEqual(noKey('session-1'))
  await keyring.store('Leapp', 'session-1-iam-user-aws-session-access-key-id', KEY.accessKeyId)
  expect(shown(await leapp.read('session-1'))).toEqual(noKey('session-1'))
  await storeLeappKey(keyring, 'session-2', { ...KEY, secretAccessKey: '<EMPTY>' })
  expect(shown(await leapp.read('session-2'))).toEqual(noKey('session-2'))
})

it('our own items and Leapp’s are kept apart, though they be called the same', async () => {
  const { keyring, keychain, leapp } = await on('unlocked')
  const account = 'session-1-iam-user-aws-session-access-key-id'
  await storeLeappKey(keyring, 'session-1', KEY)
  expect(await keychain.get(account)).toEqual({ ok: true, value: null })
  expect(await keychain.remove(account)).toEqual({ ok: true, value: undefined })
  expect(shown(await leapp.read('session-1'))).toEqual(KEY)
  await keyring.store('understudy', 'session-3-iam-user-aws-session-access-key-id', 'ours')
  await keyring.store('understudy', 'session-3-iam-user-aws-session-secret-access-key', 'ours')
  expect(shown(await leapp.read('session-3'))).toEqual(noKey('session-3'))
})

it('a locked keychain is told, and does not look as if Leapp had no key', async () => {
  const { keyring, leapp } = await on('unlocked')
  await storeLeappKey(keyring, 'session-1', KEY)
  await keyring.lock()
  expect(shown(await leapp.read('session-1'))).toMatchObject({ kind: 'keychain', reason: 'locked' })
  await keyring.unlock()
  expect(shown(await leapp.read('session-1'))).toEqual(KEY)
})
