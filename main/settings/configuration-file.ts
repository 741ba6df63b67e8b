import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename } from 'node:path'
import { codeOf, done, type Failure, fail, type Result, succeed } from '../core/failures/failure.ts'

/** Bytes: a thousand roles have less. */
const LARGEST = 1_048_576

type Reason = Extract<Failure, { kind: 'not-imported' }>['reason']

export function readConfigurationFile(path: string): Result<string> {
  const trouble = (reason: Reason, detail = '') =>
    fail({ kind: 'not-imported', file: basename(path), reason, detail })
  try {
    // Without it, opening a pipe would wait for whoever writes to it.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      if (!fstatSync(file).isFile()) return trouble('not-a-file')
      const bytes = Buffer.alloc(LARGEST + 1)
      let length = 0
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(file, bytes, length, bytes.length - length, null)
      if (length > LARGEST) return trouble('too-large')
      const text = decoded(bytes.subarray(0, length))
      return text === null ? trouble('encoding') : succeed(text)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return trouble('unreadable', codeOf(error))
  }
}

/** For the user alone, and by rename: whoever has chosen a file that is there has said yes to its end. */
export function writeConfigurationFile(path: string, text: string): Result<void> {
  const temporary = `${path}.new`
  try {
    rmSync(temporary, { force: true })
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' })
    renameSync(temporary, path)
    return done
  } catch (error) {
    rmSync(temporary, { force: true })
    return fail({ kind: 'not-exported', file: path, detail: codeOf(error) })
  }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    // A byte order mark, which some editors write, goes.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
