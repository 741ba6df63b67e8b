import type { AppUpdater, CancellationToken } from 'electron-updater'
import { codeOf, done, type Failure, fail, networkCode, type Result } from '../core/failures/failure.ts'
import type { Release, ReleaseFile } from '../core/updates/release.ts'
import type { Download, Installer } from '../core/updates/updates.ts'
import { replaceAppImage, startAppImage, WrongFile } from './app-image.ts'
import type { Wanted } from './electron-updater.ts'
import { fileFor, type Installation } from './installation.ts'

export interface InstallerParts {
  readonly installation: Installation
  readonly arch: string
  /** Where the files of releases are. */
  readonly folder: URL
  /** Closes all that is open, then calls `last`. */
  readonly leave: (last: () => void) => void
  readonly exit: () => void
  /** Starts this version again, where another one could not be started. */
  readonly startAgain: () => void
}

interface Downloaded {
  readonly release: Release
  readonly file: ReleaseFile
  readonly path: string
}

export class ReleaseInstaller implements Installer {
  readonly #parts: InstallerParts
  #updater: AppUpdater | null = null
  #wanted: Wanted | null = null
  #downloaded: Downloaded | null = null

  constructor(parts: InstallerParts) {
    this.#parts = parts
  }

  fileOf(release: Release): ReleaseFile | null {
    const { installation, arch } = this.#parts
    return fileFor(installation, arch, release)
  }

  download(release: Release, file: ReleaseFile, onProgress: (received: number) => void): Download {
    let isCancelled = false
    let cancel = (): void => {
      isCancelled = true
    }
    const done = this.#download(release, file, onProgress, token => {
      if (isCancelled) token.cancel()
      cancel = () => token.cancel()
    })
    return { done, cancel: () => cancel() }
  }

  async install(): Promise<Result<void>> {
    const { installation, leave, exit, startAgain } = this.#parts
    const [downloaded, updater] = [this.#downloaded, this.#updater]
    if (downloaded === null || updater === null) return fail({ kind: 'not-found', what: 'update' })
    if (installation.kind !== 'app-image') {
      leave(() => {
        // Nobody is left to be told.
        updater.once('error', startAgain)
        updater.quitAndInstall(true, true)
      })
      return done
    }
    const { release, file, path } = downloaded
    try {
      await replaceAppImage(path, file.sha512, installation.file)
    } catch (error) {
      const reason = error instanceof WrongFile ? 'wrong-file' : 'not-written'
      return fail({ kind: 'not-updated', reason, version: release.version, detail: codeOf(error) })
    }
    leave(() => {
      startAppImage(installation.file)
      exit()
    })
    return done
  }

  async #download(
    release: Release,
    file: ReleaseFile,
    onProgress: (received: number) => void,
    onToken: (token: CancellationToken) => void,
  ): Promise<Result<void>> {
    const { folder, installation } = this.#parts
    const wanted = { release, file, folder }
    this.#downloaded = null
    this.#wanted = wanted
    // Only now: most starts of the app have no use for it.
    const { CancellationToken, openElectronUpdater } = await import('./electron-updater.ts')
    this.#updater ??= openElectronUpdater(installation, () => this.#wanted ?? wanted)
    const updater = this.#updater
    const tell = ({ transferred }: { readonly transferred: number }) => onProgress(transferred)
    updater.on('download-progress', tell)
    try {
      const token = new CancellationToken()
      onToken(token)
      await updater.checkForUpdates()
      const [path = ''] = await updater.downloadUpdate(token)
      this.#downloaded = { release, file, path }
      return done
    } catch (error) {
      return fail(downloadFailure(release, error))
    } finally {
      updater.off('download-progress', tell)
    }
  }
}

function downloadFailure({ version }: Release, error: unknown): Failure {
  const code = codeOf(error)
  const failed = (reason: 'wrong-file' | 'not-written' | 'unreachable', detail: string): Failure => ({
    kind: 'not-updated',
    reason,
    version,
    detail,
  })
  if (code === 'ERR_CHECKSUM_MISMATCH') return failed('wrong-file', 'another checksum')
  if (/^E(?:NOSPC|DQUOT|ACCES|PERM|ROFS|IO|FBIG)$/.test(code)) return failed('not-written', code)
  return failed('unreachable', networkCode(error))
}
