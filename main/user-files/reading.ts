import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'
import { codeOf, type Failure, fail, type Result, succeed } from '../core/failure.ts'

/** Far more than any person's profiles, in bytes; beyond it, it is some other file. */
const LARGEST = 8 * 1024 * 1024

/** A file that was there, and which one it was. */
export interface Found {
  /** Without the links that lead to it. */
  readonly path: string
  readonly text: string
  readonly stats: BigIntStats
}

/** @returns null where there is no such file */
export async function readUserFile(path: string): Promise<Result<Found | null>> {
  try {
    const real = await realpath(path)
    // Without it, opening a pipe would wait for whoever writes to it.
    const handle = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const text = await readOpen(handle, path)
      return text.ok ? succeed({ path: real, ...text.value }) : text
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' && !(await isLink(path))) return succeed(null)
    const reason = code === 'ENOENT' || code === 'ELOOP' ? 'broken-link' : 'unreadable'
    return fail(fileFailure(path, reason, code))
  }
}

/** What is in an open file now, from its beginning. */
export async function readOpen(handle: FileHandle, path: string): Promise<Result<Omit<Found, 'path'>>> {
  const stats = await handle.stat({ bigint: true })
  if (!stats.isFile()) return fail(fileFailure(path, 'not-a-file', ''))
  if (stats.size > LARGEST) return fail(fileFailure(path, 'too-large', ''))
  // One more than there is, so that a file which grows meanwhile is not taken for whole.
  const bytes = Buffer.alloc(Number(stats.size) + 1)
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
  const text = decoded(bytes.subarray(0, bytesRead))
  return text === null ? fail(fileFailure(path, 'encoding', '')) : succeed({ text, stats })
}

function decoded(bytes: Buffer): string | null {
  // What PowerShell redirects into a file is UTF-16.
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink()
  } catch {
    return false
  }
}

/** Whether nobody has written to it between two looks: a clock that was set can't hide that from `ctime`. */
export function isSame(a: Found | null, b: Found | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.path === b.path &&
    a.stats.ino === b.stats.ino &&
    a.stats.ctimeNs === b.stats.ctimeNs &&
    a.stats.mtimeNs === b.stats.mtimeNs &&
    a.text === b.text
  )
}

type FileFailure = Extract<Failure, { kind: 'aws-file' }>

export function fileFailure(path: string, reason: FileFailure['reason'], detail: string): FileFailure {
  return { kind: 'aws-file', path, reason, detail }
}
