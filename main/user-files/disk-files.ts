import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { merged } from '../core/aws-files/merged.ts'
import type { AwsFileKind } from '../core/aws-files/profiles.ts'
import type { FileText, NewText, UserFiles } from '../core/aws-files/user-files.ts'
import { done, fail, type Result, succeed } from '../core/failures/failure.ts'
import { type Found, fileFailure, readUserFile } from './reading.ts'
import { type Replaced, type ReplacingParts, replaceFile } from './replacing.ts'
import { readWhole, whenStill } from './stillness.ts'

/** How often a file is edited anew because another program was quicker. */
const TRIES = 3
/** How often it is tried to bring back what another program has written: that is not ours to lose. */
const TRIES_FOR_OTHERS = 10

export interface DiskFilesParts extends ReplacingParts {
  readonly paths: { readonly [Kind in AwsFileKind]: string }
}

type Edit = (current: FileText) => Promise<Result<NewText>>

/** What became of a file that was replaced while another program was writing to it. */
interface Overlap {
  readonly before: string
  readonly theirs: string
  readonly ours: NewText
}

/** The two files of AWS tools: read, and replaced as a whole by a rename, so that nobody ever sees half of one. */
export class DiskFiles implements UserFiles {
  readonly #parts: DiskFilesParts
  /** The last change of each file, after which the next one begins: our own renames would overtake each other unseen. */
  readonly #turns = new Map<AwsFileKind, Promise<unknown>>()

  constructor(parts: DiskFilesParts) {
    this.#parts = parts
  }

  readonly pathOf = (file: AwsFileKind): string => this.#parts.paths[file]

  digestOf(text: string): string {
    return createHash('sha256').update(text).digest('base64url')
  }

  async read(file: AwsFileKind): Promise<Result<FileText>> {
    const path = this.pathOf(file)
    const found = await readWhole(path, this.#parts.clock)
    if (!found.ok) return found
    return (await this.#isOther(file, found.value))
      ? fail(fileFailure(path, 'same-file', ''))
      : succeed(toFileText(path, found.value))
  }

  change(file: AwsFileKind, edit: Edit): Promise<Result<void>> {
    const change = (): Promise<Result<void>> => this.#change(file, edit)
    const turn = (this.#turns.get(file) ?? Promise.resolve()).then(change, change)
    this.#turns.set(file, turn)
    return turn
  }

  async #change(file: AwsFileKind, edit: Edit): Promise<Result<void>> {
    const path = this.pathOf(file)
    let code = ''
    for (let tries = 0; tries < TRIES; tries++) {
      const found = await whenStill(path, this.#parts.clock)
      if (!found.ok) return found
      if (await this.#isOther(file, found.value)) return fail(fileFailure(path, 'same-file', ''))
      const edited = await edit(toFileText(path, found.value))
      if (!edited.ok) return edited
      if (edited.value === (found.value?.text ?? null)) return done
      const replaced = await this.#replace(path, found.value, edited.value)
      if (!replaced.ok) return replaced
      if (replaced.value.kind === 'done') return done
      code = replaced.value.code
    }
    return fail(fileFailure(path, code === 'ENOENT' ? 'not-written' : 'busy', code))
  }

  /**
   * Whether both files are one. What is written for the one would be read as the other as well, where a process that
   * counts in `config` takes its own place.
   */
  async #isOther(file: AwsFileKind, found: Found | null): Promise<boolean> {
    const other = this.pathOf(file === 'config' ? 'credentials' : 'config')
    if (found === null) return resolve(other) === resolve(this.pathOf(file))
    const stats = await stat(other, { bigint: true }).catch(() => null)
    return stats !== null && stats.dev === found.stats.dev && stats.ino === found.stats.ino
  }

  /** What another program has written to the replaced file is back in its place when this ends. */
  async #replace(
    path: string,
    found: Found | null,
    ours: NewText,
  ): Promise<Result<Exclude<Replaced, { kind: 'written' }>>> {
    const replaced = await replaceFile(path, found, ours, this.#parts)
    if (!replaced.ok) return replaced
    const { value } = replaced
    if (value.kind !== 'written') return succeed(value)
    const back = await this.#bringBack(path, { before: found?.text ?? '', theirs: value.theirs, ours })
    return back.ok ? succeed({ kind: 'changed', code: '' }) : back
  }

  /** Looks at it once more in the end: a third program may have read the file without it, and have written since. */
  async #bringBack(path: string, overlap: Overlap): Promise<Result<void>> {
    let isBack = false
    for (let tries = 0; tries < TRIES_FOR_OTHERS; tries++) {
      const found = await this.#findOurs(path, overlap.ours)
      if (isBack && (!found.ok || found.value === null)) return done
      if (!found.ok) continue
      const text = withTheirs(overlap, found.value)
      if (text === found.value?.text) return done
      const replaced = await this.#replace(path, found.value, text)
      if (!replaced.ok) return replaced
      if (replaced.value.kind === 'done') isBack = true
    }
    return isBack ? done : fail(fileFailure(path, 'busy', ''))
  }

  /** What we have written is whole, and need not be waited for. */
  async #findOurs(path: string, ours: NewText): Promise<Result<Found | null>> {
    const found = await readUserFile(path)
    return found.ok && (found.value?.text ?? null) === ours ? found : whenStill(path, this.#parts.clock)
  }
}

/** Where a third program has changed what we had written, both changes are to be there. */
function withTheirs({ before, theirs, ours }: Overlap, found: Found | null): string {
  return found === null || found.text === ours ? theirs : merged(before, theirs, found.text)
}

function toFileText(path: string, found: Found | null): FileText {
  return found === null ? { kind: 'missing', path } : { kind: 'text', path, text: found.text }
}
