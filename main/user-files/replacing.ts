import { renameSync, statSync } from 'node:fs'
import { type FileHandle, link, lstat, mkdir, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { NewText } from '../core/aws-files/user-files.ts'
import type { Clock } from '../core/clock.ts'
import { codeOf, fail, type Result, succeed } from '../core/failures/failure.ts'
import { type Found, fileFailure, isSame, isSameFile, openToRead, readOpen, readUserFile } from './reading.ts'
import { wait, whenSettled } from './stillness.ts'
import { discard, syncFolder, writeBeside } from './temporary.ts'

/** When, after a file was replaced, it is looked at whether somebody still wrote to the old one (ms, each after the last). */
const AFTERWARDS = [0, 50, 250] as const

export interface ReplacingParts {
  readonly clock: Clock
  readonly newId: () => string
  readonly platform: NodeJS.Platform
}

/**
 * `changed`: another program was quicker, so that nothing was replaced. `written`: it was replaced, but whoever had the
 * old file open has written to it meanwhile, and this is what.
 */
export type Replaced =
  | { readonly kind: 'done' }
  | { readonly kind: 'changed'; readonly code: string }
  | { readonly kind: 'written'; readonly theirs: string }

const DONE: Replaced = { kind: 'done' }
const CHANGED: Replaced = { kind: 'changed', code: '' }

/** @param found what was there when it was read, and is to be there still */
export async function replaceFile(
  path: string,
  found: Found | null,
  text: NewText,
  parts: ReplacingParts,
): Promise<Result<Replaced>> {
  try {
    if (found === null) return succeed(text === null ? DONE : await create(path, text, parts))
    if (found.stats.nlink > 1n) return fail(fileFailure(path, 'hard-link', ''))
    // Renaming would not care, but whoever has made it read-only does.
    if ((found.stats.mode & 0o200n) === 0n) return fail(fileFailure(path, 'read-only', ''))
    return await exchange(path, found, text, parts)
  } catch (error) {
    const code = codeOf(error)
    if (isGone(code) || isHeld(code, parts.platform)) return succeed({ kind: 'changed', code })
    const reason = code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'not-written'
    return fail(fileFailure(path, reason, code))
  }
}

/** The file, its folder or our temporary file was removed meanwhile. */
function isGone(code: string): boolean {
  return code === 'ENOENT' || code === 'ESTALE'
}

/** Windows does not let a file be replaced that somebody has open. */
function isHeld(code: string, platform: NodeJS.Platform): boolean {
  return platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY')
}

async function create(path: string, text: string, { newId }: ReplacingParts): Promise<Replaced> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = await writeBeside(path, text, null, newId)
  try {
    await place(temporary, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return CHANGED
    throw error
  } finally {
    await discard(temporary)
  }
  await syncFolder(path)
  return DONE
}

/** Unlike a rename it does not take the place of a file that has come meanwhile, where the file system has links. */
async function place(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    const hasNoLinks = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(codeOf(error))
    if (!hasNoLinks || (await lstat(path).catch(() => null)) !== null) throw error
    await rename(temporary, path)
  }
}

async function exchange(
  path: string,
  found: Found,
  text: NewText,
  parts: ReplacingParts,
): Promise<Result<Replaced>> {
  const temporary = text === null ? null : await writeBeside(found.path, text, found, parts.newId)
  try {
    // Windows would refuse the rename while it is open, even to us; and while others have it open as well.
    if (parts.platform === 'win32') return await exchangeNow(path, found, temporary)
    const old = await openToRead(found.path)
    try {
      const exchanged = await exchangeNow(path, found, temporary)
      return exchanged.ok && exchanged.value.kind === 'done'
        ? await afterwards(old, path, found, parts.clock)
        : exchanged
    } finally {
      await old.close()
    }
  } finally {
    if (temporary !== null) await discard(temporary)
  }
}

async function exchangeNow(path: string, found: Found, temporary: string | null): Promise<Result<Replaced>> {
  const now = await readUserFile(path)
  if (!now.ok) return now
  if (!isSame(now.value, found)) return succeed(CHANGED)
  if (temporary === null) {
    await unlink(found.path)
  } else {
    // In one go: who comes between these two is overwritten.
    if (!isSameFile(statSync(path, { bigint: true }), found.stats)) return succeed(CHANGED)
    renameSync(temporary, found.path)
  }
  await syncFolder(found.path)
  return succeed(DONE)
}

/** Looks whether somebody who had opened the old file before still writes to it. */
async function afterwards(
  old: FileHandle,
  path: string,
  found: Found,
  clock: Clock,
): Promise<Result<Replaced>> {
  for (const pause of AFTERWARDS) {
    await wait(clock, pause)
    const left = await readOpen(old, path)
    if (!left.ok || left.value.text === found.text) continue
    const theirs = await whenSettled(old, path, left.value.text, clock)
    if (!theirs.ok) return theirs
    // Emptied and never filled again: what it had before is in ours.
    if (theirs.value !== '') return succeed({ kind: 'written', theirs: theirs.value })
  }
  return succeed(DONE)
}
