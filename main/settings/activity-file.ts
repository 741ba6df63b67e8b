import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { codeOf, done, fail, type Result, succeed } from '../core/failures/failure.ts'
import { activityEntry } from '../core/shapes.ts'
import { type ActivityEntry, type ActivityStore, MOST_ENTRIES } from '../core/tools/activity.ts'

/** One JSON object on each line, for the user alone. What can't be read of it is left out. */
export class ActivityFile implements ActivityStore {
  readonly #path: string
  #lines = 0
  /** A write that has failed may have left half a line, which would spoil the next one. */
  #isTorn = false

  constructor(path: string) {
    this.#path = path
  }

  load(): readonly ActivityEntry[] {
    const text = this.#read()
    const entries = new Map<number, ActivityEntry>()
    for (const line of text.split('\n')) {
      const entry = entryIn(line)
      if (entry !== null) entries.set(entry.id, entry)
    }
    // What could not be written at first stands further down.
    const kept = [...entries.values()].sort((a, b) => a.id - b.id).slice(-MOST_ENTRIES)
    this.#lines = kept.length
    // A last line that was torn would spoil the next one.
    if (text !== '') this.#rewrite(kept)
    return kept
  }

  append(entry: ActivityEntry): Result<void> {
    try {
      appendFileSync(this.#path, `${this.#isTorn ? '\n' : ''}${linesOf([entry])}`, { mode: 0o600 })
      this.#isTorn = false
      this.#lines += 1
      if (this.#lines > 2 * MOST_ENTRIES) this.load()
      return done
    } catch (error) {
      this.#isTorn = true
      return fail({ kind: 'activity-not-saved', detail: codeOf(error) })
    }
  }

  /**
   * Not what the file has, which may lag behind by a minute, or for as long as the disk is full.
   * @param entries the oldest first
   * @returns the file that was written: a new one, whatever is in the folder
   */
  exportTo(folder: string, entries: readonly ActivityEntry[], wall: number): Result<string> {
    const stamp = new Date(wall).toISOString().slice(0, 23).replace(/[:.]/g, '-')
    const file = join(folder, `understudy-activity-${stamp}.jsonl`)
    try {
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, linesOf(entries), { mode: 0o600, flag: 'wx' })
      return succeed(file)
    } catch (error) {
      return fail({ kind: 'not-exported', file, detail: codeOf(error) })
    }
  }

  #read(): string {
    try {
      chmodSync(this.#path, 0o600)
      return readFileSync(this.#path, 'utf8')
    } catch {
      // There is none at the first start; and where it can't be read, `append` fails and says why.
      return ''
    }
  }

  #rewrite(entries: readonly ActivityEntry[]): void {
    try {
      writeFileSync(`${this.#path}.new`, linesOf(entries), { mode: 0o600 })
      renameSync(`${this.#path}.new`, this.#path)
    } catch {
      // The old one is still there, and `append` says what is wrong with the disk.
    }
  }
}

function linesOf(entries: readonly ActivityEntry[]): string {
  return entries.map(entry => `${JSON.stringify(entry)}\n`).join('')
}

function entryIn(line: string): ActivityEntry | null {
  try {
    const parsed = v.safeParse(activityEntry, JSON.parse(line))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}
