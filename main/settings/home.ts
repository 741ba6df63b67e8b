import { join } from 'node:path'
import ElectronStore from 'electron-store'
import type { Clock } from '../core/clock.ts'
import { ActivityFile } from './activity-file.ts'
import { SettingsFolder } from './app-folder.ts'
import { readConfigurationFile, writeConfigurationFile } from './configuration-file.ts'
import { LogFile } from './log-file.ts'
import { Settings } from './settings.ts'

/** All that is kept in the app's own folder. */
export interface Home {
  readonly settings: Settings
  readonly activityFile: ActivityFile
  readonly folder: SettingsFolder
  readonly log: LogFile
  /** With the files that tools read. */
  readonly tools: string
  /** What the user takes out of the app, and brings into it. */
  readonly files: {
    readonly exportActivity: ActivityFile['exportTo']
    readonly readConfiguration: typeof readConfigurationFile
    readonly writeConfiguration: typeof writeConfigurationFile
  }
}

/**
 * @param downloads of newer versions
 * @throws with a sentence where the app must not start
 */
export function openHome(path: string, downloads: string, clock: Clock): Home {
  const settings = Settings.load(
    name => new ElectronStore({ cwd: path, name, clearInvalidConfig: false, configFileMode: 0o600 }),
    name => join(path, `${name}.json`),
    clock,
  )
  const activityFile = new ActivityFile(join(path, 'activity.jsonl'))
  return {
    settings,
    activityFile,
    folder: new SettingsFolder(path, downloads),
    log: new LogFile(join(path, 'understudy.log')),
    tools: join(path, 'tools'),
    files: {
      exportActivity: (...what) => activityFile.exportTo(...what),
      readConfiguration: readConfigurationFile,
      writeConfiguration: writeConfigurationFile,
    },
  }
}
