import { beforeEach, describe, expect, it } from 'vitest'
import type { BusCall, BusSignal } from '../../main/desktop/linux/bus.ts'
import { type PowerBus, watchLinux } from '../../main/desktop/linux/power.ts'

const SESSION = '/org/freedesktop/login1/session/_31'

/** A bus on which somebody tells of locks. */
class Desk implements PowerBus {
  readonly #listeners: { readonly signal: BusSignal; readonly tell: (body: readonly unknown[]) => void }[] =
    []
  ofNoSession = false
  lockedHint = false

  async call({ member }: BusCall): Promise<readonly unknown[]> {
    if (this.ofNoSession) throw new Error(`${member}: the caller does not belong to a session`)
    return [SESSION]
  }

  async property(_object: unknown, name: string): Promise<unknown> {
    return name === 'Display' ? ['1', SESSION] : this.lockedHint
  }

  async onSignal(signal: BusSignal, tell: (body: readonly unknown[]) => void): Promise<() => void> {
    this.#listeners.push({ signal, tell })
    return () => undefined
  }

  say(name: string, ...body: readonly unknown[]): void {
    for (const { signal, tell } of this.#listeners)
      if (`${signal.interface}.${signal.member}`.endsWith(name) && [undefined, SESSION].includes(signal.path))
        tell(body)
  }
}

let desk: Desk
let told: (boolean | 'resumed')[]
const watch = () =>
  watchLinux(desk, desk, {
    resumed: () => told.push('resumed'),
    screenLocked: locked => told.push(locked),
  })
beforeEach(() => {
  desk = new Desk()
  told = []
})

describe('the screen’s lock', () => {
  it('is told by the hint of logind, and its end once', async () => {
    await watch()
    desk.say('PropertiesChanged', 'org.freedesktop.login1.Session', { LockedHint: { value: true } })
    desk.say('PropertiesChanged', 'org.freedesktop.login1.Session', { IdleHint: { value: true } })
    desk.say('PropertiesChanged', 'org.freedesktop.login1.Session', { LockedHint: { value: false } })
    desk.say('login1.Session.Unlock')
    expect(told).toEqual([true, false])
  })

  it('is told as long as one of those who tell says so', async () => {
    await watch()
    desk.say('login1.Session.Lock')
    desk.say('gnome.ScreenSaver.ActiveChanged', true)
    desk.say('login1.Session.Unlock')
    expect(told).toEqual([true, true])
    desk.say('gnome.ScreenSaver.ActiveChanged', false)
    expect(told).toEqual([true, true, false])
  })

  it('is told anew by a locker that never tells of the unlock', async () => {
    await watch()
    desk.say('login1.Session.Lock')
    desk.say('login1.Session.Lock')
    expect(told).toEqual([true, true])
  })

  it('is known from the start, also to an app that is in no session of its own', async () => {
    desk.ofNoSession = true
    desk.lockedHint = true
    await watch()
    desk.say('login1.Session.Unlock')
    expect(told).toEqual([true, false])
  })
})

it('a resume is told, and not the way into the sleep', async () => {
  await watch()
  desk.say('PrepareForSleep', true)
  desk.say('PrepareForSleep', false)
  expect(told).toEqual(['resumed'])
})

it('without a system bus the screensaver still tells', async () => {
  await watchLinux(null, desk, {
    resumed: () => told.push('resumed'),
    screenLocked: locked => told.push(locked),
  })
  desk.say('xfce.ScreenSaver.ActiveChanged', true)
  expect(told).toEqual([true])
})
