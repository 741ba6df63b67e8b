import { expect, it } from 'vitest'
import { SECOND } from '../../main/core/clock.ts'
import { done } from '../../main/core/failures/failure.ts'
import { type LoginApp, openLoginStart, RememberedLoginStart } from '../../main/desktop/login-start.ts'
import { FakeClock } from '../support/fakes.ts'

/** Of Windows: an entry that was made is there still when the user turns it off in the Task Manager. */
class FakeApp implements LoginApp {
  readonly isPackaged = true
  readonly commandLine = { hasSwitch: () => false }
  asked = 0
  hasEntry = false
  isTurnedOff = false

  getAppPath(): string {
    return '/app'
  }

  getLoginItemSettings(): ReturnType<LoginApp['getLoginItemSettings']> {
    this.asked += 1
    return {
      openAtLogin: this.hasEntry,
      executableWillLaunchAtLogin: this.hasEntry && !this.isTurnedOff,
    }
  }

  setLoginItemSettings({ openAtLogin = false }: { readonly openAtLogin?: boolean }): void {
    this.hasEntry = openAtLogin
    this.isTurnedOff = false
  }
}

it('on Windows is off where the user has turned it off there, and can be removed and turned on all the same', () => {
  const app = new FakeApp()
  const start = openLoginStart(app, 'win32', {})
  expect([start.isOn, start.place]).toEqual([false, null])
  expect(start.set(true)).toEqual(done)
  expect(start.isOn).toBe(true)
  app.isTurnedOff = true
  expect([start.isOn, start.place]).toEqual([false, 'its entry among the system’s login items'])
  start.set(true)
  expect(start.isOn).toBe(true)
  start.set(false)
  expect([start.isOn, start.place]).toEqual([false, null])
})

it('on macOS is what the system says', () => {
  const app = new FakeApp()
  app.hasEntry = true
  app.isTurnedOff = true
  expect(openLoginStart(app, 'darwin', {}).isOn).toBe(true)
})

it('is not asked of the system at each change of the state, and yet seen when it has changed', async () => {
  const app = new FakeApp()
  const clock = new FakeClock()
  const start = new RememberedLoginStart(openLoginStart(app, 'win32', {}), clock)
  for (let time = 0; time < 100; time += 1) expect(start.isOn).toBe(false)
  expect(app.asked).toBe(1)
  app.hasEntry = true
  expect(start.isOn).toBe(false)
  start.lookAnew()
  expect(start.isOn).toBe(true)
  app.hasEntry = false
  await clock.advance(10 * SECOND)
  expect(start.isOn).toBe(false)
  expect(start.set(true)).toEqual(done)
  expect(start.isOn).toBe(true)
})
