import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AppFolder } from '../core/removal.ts'

/** The settings, the copies of them, and what a crash may have left of a write; the record; the log; the files for tools. */
const OURS =
  /^(?:understudy(?:\.last-good)?(?:\.unreadable-[\w-]+)?\.json(?:\.tmp-\w+)?|activity\.jsonl(?:\.new)?|understudy\.log(?:\.1)?|tools)$/

/**
 * What Electron and its Chromium put into an app's folder. By name, since that may be a folder which somebody else has
 * chosen for it, and in which there is more.
 */
const ELECTRONS = new Set([
  ...['Cache', 'Code Cache', 'GPUCache', 'DawnCache', 'DawnGraphiteCache', 'DawnWebGPUCache'],
  ...['GrShaderCache', 'ShaderCache', 'GraphiteDawnCache', 'Media Cache', 'Shared Dictionary'],
  ...[
    'Local Storage',
    'Session Storage',
    'WebStorage',
    'IndexedDB',
    'databases',
    'File System',
    'blob_storage',
  ],
  ...['Service Worker', 'shared_proto_db', 'SharedStorage', 'InterestGroups', 'PrivateAggregation'],
  ...['Conversions', 'Network', 'Network Persistent State', 'TransportSecurity', 'Reporting and NEL'],
  ...['Trust Tokens', 'Cookies', 'DIPS', 'VideoDecodeStats', 'QuotaManager', 'Platform Notifications'],
  ...['Partitions', 'Dictionaries', 'Crashpad', 'Crash Reports', 'Preferences', 'Local State', 'lockfile'],
  ...['SingletonLock', 'SingletonCookie', 'SingletonSocket', 'DevToolsActivePort'],
  // Of electron-updater: an id that is sent nowhere.
  '.updaterId',
  ...['Device Bound Sessions', 'PersistentOriginTrials', 'MediaDeviceSalts', 'BrowsingTopicsSiteData'],
])

/** The folder of the settings as a whole. */
export class SettingsFolder implements AppFolder {
  readonly path: string
  readonly #downloads: string

  /** @param downloads of newer versions: a folder in another place */
  constructor(path: string, downloads: string) {
    this.path = path
    this.#downloads = downloads
  }

  list(): ReturnType<AppFolder['list']> {
    const names = readdirSync(this.path).sort()
    return {
      ours: [...names.filter(isOurs), ...(existsSync(this.#downloads) ? [this.#downloads] : [])],
      electrons: names.filter(isElectrons),
      others: names.filter(name => !isOurs(name) && !isElectrons(name)),
    }
  }

  /**
   * To be called last of all: Chromium has files of it open, and would make some of them anew.
   * @returns what could not be removed
   */
  remove(): readonly string[] {
    const left: string[] = []
    const { ours, electrons } = this.list()
    for (const name of [...ours, ...electrons]) {
      try {
        rmSync(resolve(this.path, name), { recursive: true, force: true, maxRetries: 3, retryDelay: 50 })
      } catch {
        left.push(resolve(this.path, name))
      }
    }
    try {
      // Only an empty one goes; and what is written to a folder that is not there does not come back.
      rmdirSync(this.path)
    } catch {
      // Something of others is in it, or what was told as left.
    }
    return left
  }
}

function isOurs(name: string): boolean {
  return OURS.test(name)
}

function isElectrons(name: string): boolean {
  // Databases have a journal beside them.
  return ELECTRONS.has(name.replace(/-(?:journal|wal|shm)$/, ''))
}
