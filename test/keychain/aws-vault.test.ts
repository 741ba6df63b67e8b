import { afterEach, describe, expect, it } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import type { AccessKey } from '../../main/core/broker/credentials.ts'
import { type Clock, MINUTE } from '../../main/core/clock.ts'
import type { Result } from '../../main/core/failures/failure.ts'
import { Bus } from '../../main/desktop/linux/bus.ts'
import { AwsVault } from '../../main/keychain/aws-vault.ts'
import type { PromptingBus } from '../../main/keychain/secret-service.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { connectBus } from '../support/desktop-bus.ts'
import { runTool, startGroup } from '../support/desktop-process.ts'
import { until } from '../support/desktop-wait.ts'
import { FakeClock } from '../support/fakes.ts'
import type { KeyringMode } from '../support/keyring.ts'
import {
  AWS_VAULT_PASSWORD,
  allItems,
  lockAwsVault,
  storeAwsVaultItem,
  storeAwsVaultKey,
  unlockAwsVault,
} from '../support/other-tools.ts'
import { windowsOnScreen } from '../support/windows-on-screen.ts'

let desktop: Desktop | undefined
let bus: Bus | null = null
afterEach(async () => {
  bus?.close()
  await desktop?.close()
})

/** aws-vault’s keys as the app reads them, over the app’s own client of the bus. */
async function on(mode: KeyringMode, { display = false, clock = new SystemClock() as Clock } = {}) {
  desktop = await startDesktop({ display, keyring: mode })
  const before = process.env['DBUS_SESSION_BUS_ADDRESS']
  process.env['DBUS_SESSION_BUS_ADDRESS'] = desktop.busAddress
  try {
    bus = await Bus.connect('session', new SystemClock())
  } finally {
    if (before === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS']
    else process.env['DBUS_SESSION_BUS_ADDRESS'] = before
  }
  expect(bus).not.toBeNull()
  const client = bus
  const asked: string[] = []
  const recording: PromptingBus | null = client && {
    call: call => {
      asked.push(call.member)
      return client.call(call)
    },
    onSignal: (signal, listener) => client.onSignal(signal, listener),
  }
  const vault = new AwsVault(Promise.resolve(recording), clock)
  return { asked, desktop, keyring: desktop.keyring, address: desktop.busAddress, vault }
}

/** What draws the keyring’s dialogs on GNOME; elsewhere the bus would start it. */
async function startPrompter({ env, own, busAddress }: Desktop): Promise<void> {
  const prompter = startGroup('/usr/libexec/gcr-prompter', [], { env })
  own(prompter)
  const client = await connectBus(busAddress)
  const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' }
  const question = { ...bus, interface: 'org.freedesktop.DBus', member: 'NameHasOwner', signature: 's' }
  const isThere = async () =>
    (await client.call({ ...question, body: ['org.gnome.keyring.SystemPrompter'] }))[0] === true
  await until('the prompter is on the bus', isThere, { details: prompter.output })
  client.close()
}

/** What it prints; without a window manager it knows of no window that has the keyboard. */
async function xdotool({ env }: Desktop, ...args: string[]): Promise<string> {
  return (await runTool('xdotool', args, { env })).stdout.trim()
}

const KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
const OTHER = {
  accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
  secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
}

const shown = (result: Result<AccessKey>) =>
  result.ok
    ? { accessKeyId: result.value.accessKeyId, secretAccessKey: result.value.secretAccessKey.reveal() }
    : result.failure
const refused = (reason: string, detail: string) => ({
  ok: false,
  failure: { kind: 'other-tool', tool: 'aws-vault', reason, detail },
})

describe('what aws-vault keeps', () => {
  it('is listed without its sessions and tokens, and read key by key, and stays as it was', async () => {
    const { keyring, address, vault } = await on('unlocked')
    await keyring.store('understudy', 'canary', 'ours')
    await storeAwsVaultKey(address, 'work', KEY)
    await storeAwsVaultKey(address, 'a, b: c (ü)', OTHER)
    for (const cache of [
      'sts.GetSessionToken,d29yaw,YXJuOmF3czppYW06OjE6bWZhL2E,1700000000',
      'sts.AssumeRole,d29yaw,,1700000000',
      'session,d29yaw,,1700000000',
      'session:work:arn:aws:iam::1:mfa/a:1700000000',
      'work session (1700000000)',
      'oidc:https://acme.awsapps.com/start',
    ])
      await storeAwsVaultItem(address, cache, '{}')
    const before = await allItems(address)
    expect(await vault.names()).toEqual({ ok: true, value: ['a, b: c (ü)', 'work'] })
    expect(shown(await vault.read('work'))).toEqual(KEY)
    expect(shown(await vault.read('a, b: c (ü)'))).toEqual(OTHER)
    expect(before).toHaveLength(9)
    expect(await allItems(address)).toEqual(before)
  })

  it('is listed with nothing opened, and what is opened for reading is closed again', async () => {
    const { address, asked, vault } = await on('unlocked')
    await storeAwsVaultKey(address, 'work', KEY)
    await vault.names()
    expect(new Set(asked)).toEqual(new Set(['Get']))
    asked.length = 0
    await vault.read('work')
    const others = asked.filter(member => member !== 'Get')
    expect(others).toEqual(['SearchItems', 'OpenSession', 'GetSecret', 'Close'])
  })

  it('is nothing where aws-vault was never used', async () => {
    const { vault } = await on('unlocked')
    expect(await vault.names()).toEqual({ ok: true, value: [] })
    expect(await vault.unlock()).toEqual({ ok: true, value: undefined })
    expect(await vault.read('work')).toEqual(refused('no-key', 'work'))
  })

  it('is no key under another name, nor in another collection', async () => {
    const { keyring, address, vault } = await on('unlocked')
    await storeAwsVaultKey(address, 'work', KEY)
    await keyring.store('Work', 'Work', 'of another program')
    expect(await vault.read('Work')).toEqual(refused('no-key', 'Work'))
  })

  it('is refused if it ends by itself', async () => {
    const { address, vault } = await on('unlocked')
    await storeAwsVaultKey(address, 'work', KEY, 'a session token')
    await storeAwsVaultKey(address, 'other', { ...KEY, accessKeyId: 'ASIAIOSFODNN7EXAMPLE' })
    expect(await vault.read('work')).toEqual(refused('temporary', 'work'))
    expect(await vault.read('other')).toEqual(refused('temporary', 'other'))
  })

  it.each([
    ['no JSON', 'AKIA'],
    ['JSON of something else', '{"Key":"work"}'],
    ['no base64', '{"Data":"?"}'],
    ['no JSON inside', `{"Data":"${Buffer.from('AKIA').toString('base64')}"}`],
    ['no secret inside', `{"Data":"${Buffer.from('{"AccessKeyID":"AKIA"}').toString('base64')}"}`],
  ])('is told to be no key if it is %s', async (_what, value) => {
    const { address, vault } = await on('unlocked')
    await storeAwsVaultItem(address, 'work', value)
    expect(await vault.names()).toEqual({ ok: true, value: ['work'] })
    expect(await vault.read('work')).toEqual(refused('unreadable', 'work'))
  })
})

describe('aws-vault’s keyring, locked', () => {
  it('tells its names if it was open before, and gives nothing when nobody answers', async () => {
    const { address, vault } = await on('unlocked')
    await storeAwsVaultKey(address, 'work', KEY)
    await lockAwsVault(address)
    expect(await vault.names()).toEqual({ ok: true, value: ['work'] })
    // No program here can show the dialog, so the keyring dismisses it.
    expect(await vault.read('work')).toEqual(refused('locked', ''))
    expect(await vault.unlock()).toEqual(refused('locked', ''))
    await unlockAwsVault(address)
    expect(shown(await vault.read('work'))).toEqual(KEY)
  })

  it('tells nothing after a login, and does not look empty then', async () => {
    const { keyring, address, vault } = await on('unlocked')
    await storeAwsVaultKey(address, 'work', KEY)
    await keyring.restart()
    expect(await vault.names()).toEqual(refused('locked', ''))
    await unlockAwsVault(address)
    expect(await vault.names()).toEqual({ ok: true, value: ['work'] })
  })
})

describe('the dialog for aws-vault’s keyring', () => {
  async function onLocked(clock: Clock = new SystemClock()) {
    const { desktop, keyring, address, vault } = await on('unlocked', { display: true, clock })
    await storeAwsVaultKey(address, 'work', KEY)
    await keyring.restart()
    await startPrompter(desktop)
    const dialog = async () => (await windowsOnScreen(desktop.env, 'class', 'gcr-prompter'))[0] ?? ''
    const answer = vault.read('work')
    await until('the dialog is there', async () => (await dialog()) !== '', { timeoutMs: 30_000 })
    // It is on the screen before it listens, nothing tells when it does, and keys that come sooner are lost.
    const press = async (key: 'Return' | 'Escape', text = '') => {
      const isGone = async () => (await dialog()) === ''
      const tryIt = async () => {
        if (text !== '') await desktop.type(text)
        await xdotool(desktop, 'key', key)
        return until('it is gone', isGone, { timeoutMs: 5_000 }).catch(() => false)
      }
      await until('the dialog is gone', tryIt, { timeoutMs: 60_000 })
    }
    return { vault, dialog, answer, press }
  }

  it('unlocks it with the password that the user types', async () => {
    const { vault, answer, press } = await onLocked()
    await press('Return', AWS_VAULT_PASSWORD)
    expect(shown(await answer)).toEqual(KEY)
    expect(await vault.names()).toEqual({ ok: true, value: ['work'] })
  })

  it('may be dismissed', async () => {
    const { answer, press } = await onLocked()
    await press('Escape')
    expect(await answer).toEqual(refused('locked', ''))
  })

  it('is waited for two minutes, and an answer after that helps the next try', async () => {
    const clock = new FakeClock()
    const { vault, answer, dialog, press } = await onLocked(clock)
    await clock.advance(2 * MINUTE - 1)
    expect(await Promise.race([answer, dialog()])).toMatch(/^\d+$/)
    await clock.advance(1)
    expect(await answer).toEqual(refused('locked', ''))
    await press('Return', AWS_VAULT_PASSWORD)
    expect(shown(await vault.read('work'))).toEqual(KEY)
    expect(clock.timers).toBe(0)
  })
})

describe('no keyring', () => {
  it('is told, and not taken for an empty one', async () => {
    const { vault } = await on('none')
    const unavailable = { ok: false, failure: { kind: 'keychain', reason: 'unavailable' } }
    expect(await vault.names()).toMatchObject(unavailable)
    expect(await vault.read('work')).toMatchObject(unavailable)
  })

  it('without a session bus there are no names', async () => {
    const vault = new AwsVault(Promise.resolve(null), new SystemClock())
    expect(await vault.names()).toEqual({ ok: true, value: [] })
    expect(await vault.read('work')).toMatchObject({ ok: false, failure: { kind: 'keychain' } })
  })
})
