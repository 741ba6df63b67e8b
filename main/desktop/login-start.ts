import { homedir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { done, type Result } from '../core/failure.ts'
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

export function openLoginStart(app: App, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): LoginStart {
  if (platform === 'linux')
    return new Autostart(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), commandAtLogin(app, env))
  // Windows tells of an entry only to who names its arguments.
  const args = [AT_LOGIN]
  return {
    get isOn() {
      // Unpackaged it would be Electron itself that starts.
      return app.isPackaged ? app.getLoginItemSettings({ args }).openAtLogin : null
    },
    get place() {
      return this.isOn === true ? 'its entry among the system’s login items' : null
    },
    set(on) {
      app.setLoginItemSettings({ openAtLogin: on, args })
      return done
    },
  }
}

export function commandAtLogin(
  app: Pick<App, 'isPackaged' | 'getAppPath' | 'commandLine'>,
  env: NodeJS.ProcessEnv,
): readonly string[] {
  const { APPIMAGE: image, APPDIR: mounted } = env
  // An AppImage runs from a folder that is gone when it ends. A program started by another one inherits its variables.
  const isImage = image !== undefined && mounted !== undefined && process.execPath.startsWith(`${mounted}/`)
  return [
    isImage ? image : process.execPath,
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    AT_LOGIN,
    // Chromium refuses to run as root with its sandbox. For anybody else it is not given up for good, however this
    // start was made.
    ...(process.getuid?.() === 0 && app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : []),
  ]
}
