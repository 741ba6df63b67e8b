import { type FSWatcher, statfsSync, statSync, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Clock, SECOND } from '../core/clock.ts'
import { codeOf } from '../core/failures/failure.ts'
import { placesOf } from './places.ts'

/** What happens within this time (ms) is told of once: a file is written in several steps. */
const TOGETHER = 300
/** How often it is looked where the system does not tell of everything (ms). */
const LOOK_EVERY = 30 * SECOND

/**
 * File systems whose other computers change files unheard, by their `f_type`: NFS, CIFS, SMB2, AFS, Ceph, and 9p and
 * FUSE, which bring in the files of a virtual machine's host as well. Source: statfs(2) of Linux.
 */
const REMOTE = new Set([
  0x6969, 0xff534d42, 0xfe534d42, 0x517b, 0x5346414f, 0x6b414653, 0x00c36400, 0x01021997, 0x65735546,
])

type Watch = (
  folder: string,
  listener: (name: string | null) => void,
  onError: () => void,
) => { close(): void }

interface Watched {
  names: ReadonlySet<string>
  /** A folder that was removed and made again is another one, of which the old watcher tells nothing. */
  readonly identity: string
  readonly watcher: { close(): void }
}

/**
 * Tells when one of these files may have changed, or come, or gone; links and folders on the way to them may do so as
 * well. Nothing runs while nothing happens, but where the system can't tell of everything.
 * @param onChange called once in `TOGETHER` at most, and now and then for nothing
 */
export function watchUserFiles(
  paths: readonly string[],
  clock: Clock,
  onChange: () => void,
  watchFolder: Watch = watchBySystem,
): { close(): void } {
  const watching = new Watching(paths, clock, onChange, watchFolder)
  watching.arm()
  return { close: () => watching.close() }
}

class Watching {
  readonly #paths: readonly string[]
  readonly #clock: Clock
  readonly #onChange: () => void
  readonly #watchFolder: Watch
  readonly #watched = new Map<string, Watched>()
  /** Folders that can't be watched; they are tried again at the next look. */
  readonly #failed = new Set<string>()
  #cancelTelling: (() => void) | null = null
  #cancelLooking: (() => void) | null = null
  #seen: string | null = null
  #isClosed = false

  constructor(paths: readonly string[], clock: Clock, onChange: () => void, watchFolder: Watch) {
    this.#paths = paths
    this.#clock = clock
    this.#onChange = onChange
    this.#watchFolder = watchFolder
  }

  close(): void {
    this.#isClosed = true
    this.#cancelTelling?.()
    this.#cancelLooking?.()
    for (const folder of [...this.#watched.keys()]) this.#drop(folder)
  }

  /** Watches what is on the way to the files now, and no longer what was. */
  arm(): void {
    const wanted = this.#wanted()
    for (const [folder, { identity }] of this.#watched)
      if (!wanted.has(folder) || identityOf(folder) !== identity) this.#drop(folder)
    for (const [folder, names] of wanted) {
      const watched = this.#watched.get(folder)
      if (watched === undefined) this.#watch(folder, names)
      else watched.names = names
    }
    const isHeard = this.#failed.size === 0 && ![...wanted.keys()].some(isRemote)
    if (isHeard) this.#stopLooking()
    else this.#lookLater()
  }

  #wanted(): ReadonlyMap<string, ReadonlySet<string>> {
    const places = this.#paths.flatMap(placesOf)
    const namesOf = (folder: string) =>
      new Set(places.filter(place => place.folder === folder).map(place => comparable(place.name)))
    return new Map(places.map(({ folder }) => [folder, namesOf(folder)]))
  }

  #watch(folder: string, names: ReadonlySet<string>): void {
    if (this.#failed.has(folder)) return
    try {
      const watcher = this.#watchFolder(
        folder,
        name => this.#heard(folder, name),
        () => this.#lost(folder),
      )
      this.#watched.set(folder, { names, identity: identityOf(folder), watcher })
    } catch {
      this.#failed.add(folder)
    }
  }

  #heard(folder: string, name: string | null): void {
    // A folder's own name is what is told when it is removed or renamed itself.
    const isItself = name === basename(folder)
    const isOurs = name === null || this.#watched.get(folder)?.names.has(comparable(name)) === true
    if (isItself) this.#drop(folder)
    if (isItself || isOurs) this.#tellSoon()
  }

  #lost(folder: string): void {
    this.#drop(folder)
    this.#failed.add(folder)
    this.#tellSoon()
  }

  #drop(folder: string): void {
    this.#watched.get(folder)?.watcher.close()
    this.#watched.delete(folder)
  }

  #tellSoon(): void {
    if (this.#isClosed) return
    // At once, since what comes next may come where nobody has watched yet; and again when all has come.
    this.arm()
    this.#cancelTelling ??= this.#clock.after(TOGETHER, () => {
      this.#cancelTelling = null
      this.arm()
      this.#onChange()
    })
  }

  #lookLater(): void {
    if (this.#cancelLooking !== null || this.#isClosed) return
    if (this.#seen === null) void this.#look()
    this.#cancelLooking = this.#clock.after(LOOK_EVERY, () => {
      this.#cancelLooking = null
      this.#failed.clear()
      this.arm()
      void this.#look()
    })
  }

  #stopLooking(): void {
    this.#cancelLooking?.()
    this.#cancelLooking = null
    this.#seen = null
  }

  async #look(): Promise<void> {
    const now = (await Promise.all(this.#paths.map(traceOf))).join('\n')
    const before = this.#seen
    this.#seen = now
    if (before !== null && before !== now) this.#tellSoon()
  }
}

function watchBySystem(
  folder: string,
  listener: (name: string | null) => void,
  onError: () => void,
): FSWatcher {
  return watch(folder, { persistent: false }, (_event, name) => listener(name)).on('error', onError)
}

/** macOS and Windows tell of a name as it was made, whichever way it is written where it is asked for. */
function comparable(name: string): string {
  return name.toLowerCase().normalize()
}

function identityOf(folder: string): string {
  try {
    const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true })
    return [dev, ino, birthtimeNs].join()
  } catch {
    return ''
  }
}

function isRemote(folder: string): boolean {
  try {
    return process.platform === 'linux' && REMOTE.has(statfsSync(folder).type)
  } catch {
    return false
  }
}

async function traceOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, ctimeNs, mtimeNs } = await stat(path, { bigint: true })
    return [dev, ino, size, ctimeNs, mtimeNs].join()
  } catch (error) {
    return codeOf(error)
  }
}
