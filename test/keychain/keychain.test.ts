import { afterEach, describe, expect, it, vi } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { type Clock, SECOND } from '../../main/core/clock.ts'
import type { Result } from '../../main/core/failures/failure.ts'
import { Secret } from '../../main/core/secret.ts'
import { Keychain } from '../../main/keychain/keychain.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { FakeClock } from '../support/fakes.ts'
import type { KeyringMode } from '../support/keyring.ts'
import { Hosting } from './hosting.ts'

let desktop: Desktop | undefined
let hosting: Hosting | undefined
let keychain: Keychain | undefined
afterEach(async () => {
  keychain?.close()
  hosting?.end()
  await desktop?.close()
})

async function on(mode: KeyringMode, clock: Clock = new SystemClock()) {
  desktop = await startDesktop({ display: false, keyring: mode })
  hosting = new Hosting(desktop.env)
  keychain = new Keychain(hosting.start, clock, null)
  return { keyring: desktop.keyring, hosting, keychain }
}

const revealed = (result: Result<Secret | null>) => (result.ok ? (result.value?.reveal() ?? null) : result)
const done = { ok: true, value: undefined }
const refused = (reason: string) => ({ ok: false, failure: { kind: 'keychain', reason } })
const secret = new Secret('{"accessKeyId":"AKIA","secret":"a/b+c= ü✓"}')

describe('an unlocked keyring', () => {
  it('keeps an item as other programs see it', async () => {
    const { keyring, keychain } = await on('unlocked')
    expect(await keychain.set('key-1', secret)).toEqual(done)
    expect(await keyring.lookup('understudy', 'key-1')).toBe(secret.reveal())
    expect(revealed(await keychain.get('key-1'))).toBe(secret.reveal())
    expect(await keychain.set('key-1', new Secret('second'))).toEqual(done)
    expect(await keyring.lookup('understudy', 'key-1')).toBe('second')
    expect(await keychain.remove('key-1')).toEqual(done)
    expect(await keyring.lookup('understudy', 'key-1')).toBeNull()
  })

  it('reads what another program stored', async () => {
    const { keyring, keychain } = await on('unlocked')
    await keyring.store('understudy', 'key-1', 'from outside')
    expect(revealed(await keychain.get('key-1'))).toBe('from outside')
  })

  it('says that there is no such item only after it kept one of ours', async () => {
    const { keyring, keychain } = await on('unlocked')
    expect(revealed(await keychain.get('key-1'))).toBeNull()
    expect(await keyring.lookup('understudy', 'canary')).toMatch(/^understudy-\d+$/)
    expect(await keychain.remove('key-1')).toEqual(done)
  })

  it('takes away what it kept of ours for that, and writes nothing anew for it', async () => {
    const { keyring, keychain } = await on('unlocked')
    await keychain.get('key-1')
    expect(await keychain.removeProbe()).toEqual(done)
    expect(await keychain.removeProbe()).toEqual(done)
    expect(await keyring.lookup('understudy', 'canary')).toBeNull()
  })

  it('keeps a value of 10,000 characters', async () => {
    const { keychain } = await on('unlocked')
    const long = 'x'.repeat(10_000)
    await keychain.set('long', new Secret(long))
    expect(revealed(await keychain.get('long'))).toBe(long)
  })

  it('is asked by one host, one request at a time, in their order', async () => {
    const { hosting, keychain } = await on('unlocked')
    const calls = Array.from({ length: 10 }, async (_, at) => {
      await keychain.set('key', new Secret(`value ${at}`))
      return revealed(await keychain.get('key'))
    })
    await Promise.all(calls)
    expect(revealed(await keychain.get('key'))).toBe('value 9')
    expect(hosting.started).toBe(1)
    expect(hosting.requests.slice(0, 10).map(request => request.op)).toEqual(Array(10).fill('set'))
  })

  it('is not given a NUL, which it would cut the value at', async () => {
    const { hosting, keyring, keychain } = await on('unlocked')
    const set = async () => keychain.set('key-1', new Secret('before\0after'))
    await expect(set()).rejects.toThrow(/NUL/)
    expect(hosting.started).toBe(0)
    expect(await keyring.lookup('understudy', 'key-1')).toBeNull()
    expect(await keychain.set('key-1', secret)).toEqual(done)
  })

  it('leaves no host behind when it is closed', async () => {
    const { hosting, keychain } = await on('unlocked')
    await keychain.set('key-1', secret)
    expect(hosting.running).toBe(1)
    keychain.close()
    await vi.waitFor(() => expect(hosting.running).toBe(0), { timeout: 10_000 })
  })
})

describe('a locked keyring', () => {
  it('never looks as if there were no such item', async () => {
    const { keyring, keychain } = await on('unlocked')
    await keychain.set('key-1', secret)
    await keyring.lock()
    expect(await keychain.get('key-1')).toMatchObject(refused('locked'))
    expect(await keychain.get('no such')).toMatchObject(refused('locked'))
    expect(await keychain.remove('key-1')).toMatchObject(refused('locked'))
    expect(await keychain.set('key-2', secret)).toMatchObject(refused('locked'))
    await keyring.unlock()
    expect(revealed(await keychain.get('key-1'))).toBe(secret.reveal())
    expect(revealed(await keychain.get('key-2'))).toBeNull()
  })

  it('is told from the beginning', async () => {
    const { keychain } = await on('locked')
    expect(await keychain.get('key-1')).toMatchObject(refused('locked'))
  })
})

