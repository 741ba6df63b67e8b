import { createHash } from 'node:crypto'
import { link, mkdir, open, rename, rm, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AwsFileKind } from '../core/aws-files/profiles.ts'
import type { FileText, NewText, UserFiles } from '../core/aws-files/user-files.ts'
import type { Clock } from '../core/clock.ts'
import { codeOf, done, fail, type Result, succeed } from '../core/failure.ts'
import { type Found, fileFailure, isSame, readOpen, readUserFile } from './reading.ts'
import { syncFolder, temporaryName } from './temporary.ts'

/** How often a file is edited anew because another program was quicker. */
const TRIES = 3

/**
 * A file counts as whole when nobody has written to it for so long (ms): awscli empties a file and fills it again, and
 * what is read between those two is not the user's. An empty one is doubted longer.
 */
const STILL = { usual: 100, empty: 1_000 } as const
/** How often stillness is waited for. */
const LOOKS = 50
/** When, after a file was replaced, it is looked at whether somebody still wrote to the old one (ms, each after the last). */
const AFTERWARDS = [0, 50, 250] as const

export interface DiskFilesParts {
  readonly paths: { readonly [Kind in AwsFileKind]: string }
  readonly clock: Clock
  readonly newId: () => string
}

/** `written`: whoever had the old file open has written to it meanwhile, and this is what. */
type Replaced =
  | { readonly kind: 'done' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'written'; readonly text: string }

/** The two files of AWS tools: read, and replaced as a whole by a rename, so that nobody ever sees half of one. */
export class DiskFiles implements UserFiles {
  readonly #parts: DiskFilesParts

  constructor(parts: DiskFilesParts) {
    this.#parts = parts
  }

  readonly pathOf = (file: AwsFileKind): string => this.#parts.paths[file]

  digestOf(text: string): string {
    return createHash('sha256').update(text).digest('base64url')
  }

  async read(file: AwsFileKind): Promise<Result<FileText>> {
    const path = this.pathOf(file)
    const found = await readUserFile(path)
    return found.ok ? succeed(toFileText(path, found.value)) : found
  }

  async change(
    file: AwsFileKind,
    edit: (current: FileText) => Promise<Result<NewText>>,
  ): Promise<Result<void>> {
    const path = this.pathOf(file)
    /** What another program has put into a file that was replaced under it: that is what counts. */
    let theirs: string | null = null
    for (let tries = 0; tries < TRIES; tries++) {
      const found = await this.#whenStill(path)
      if (!found.ok) return found
      const current = theirs ?? found.value?.text ?? null
      const edited = await edit(
        current === null ? { kind: 'missing', path } : { kind: 'text', path, text: current },
      )
      if (!edited.ok) return edited
      if (edited.value === (found.value?.text ?? null)) return done
      const replaced = await this.#replace(path, found.value, edited.value)
      if (!replaced.ok) return replaced
      if (replaced.value.kind === 'done') return done
      theirs = replaced.value.kind === 'written' ? replaced.value.text : null
    }
    return fail(fileFailure(path, 'busy', ''))
  }

  async #whenStill(path: string): Promise<Result<Found | null>> {
    let before = await readUserFile(path)
    for (let looks = 0; looks < LOOKS; looks++) {
      if (!before.ok) return before
      await this.#wait(before.value?.text === '' ? STILL.empty : STILL.usual)
      const now = await readUserFile(path)
      if (now.ok && isSame(before.value, now.value)) return now
      before = now
    }
    return fail(fileFailure(path, 'busy', ''))
  }

  async #replace(path: string, found: Found | null, text: NewText): Promise<Result<Replaced>> {
    try {
      if (found === null) return succeed(text === null ? { kind: 'done' } : await this.#create(path, text))
      if (found.stats.nlink > 1n) return fail(fileFailure(path, 'hard-link', ''))
      // Renaming would not care, but whoever has made it read-only does.
      if ((found.stats.mode & 0o200n) === 0n) return fail(fileFailure(path, 'read-only', ''))
      return await this.#exchange(path, found, text)
    } catch (error) {
      const code = codeOf(error)
      const reason = code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'not-written'
      return fail(fileFailure(path, reason, code))
    }
  }

  async #create(path: string, text: string): Promise<Replaced> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const temporary = await this.#writeBeside(path, text, null)
    try {
      // Unlike a rename it does not take the place of a file that has come meanwhile.
      await link(temporary, path)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return { kind: 'changed' }
      throw error
    } finally {
      await rm(temporary, { force: true })
    }
    await syncFolder(path)
    return { kind: 'done' }
  }

  async #exchange(path: string, found: Found, text: NewText): Promise<Result<Replaced>> {
    // Kept open, to see whether somebody who has opened it before still writes to it.
    const old = await open(found.path, 'r')
    const temporary = text === null ? null : await this.#writeBeside(found.path, text, found)
    try {
      const now = await readUserFile(path)
      if (!now.ok) return now
      if (!isSame(now.value, found)) return succeed({ kind: 'changed' })
      if (temporary === null) await unlink(found.path)
      else await rename(temporary, found.path)
      await syncFolder(found.path)
      for (const pause of AFTERWARDS) {
        await this.#wait(pause)
        const left = await readOpen(old, path)
        if (left.ok && left.value.text !== found.text) return await this.#settled(old, path, left.value.text)
      }
      return succeed({ kind: 'done' })
    } finally {
      await old.close()
      if (temporary !== null) await rm(temporary, { force: true })
    }
  }

  /** Waits until whoever writes to the replaced file has done so. */
  async #settled(
    old: Awaited<ReturnType<typeof open>>,
    path: string,
    text: string,
  ): Promise<Result<Replaced>> {
    let seen = text
    for (let looks = 0; looks < LOOKS; looks++) {
      await this.#wait(seen === '' ? STILL.empty : STILL.usual)
      const now = await readOpen(old, path)
      if (!now.ok) return now
      if (now.value.text === seen) break
      seen = now.value.text
    }
    return succeed({ kind: 'written', text: seen })
  }

  /** With the mode and the owner of the file that it is to replace. */
  async #writeBeside(path: string, text: string, like: Found | null): Promise<string> {
    const temporary = temporaryName(path, this.#parts.newId())
    const mode = like === null ? 0o600 : Number(like.stats.mode & 0o7777n)
    const handle = await open(temporary, 'wx', 0o600)
    try {
      if (like !== null) {
        const { uid, gid } = await handle.stat({ bigint: true })
        if (uid !== like.stats.uid || gid !== like.stats.gid)
          await handle.chown(Number(like.stats.uid), Number(like.stats.gid))
      }
      await handle.chmod(mode)
      await handle.writeFile(text)
      await handle.sync()
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    } finally {
      await handle.close()
    }
    return temporary
  }

  #wait(ms: number): Promise<void> {
    return new Promise(resolve => {
      this.#parts.clock.after(ms, resolve)
    })
  }
}

function toFileText(path: string, found: Found | null): FileText {
  return found === null ? { kind: 'missing', path } : { kind: 'text', path, text: found.text }
}
