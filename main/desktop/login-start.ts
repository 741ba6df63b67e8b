import { homedir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { type Clock, SECOND } from '../core/clock.ts'
import { done, type Result } from '../core/failures/failure.ts'
import { ownImage } from '../core/own-image.ts'
import { Autostart } from './linux/autostart.ts'
import { AT_LOGIN } from './starts.ts'

/** Whether the app starts when the user logs in. The system knows it, and may have it changed without the app. */
export interface LoginStart {
  /** Null where the app can't change it. */
  readonly isOn: boolean | null
  /** Where the system has it, in words or as a path, be it on or turned off there; null where it has nothing. */
  readonly place: string | null
  set(on: boolean): Result<void>
}

/** What is used of Electron's. */
export interface LoginApp extends Pick<App, 'isPackaged' | 'getAppPath' | 'setLoginItemSettings'> {
  readonly commandLine: Pick<App['commandLine'], 'hasSwitch'>
  getLoginItemSettings(
    of: Parameters<App['getLoginItemSettings']>[0],
  ): Pick<ReturnType<App['getLoginItemSettings']>, 'openAtLogin' | 'executableWillLaunchAtLogin'>
}

export function openLoginStart(app: LoginApp, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): LoginStart {
  if (platform === 'linux')
    return new Autostart(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), commandAtLogin(app, env))
  // Windows tells of an entry only to who names its arguments.
  const args = [AT_LOGIN]
  return {
    get isOn() {
      // Unpackaged it would be Electron itself that starts.
      if (!app.isPackaged) return null
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args })
      // An entry that the user has turned off in the Task Manager is still there.
      return openAtLogin && (platform !== 'win32' || executableWillLaunchAtLogin)
    },
    get place() {
      const isThere = app.isPackaged && app.getLoginItemSettings({ args }).openAtLogin
      return isThere ? 'its entry among the system’s login items' : null
    },
    set(on) {
      app.setLoginItemSettings({ openAtLogin: on, args })
      return done
    },
  }
}

/** For so long (ms) an answer of the system's is taken for what is so still. */
const REMEMBERED = 10 * SECOND

/** Asks the system now and then: the state is looked at many times a second, and each answer may take it some ms. */
export class RememberedLoginStart implements LoginStart {
  readonly #system: LoginStart
  readonly #clock: Pick<Clock, 'now'>
  #last: { readonly isOn: boolean | null; readonly at: number } | null = null

  constructor(system: LoginStart, clock: Pick<Clock, 'now'>) {
    this.#system = system
    this.#clock = clock
  }

  get isOn(): boolean | null {
    const now = this.#clock.now()
    if (this.#last === null || now - this.#last.at >= REMEMBERED)
      this.#last = { isOn: this.#system.isOn, at: now }
    return this.#last.isOn
  }

  get place(): string | null {
    return this.#system.place
  }

  set(on: boolean): Result<void> {
    this.lookAnew()
    return this.#system.set(on)
  }

  /** Somebody wants to see how it is. */
  lookAnew(): void {
    this.#last = null
  }
}

export function commandAtLogin(
  app: Pick<LoginApp, 'isPackaged' | 'getAppPath' | 'commandLine'>,
  env: NodeJS.ProcessEnv,
): readonly string[] {
  return [
    // An AppImage runs from a folder that is gone when it ends.
    ownImage(env, process.execPath) ?? process.execPath,
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    AT_LOGIN,
    // Chromium refuses to run as root with its sandbox. For anybody else it is not given up for good, however this
    // start was made.
    ...(process.getuid?.() === 0 && app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : []),
  ]
}
