import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { type ActivityEntry, type ActivityStore, MOST_ENTRIES } from '../core/activity.ts'
import { codeOf, done, fail, type Result, succeed } from '../core/failure.ts'
import { activityEntry } from '../core/shapes.ts'

/** One JSON object on each line, for the user alone. What can't be read of it is left out. */
export class ActivityFile implements ActivityStore {
  readonly #path: string
  #lines = 0

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
    const kept = [...entries.values()].slice(-MOST_ENTRIES)
    // A last line that was torn would spoil the next one.
    if (text !== '') this.#rewrite(kept)
    return kept
  }

  append(entry: ActivityEntry): Result<void> {
    try {
      appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
      this.#lines += 1
      if (this.#lines > 2 * MOST_ENTRIES) this.load()
      return done
    } catch (error) {
      return fail({ kind: 'activity-not-saved', detail: codeOf(error) })
    }
  }

  /** @returns the file that was written: a new one, whatever is in the folder */
  exportTo(folder: string, wall: number): Result<string> {
    const stamp = new Date(wall).toISOString().slice(0, 23).replace(/[:.]/g, '-')
    const file = join(folder, `understudy-activity-${stamp}.jsonl`)
    try {
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, linesOf(this.load()), { mode: 0o600, flag: 'wx' })
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
      this.#lines = entries.length
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