describe('no keyring', () => {
  it.each<KeyringMode>(['none', 'empty'])('is unavailable, not empty: %s', async mode => {
    const { keychain } = await on(mode)
    expect(await keychain.get('key-1')).toMatchObject(refused('unavailable'))
    expect(await keychain.set('key-1', secret)).toMatchObject(refused('unavailable'))
    expect(await keychain.remove('key-1')).toMatchObject(refused('unavailable'))
  })

  it('is the same where there is not even a bus', async () => {
    const { keychain } = await on('unlocked')
    const lost = new Hosting({ ...desktop?.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' })
    const own = new Keychain(lost.start, new SystemClock(), null)
    expect(await own.get('key-1')).toMatchObject(refused('unavailable'))
    own.close()
    lost.end()
    // So it is the bus that was missing.
    expect(revealed(await keychain.get('key-1'))).toBeNull()
  })
})

describe('a daemon', () => {
  it('that was killed is missed, and found again once it is back', async () => {
    const { hosting, keyring, keychain } = await on('unlocked')
    await keychain.set('key-1', secret)
    await keyring.kill()
    expect(await keychain.get('key-1')).toMatchObject(refused('unavailable'))
    await keyring.restart()
    expect(revealed(await keychain.get('key-1'))).toBe(secret.reveal())
    expect(hosting.started).toBeGreaterThan(1)
  })

  it('that was restarted between two calls costs a new host and no failure', async () => {
    const { hosting, keyring, keychain } = await on('unlocked')
    await keychain.set('key-1', secret)
    await keyring.restart()
    expect(revealed(await keychain.get('key-1'))).toBe(secret.reveal())
    expect(hosting.started).toBe(2)
  })

  it('that is frozen is given up after 30 s, with its host, and found again once it is thawed', async () => {
    const clock = new FakeClock()
    const { hosting, keyring, keychain } = await on('unlocked', clock)
    await keychain.set('key-1', secret)
    keyring.freeze()
    let ended = false
    const answer = keychain.get('key-1').finally(() => {
      ended = true
    })
    const behind = keychain.get('key-1')
    await vi.waitFor(() => expect(hosting.requests).toHaveLength(2), { timeout: 10_000 })
    await clock.advance(30 * SECOND - 1)
    expect(ended).toBe(false)
    await clock.advance(1)
    expect(await answer).toMatchObject(refused('timed-out'))
    // What waited behind it does not wait for thirty seconds more.
    expect(await behind).toMatchObject(refused('timed-out'))
    keyring.thaw()
    expect(revealed(await keychain.get('key-1'))).toBe(secret.reveal())
    expect([hosting.started, clock.timers]).toEqual([2, 0])
    await vi.waitFor(() => expect(hosting.running).toBe(1), { timeout: 10_000 })
  })
})

describe('a host', () => {
  it('that is killed as it is asked costs one try', async () => {
    const { hosting, keychain } = await on('unlocked')
    await keychain.set('key-1', secret)
    let kills = 1
    hosting.onSend = (_request, child) => {
      if (kills-- > 0) child.kill('SIGKILL')
    }
    expect(revealed(await keychain.get('key-1'))).toBe(secret.reveal())
    expect(hosting.started).toBe(2)
  })

  it('that is killed between two calls is not noticed', async () => {
    const { hosting, keychain } = await on('unlocked')
    await keychain.set('key-1', secret)
    hosting.end()
    await vi.waitFor(() => expect(hosting.running).toBe(0), { timeout: 10_000 })
    expect(revealed(await keychain.get('key-1'))).toBe(secret.reveal())
    expect(hosting.started).toBe(2)
  })

  it('that is always killed is tried twice, and the call ends', async () => {
    const { hosting, keychain } = await on('unlocked')
    hosting.onSend = (_request, child) => void child.kill('SIGKILL')
    expect(await keychain.get('key-1')).toMatchObject(refused('unavailable'))
    expect(hosting.started).toBe(2)
    hosting.onSend = () => undefined
    expect(revealed(await keychain.get('key-1'))).toBeNull()
  })

  it('that can’t be started is told as a failure, and the next call tries again', async () => {
    desktop = await startDesktop({ display: false, keyring: 'unlocked' })
    hosting = new Hosting(desktop.env)
    const { start } = hosting
    const clock = new FakeClock()
    let broken = true
    keychain = new Keychain(
      events => {
        if (broken) throw new Error('EAGAIN')
        return start(events)
      },
      clock,
      null,
    )
    const first: unknown = await keychain.get('key-1').catch((error: unknown) => error)
    expect(first).toMatchObject(refused('unavailable'))
    expect(clock.timers).toBe(0)
    broken = false
    expect(revealed(await keychain.get('key-1'))).toBeNull()
  })
})
