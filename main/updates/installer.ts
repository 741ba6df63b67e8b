import { rm } from 'node:fs/promises'
import type { AppUpdater } from 'electron-updater'
import { type Clock, MINUTE } from '../core/clock.ts'
import { codeOf, done, type Failure, fail, networkCode, type Result } from '../core/failures/failure.ts'
import type { Release, ReleaseFile } from '../core/updates/release.ts'
import type { Download, Installer } from '../core/updates/updates.ts'
import { replaceAppImage, startAppImage } from './app-image.ts'
import { checkFile, WrongFile } from './check-file.ts'
import { DownloadGuard, type Objection } from './download-guard.ts'
import type { Wanted } from './electron-updater.ts'
import { fileFor, type Installation } from './installation.ts'

export interface InstallerParts {
  readonly installation: Installation
  readonly arch: string
  /** Where the files of releases are. */
  readonly folder: URL
  readonly clock: Pick<Clock, 'after'>
  /** Closes all that is open, has `last` start what comes next, and ends the app. */
  readonly leave: (last: () => Promise<void>) => void
  /** What this one was started with, and as what. */
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** So long (ms) an installer may take until it ends the app. */
const PATIENCE = 2 * MINUTE

interface Downloaded {
  readonly release: Release
  readonly file: ReleaseFile
  readonly path: string
}

export class ReleaseInstaller implements Installer {
  readonly #parts: InstallerParts
  #updater: AppUpdater | null = null
  #wanted: Wanted | null = null
  #guard: DownloadGuard | null = null
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
    const done = this.#download({ release, file }, onProgress, end => {
      if (isCancelled) end()
      cancel = end
    })
    return { done, cancel: () => cancel() }
  }

  async install(): Promise<Result<void>> {
    const { installation, leave, args, env } = this.#parts
    const [downloaded, updater] = [this.#downloaded, this.#updater]
    if (downloaded === null || updater === null) return fail({ kind: 'not-found', what: 'update' })
    const { release, file, path } = downloaded
    try {
      // It may have lain there for hours.
      await checkFile(path, file)
      if (installation.kind === 'app-image') {
        await replaceAppImage(path, file, installation.file)
        leave(() => startAppImage(installation.file, args, env))
      } else await this.#handOver(updater)
      return done
    } catch (error) {
      if (!(error instanceof WrongFile)) return fail(notUpdated(release, 'not-written', codeOf(error)))
      await rm(path, { force: true }).catch(() => {})
      return fail(notUpdated(release, 'wrong-file', error.message))
    }
  }

  /** What the system's own installer does ends the app, if it is well. */
  #handOver(updater: AppUpdater): Promise<void> {
    return new Promise((_resolve, reject) => {
      this.#parts.clock.after(PATIENCE, () => reject(new Error('the installer has not begun')))
      updater.once('error', reject)
      updater.quitAndInstall(true, true)
    })
  }

  async #download(
    { release, file }: Pick<Wanted, 'release' | 'file'>,
    onProgress: (received: number) => void,
    onBegin: (end: () => void) => void,
  ): Promise<Result<void>> {
    const { folder, installation } = this.#parts
    const wanted = { release, file, folder }
    this.#downloaded = null
    this.#wanted = wanted
    try {
      // Only now: most starts of the app have no use for it.
      const { CancellationToken, openElectronUpdater } = await import('./electron-updater.ts')
      this.#updater ??= openElectronUpdater(
        installation,
        () => this.#wanted ?? wanted,
        request => this.#guard?.add(request),
      )
      const updater = this.#updater
      const token = new CancellationToken()
      this.#guard = new DownloadGuard(updater.netSession)
      this.#guard.begin(file)
      onBegin(() => token.cancel())
      updater.on('download-progress', ({ transferred }) => onProgress(transferred))
      await updater.checkForUpdates()
      const [path = ''] = await updater.downloadUpdate(token)
      this.#downloaded = { release, file, path }
      return done
    } catch (error) {
      return fail(downloadFailure(release, this.#guard?.objection ?? null, error))
    } finally {
      this.#updater?.removeAllListeners('download-progress')
      this.#guard?.end()
      this.#guard = null
    }
  }
}

function downloadFailure(release: Release, objection: Objection | null, error: unknown): Failure {
  if (objection !== null) return notUpdated(release, objection.reason, objection.detail)
  const code = codeOf(error)
  if (code === 'ERR_CHECKSUM_MISMATCH') return notUpdated(release, 'wrong-file', 'another checksum')
  if (code === 'ERR_UPDATER_INVALID_SIGNATURE')
    return notUpdated(release, 'wrong-file', 'signed by another publisher')
  // A system call's word; the network's begin otherwise, or are Chromium's.
  if (/^E(?:NOSPC|DQUOT|ACCES|PERM|ROFS|IO|FBIG|NOENT|NOTDIR|EXIST|ISDIR|MFILE)$/.test(code))
    return notUpdated(release, 'not-written', code)
  // electron-updater has it in a sentence alone.
  const status = / status (\d{3})\b/.exec(error instanceof Error ? error.message : '')?.[1]
  return notUpdated(release, 'unreachable', status === undefined ? networkCode(error) : `HTTP ${status}`)
}

function notUpdated(
  { version }: Release,
  reason: 'unreachable' | 'wrong-file' | 'not-written',
  detail: string,
): Failure {
  return { kind: 'not-updated', reason, version, detail }
}
