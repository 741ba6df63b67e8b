import { homedir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { done, type Result } from '../core/failure.ts'
import { Autostart } from './linux/autostart.ts'

/** Whether the app starts when the user logs in. The system knows it, and may have it changed without the app. */
export interface LoginStart {
  /** Null where the app can't change it. */
  readonly isOn: boolean | null
  set(on: boolean): Result<void>
}

export function openLoginStart(app: App, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): LoginStart {
  if (platform === 'linux') {
    // An AppImage runs from a folder that is gone when it ends.
    const program = env['APPIMAGE'] ?? process.execPath
    const command = app.isPackaged ? [program] : [program, app.getAppPath()]
    return new Autostart(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), command)
  }
  return {
    get isOn() {
      // Unpackaged it would be Electron itself that starts.
      return app.isPackaged ? app.getLoginItemSettings().openAtLogin : null
    },
    set(on) {
      app.setLoginItemSettings({ openAtLogin: on })
      return done
    },
  }
}
