import path from 'node:path'
import Conf from 'conf'
import type { Clock } from '../../main/core/clock.ts'
import { type JsonFile, Settings } from '../../main/settings/settings.ts'

const NOW = Date.UTC(2026, 10, 22, 5, 6, 7, 890)
const clock: Clock = { now: () => NOW, wall: () => NOW, after: () => () => undefined }
export const STAMP = '2026-11-22T05-06-07-890Z'
export const MAIN = 'understudy.json'
export const SPARE = 'understudy.last-good.json'

/** As main/index.ts does, over the package that electron-store is made of. */
export function loadFrom(
  folder: string,
  wrap: (file: JsonFile, name: string) => JsonFile = file => file,
): Settings {
  return Settings.load(
    name => {
      const options = { cwd: folder, configName: name, clearInvalidConfig: false, configFileMode: 0o600 }
      return wrap(new Conf<Record<string, unknown>>(options), name)
    },
    name => path.join(folder, `${name}.json`),
    clock,
  )
}

/** A file on a disk that is full. */
export function onFullDisk(file: JsonFile): JsonFile {
  return {
    path: file.path,
    get store() {
      return file.store
    },
    set store(_value) {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    },
  }
}
