import { appendFileSync, chmodSync, readFileSync, renameSync, statSync } from 'node:fs'
import type { LogSink } from '../core/log/log.ts'

/** A file that has so many bytes is put aside, in the place of the one before. */
const LARGEST = 1024 * 1024

/**
 * The log, for the user alone: the latest lines, and beside them as many again. What can't be written is lost without a
 * word: the log must not be what the app fails for.
 */
export class LogFile implements LogSink {
  readonly path: string
  readonly #largest: number
  #size: number | null = null

  /** @param largest in bytes */
  constructor(path: string, largest = LARGEST) {
    this.path = path
    this.#largest = largest
  }

  write(line: string): void {
    try {
      this.#size ??= this.#open()
      if (this.#size > 0 && this.#size + line.length > this.#largest) {
        renameSync(this.path, `${this.path}.1`)
        this.#size = 0
      }
      appendFileSync(this.path, line, { mode: 0o600 })
      this.#size += line.length
    } catch {
      // The disk is full, or the folder is gone: the next line looks anew.
      this.#size = null
    }
  }

  /** The latest, the oldest of them first. */
  tail(most: number): readonly string[] {
    const latest = linesIn(this.path)
    const lines = latest.length >= most ? latest : [...linesIn(`${this.path}.1`), ...latest]
    return lines.slice(-most)
  }

  /** @returns its size in bytes */
  #open(): number {
    const stat = statSync(this.path, { throwIfNoEntry: false })
    if (stat === undefined) return 0
    // It may have been opened by hand. What a link leads to may be a device, which is everybody's.
    if (stat.isFile() && (stat.mode & 0o077) !== 0) chmodSync(this.path, 0o600)
    return stat.size
  }
}

function linesIn(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter(line => line !== '')
  } catch {
    return []
  }
}
