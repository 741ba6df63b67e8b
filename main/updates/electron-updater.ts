import {
  AppImageUpdater,
  type AppUpdater,
  CancellationToken,
  MacUpdater,
  NsisUpdater,
  Provider,
  type UpdateInfo,
} from 'electron-updater'
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js'
import type { Release, ReleaseFile } from '../core/updates/release.ts'
import type { Abortable } from './download-guard.ts'
import type { Installation } from './installation.ts'

/** A release whose signature was found good, and the one file of it that is wanted. */
export interface Wanted {
  readonly release: Release
  readonly file: ReleaseFile
  readonly folder: URL
}

/**
 * electron-updater (https://www.electron.build/auto-update) for what it does on each system: to download, to compare with
 * the checksum, and on Windows and macOS to install. It is told what to get and asks no feed itself, since it would believe
 * whoever answers there.
 * @param onRequest told of each that it makes
 */
export function openElectronUpdater(
  installation: Installation,
  wanted: () => Wanted,
  onRequest: (request: Abortable) => void,
): AppUpdater {
  class Told extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, surroundings: ProviderRuntimeOptions) {
      super(surroundings)
      const { executor } = surroundings
      const create = executor.createRequest.bind(executor)
      // It keeps a request to itself, also once the download was cancelled.
      executor.createRequest = (...given) => {
        const request = create(...given)
        onRequest(request)
        return request
      }
    }

    override getLatestVersion(): Promise<UpdateInfo> {
      const { release, file } = wanted()
      const { name, sha512, size } = file
      return Promise.resolve({
        version: release.version,
        files: [{ url: name, sha512, size }],
        path: name,
        sha512,
        releaseDate: '',
      })
    }

    override resolveFiles({ files }: UpdateInfo) {
      return files.map(info => ({ url: new URL(info.url, wanted().folder), info }))
    }
  }
  const updater = updaterFor(installation)
  updater.setFeedURL({ provider: 'custom', updateProvider: Told })
  // It prints to the console else, and what it prints has paths in it.
  updater.logger = null
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.allowDowngrade = false
  updater.allowPrerelease = false
  updater.disableWebInstaller = true
  // It asks for parts that no signature names, and then for the whole file.
  updater.disableDifferentialDownload = true
  return updater
}

export { CancellationToken }

function updaterFor({ kind }: Installation): AppUpdater {
  switch (kind) {
    case 'app-image':
      return new AppImageUpdater()
    case 'mac':
      return new MacUpdater()
    case 'nsis':
      return new NsisUpdater()
  }
}
