import { type Clock, HOUR, MINUTE } from '../clock.ts'
import { codeOf, done, type Failure, fail, type Result } from '../failures/failure.ts'
import { isNewer, type Release, type ReleaseFile } from './release.ts'

/** Where releases are told of. */
export interface UpdateFeed {
  /** The latest release, once its signature was found good. */
  read(): Promise<Result<Release>>
}

/** What can put another version in the place of the one that runs. */
export interface Installer {
  /** Which of a release's files it takes; null where none is for it. */
  fileOf(release: Release): ReleaseFile | null
  /** @param onProgress told how many bytes are there */
  download(release: Release, file: ReleaseFile, onProgress: (received: number) => void): Download
  /** Puts in place what was downloaded last, and ends the app so that the other version starts. */
  install(): Promise<Result<void>>
}

export interface Download {
  /** Fails too where it was cancelled. */
  readonly done: Promise<Result<void>>
  cancel(): void
}

/** How far an offered release has come. */
export type UpdateStep =
  /** `file` is null where this installation can't be changed from within, such as one of a package manager. */
  | { readonly kind: 'offered'; readonly file: ReleaseFile | null }
  | { readonly kind: 'downloading'; readonly file: ReleaseFile; readonly received: number }
  | { readonly kind: 'ready'; readonly file: ReleaseFile }
  | { readonly kind: 'installing' }

export interface Offer {
  readonly release: Release
  readonly step: UpdateStep
  /** Why the last step failed. */
  readonly why: Failure | null
}

export interface UpdateParts {
  readonly clock: Clock
  /** The version that runs. */
  readonly running: string
  readonly feed: UpdateFeed
  /** Null where this installation can't be changed from within. */
  readonly installer: Installer | null
  /** Whether the user wants it to look by itself. */
  readonly mayLook: () => boolean
  readonly onChange: () => void
}

/** After the start, which has enough to do. */
const FIRST_LOOK = MINUTE
const NEXT_LOOK = 24 * HOUR
const LOOK_AFTER_FAILURE = HOUR
/** With not one byte in between, a download is given up (ms). */
const LONGEST_SILENCE = MINUTE

/** Looks for newer versions, and gets one when the user says so. Nothing of it happens by itself but the looking. */
export class Updates {
  readonly #parts: UpdateParts
  #offer: Offer | null = null
  #lastLook: { readonly at: number; readonly why: Failure | null } | null = null
  #looking: Promise<void> | null = null
  #download: Download | null = null
  #cancelTimer: (() => void) | null = null

  constructor(parts: UpdateParts) {
    this.#parts = parts
  }

  get offer(): Offer | null {
    return this.#offer
  }

  /** When it looked last ({@link Clock.now}), and why in vain; null before the first time. */
  get lastLook(): { readonly at: number; readonly why: Failure | null } | null {
    return this.#lastLook
  }

  get isLooking(): boolean {
    return this.#looking !== null
  }

  /** Looks from now on, or no more, as the user has chosen. */
  applyChoice(): void {
    if (!this.#parts.mayLook()) this.#endTimer()
    else if (this.#cancelTimer === null) this.#lookAfter(FIRST_LOOK)
  }

  /** At the user's wish, whatever is chosen for the rest of the time. Once, however often it is asked for. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null
      this.#parts.onChange()
    })
    this.#parts.onChange()
    return this.#looking
  }

  /** Resolves when the download has ended. */
  async download(): Promise<Result<void>> {
    const { installer, clock } = this.#parts
    const offer = this.#offer
    const file = offer?.step.kind === 'offered' ? offer.step.file : null
    if (installer === null || offer === null || file === null) return notOffered
    const { release } = offer
    let isCancelled = false
    let failure: Failure | null = null
    const give = (reason: 'timed-out' | 'wrong-file', detail: string) => {
      failure ??= { kind: 'not-updated', reason, version: release.version, detail }
      download.cancel()
    }
    const guard = () => clock.after(LONGEST_SILENCE, () => give('timed-out', ''))
    let endGuard = guard()
    const download = installer.download(release, file, received => {
      if (this.#download === null) return
      endGuard()
      endGuard = guard()
      // Else a server could fill the disk before the checksum is looked at.
      if (received > file.size) return give('wrong-file', `${received} bytes`)
      this.#go({ release, step: { kind: 'downloading', file, received }, why: null })
    })
    this.#download = {
      done: download.done,
      cancel: () => {
        isCancelled = true
        download.cancel()
      },
    }
    this.#go({ release, step: { kind: 'downloading', file, received: 0 }, why: null })
    const result = await download.done
    endGuard()
    this.#download = null
    if (result.ok) {
      this.#go({ release, step: { kind: 'ready', file }, why: null })
      return done
    }
    const why = isCancelled ? null : (failure ?? result.failure)
    this.#go({ release, step: { kind: 'offered', file }, why })
    return why === null ? done : fail(why)
  }

  cancel(): void {
    this.#download?.cancel()
  }

  /** Ends the app, but where it fails. */
  async install(): Promise<Result<void>> {
    const { installer } = this.#parts
    const offer = this.#offer
    if (installer === null || offer?.step.kind !== 'ready') return notOffered
    const { release, step } = offer
    this.#go({ release, step: { kind: 'installing' }, why: null })
    const result = await installer.install()
    if (result.ok) return done
    const { failure } = result
    // What is not what it should be was thrown away, and can be had again.
    const isGone = failure.kind === 'not-updated' && failure.reason === 'wrong-file'
    this.#go({ release, step: isGone ? { kind: 'offered', file: step.file } : step, why: failure })
    return result
  }

  close(): void {
    this.#endTimer()
    this.cancel()
  }

  async #look(): Promise<void> {
    const { clock, feed, running, installer, mayLook } = this.#parts
    const read = await feed.read().catch((error: unknown) => fail({ kind: 'fault', detail: codeOf(error) }))
    this.#lastLook = { at: clock.now(), why: read.ok ? null : read.failure }
    if (mayLook()) this.#lookAfter(read.ok ? NEXT_LOOK : LOOK_AFTER_FAILURE)
    if (!read.ok || this.#isBusy) return
    const release = read.value
    if (!isNewer(release, running)) this.#offer = null
    // What is offered already may be downloaded, too.
    else if (this.#offer === null || !isSame(release, this.#offer.release))
      this.#offer = {
        release,
        step: { kind: 'offered', file: installer?.fileOf(release) ?? null },
        why: null,
      }
  }

  get #isBusy(): boolean {
    const kind = this.#offer?.step.kind
    return kind === 'downloading' || kind === 'installing'
  }

  #lookAfter(ms: number): void {
    this.#endTimer()
    this.#cancelTimer = this.#parts.clock.after(ms, () => void this.look())
  }

  #endTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  #go(offer: Offer): void {
    this.#offer = offer
    this.#parts.onChange()
  }
}

/** The window has shown it a moment ago. */
const notOffered = fail({ kind: 'not-found', what: 'update' })

function isSame(left: Release, right: Release): boolean {
  const prints = ({ version, files }: Release) => [version, ...files.map(each => each.sha512)].join(' ')
  return prints(left) === prints(right)
}
