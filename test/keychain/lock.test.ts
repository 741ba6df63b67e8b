import { afterEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../main/core/clock.ts'
import { Secret } from '../../main/core/secret.ts'
import { Keychain } from '../../main/keychain/keychain.ts'
import { isKeyringLocked } from '../../main/keychain/secret-service.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { type BusClient, connectBus } from '../support/desktop-bus.ts'
import { until } from '../support/desktop-wait.ts'
import { FakeClock, flush } from '../support/fakes.ts'
import type { KeyringMode } from '../support/keyring.ts'
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

/** A keychain that is told by the Secret Service itself whether it is locked. */
async function on(mode: KeyringMode, tell = isKeyringLocked) {
  desktop = await startDesktop({ display: false, keyring: mode })
  const client = await connectBus(desktop.busAddress)
  bus = client
  hosting = new Hosting(desktop.env)
  const clock = new FakeClock()
  const told = { opened: 0, asked: 0, answered: 0 }
  keychain = new Keychain(hosting.start, clock, {
    isLocked: async () => {
      told.asked += 1
      const answer = await tell(client)
      told.answered += 1
      return answer
    },
    onOpened: () => {
      told.opened += 1
    },
  })
  const settle = async () => {
    await until('the keyring has answered', () => told.answered === told.asked)
    await flush()
  }
  /** The clock stands while the bus is asked. */
  const pass = async (ms: number, step = ms) => {
    await settle()
    for (let passed = 0; passed < ms; passed += step) {
      await clock.advance(step)
      await settle()
    }
  }
  return { keyring: desktop.keyring, hosting, keychain, clock, told, settle, pass }
}

const secret = new Secret('only for tests')
const refused = (reason: string) => ({ ok: false, failure: { kind: 'keychain', reason } })
const nothing = { ok: true, value: null }

describe('a keyring that tells whether it is locked', () => {
  it('is believed when it is not, with nothing written', async () => {
    const { keyring, keychain, hosting, clock } = await on('unlocked')
    expect(await keychain.get('no such')).toEqual(nothing)
    expect(await keychain.remove('no such')).toEqual({ ok: true, value: undefined })
    expect(await keyring.lookup('understudy', 'canary')).toBeNull()
    expect(hosting.requests.map(request => request.op)).toEqual(['get', 'get', 'remove', 'remove'])
    expect(clock.timers).toBe(0)
  })

  it('is believed when it is, with nothing written', async () => {
    const { keyring, keychain, hosting } = await on('locked')
    expect(await keychain.get('key-1')).toMatchObject(refused('locked'))
    expect(await keychain.remove('key-1')).toMatchObject(refused('locked'))
    expect(hosting.requests.some(request => request.op === 'set')).toBe(false)
    await keyring.unlock()
    expect(await keyring.lookup('understudy', 'canary')).toBeNull()
  })

  it('is probed where it does not tell', async () => {
    const { keyring, keychain } = await on('unlocked', async () => null)
    expect(await keychain.get('no such')).toEqual(nothing)
    expect(await keyring.lookup('understudy', 'canary')).toMatch(/^understudy-/)
    await keyring.lock()
    expect(await keychain.get('no such')).toMatchObject(refused('locked'))
  })
})

describe('a keyring that could not be used', () => {
  it('opens one dialog at most for all that were in line', async () => {
    const { keychain, hosting } = await on('locked')
    const calls = Array.from({ length: 10 }, (_, index) => keychain.get(`key-${index}`))
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject(refused('locked'))
    expect(hosting.requests).toHaveLength(1)
    expect(await keychain.get('key-1')).toMatchObject(refused('locked'))
    expect(hosting.requests).toHaveLength(2)
  })

  it('though it was unlocked all the time, is tried again by itself', async () => {
    const { keychain, clock } = await on('unlocked', async () => false)
    await keychain.set('key-1', secret)
    desktop?.keyring.freeze()
    const answer = keychain.get('key-1')
    await until('it is asked', () => (hosting?.requests.length ?? 0) > 1)
    await clock.advance(30 * SECOND)
    expect(await answer).toMatchObject(refused('unavailable'))
    desktop?.keyring.thaw()
  })

  it('is looked at until it is unlocked, which is told once', async () => {
    const { keyring, keychain, clock, told, settle, pass } = await on('locked')
    for (let call = 0; call < 3; call += 1) await keychain.get('key-1')
    await settle()
    expect(clock.timers).toBe(1)
    await pass(10 * SECOND, SECOND)
    expect(told.opened).toBe(0)
    await keyring.unlock()
    await pass(3 * SECOND, SECOND)
    expect([told.opened, clock.timers]).toEqual([1, 0])
    await pass(HOUR)
    expect(told.opened).toBe(1)
    expect(await keychain.set('key-1', secret)).toEqual({ ok: true, value: undefined })
    await keyring.lock()
    expect(await keychain.get('key-1')).toMatchObject(refused('locked'))
    await keyring.unlock()
    await pass(3 * SECOND, SECOND)
    expect(told.opened).toBe(2)
  })

  it('is looked at more and more seldom, twice a minute in the end', async () => {
    const { keychain, told, pass } = await on('locked')
    await keychain.get('key-1')
    await pass(10 * MINUTE, SECOND)
    const before = told.asked
    await pass(5 * MINUTE, 10 * SECOND)
    expect(told.asked - before).toBeLessThanOrEqual(10)
    expect(told.asked - before).toBeGreaterThanOrEqual(9)
  })

  it('since it was not there, is looked at until it is', async () => {
    const { keyring, keychain, told, pass } = await on('unlocked')
    await keyring.kill()
    expect(await keychain.get('key-1')).toMatchObject(refused('unavailable'))
    await pass(3 * SECOND, SECOND)
    expect(told.opened).toBe(0)
    await keyring.restart()
    await pass(3 * SECOND, SECOND)
    expect(told.opened).toBe(1)
  })

  it('though it is unlocked, is not watched, nor asked in a storm', async () => {
    const { keychain, hosting, clock, told, pass } = await on('unlocked')
    hosting.onSend = (_request, child) => void child.kill('SIGKILL')
    expect(await keychain.get('key-1')).toMatchObject(refused('unavailable'))
    await pass(HOUR)
    expect([told.opened, told.asked, clock.timers]).toEqual([0, 1, 0])
    // And a later failure is looked into as the first was.
    expect(await keychain.get('key-1')).toMatchObject(refused('unavailable'))
    expect(told.asked).toBe(2)
  })

  it('is not watched any more once the keychain is closed', async () => {
    const { keyring, keychain, clock, told, pass } = await on('locked')
    await keychain.get('key-1')
    await pass(3 * SECOND, SECOND)
    expect(clock.timers).toBe(1)
    keychain.close()
    expect(clock.timers).toBe(0)
    await keyring.unlock()
    await pass(HOUR)
    expect(told.opened).toBe(0)
  })
})
