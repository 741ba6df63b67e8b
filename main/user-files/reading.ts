import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, lstat, open, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, type Failure, fail, type Result, succeed } from '../core/failures/failure.ts'

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
    // Before it is opened: that alone would set whoever waits at the other end of a pipe going.
    if (!(await stat(real)).isFile()) return fail(fileFailure(path, 'not-a-file', ''))
    const handle = await openToRead(real)
    try {
      const text = await readOpen(handle, path)
      return text.ok ? succeed({ path: real, ...text.value }) : text
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = codeOf(error)
    const isBroken = code === 'ELOOP' || (code === 'ENOENT' && (await leadsNowhere(path)))
    if (code === 'ENOENT' && !isBroken) return succeed(null)
    return fail(fileFailure(path, isBroken ? 'broken-link' : 'unreadable', code))
  }
}

/** Never waits for the other end of a pipe that has come meanwhile. */
export function openToRead(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
}

/** What is in an open file now, from its beginning. */
export async function readOpen(handle: FileHandle, path: string): Promise<Result<Omit<Found, 'path'>>> {
  const stats = await handle.stat({ bigint: true })
  if (!stats.isFile()) return fail(fileFailure(path, 'not-a-file', ''))
  if (stats.size > LARGEST) return fail(fileFailure(path, 'too-large', ''))
  // One more than there is, so that a file which grows meanwhile is not taken for whole.
  const bytes = Buffer.alloc(Number(stats.size) + 1)
  const text = decoded(bytes.subarray(0, await fill(handle, bytes)))
  return text === null ? fail(fileFailure(path, 'encoding', '')) : succeed({ text, stats })
}

/** A file system over a network may give less than it is asked for. */
async function fill(handle: FileHandle, bytes: Buffer): Promise<number> {
  let length = 0
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return length
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

/** Whether what is missing is the end of a link, be it of the file or of a folder on the way to it. */
async function leadsNowhere(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => null)
  if (stats === null) return dirname(path) !== path && (await leadsNowhere(dirname(path)))
  return stats.isSymbolicLink() && (await stat(path).catch(() => null)) === null
}

/** Whether nobody has written to it between two looks: a clock that was set can't hide that from `ctime`. */
export function isSame(a: Found | null, b: Found | null): boolean {
  if (a === null || b === null) return a === b
  return a.path === b.path && isSameFile(a.stats, b.stats) && a.text === b.text
}

export function isSameFile(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.ctimeNs === b.ctimeNs &&
    a.mtimeNs === b.mtimeNs
  )
}

type FileFailure = Extract<Failure, { kind: 'aws-file' }>

export function fileFailure(path: string, reason: FileFailure['reason'], detail: string): FileFailure {
  return { kind: 'aws-file', path, reason, detail }
}
