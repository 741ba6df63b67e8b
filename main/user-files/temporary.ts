import { type FileHandle, lstat, open, readdir, realpath, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '../core/failures/failure.ts'
import type { Found } from './reading.ts'

/** Beside the file, since only within one file system a rename is one step. */
function temporaryName(path: string, unique: string): string {
  return join(dirname(path), `.${basename(path)}.understudy-${unique.replaceAll('-', '')}`)
}

const OURS = /^\..+\.understudy-[0-9a-f]{32}$/

/**
 * With the mode and the owner of the file that it is to replace; there is no way to keep its extended attributes.
 * @param like null for a new file, which is for the user alone
 * @returns its path; what was written is on the disk
 */
export async function writeBeside(
  path: string,
  text: string,
  like: Found | null,
  newId: () => string,
): Promise<string> {
  const temporary = temporaryName(path, newId())
  const handle = await open(temporary, 'wx', 0o600)
  try {
    try {
      if (like !== null) await keepOwner(handle, like)
      await handle.chmod(like === null ? 0o600 : Number(like.stats.mode & 0o7777n))
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      // On some file systems over a network only this tells that there was no room.
      await handle.close()
    }
  } catch (error) {
    await discard(temporary)
    throw error
  }
  return temporary
}

async function keepOwner(handle: FileHandle, { stats }: Found): Promise<void> {
  const { uid, gid } = await handle.stat({ bigint: true })
  if (uid === stats.uid && gid === stats.gid) return
  try {
    await handle.chown(Number(stats.uid), Number(stats.gid))
  } catch (error) {
    // Nobody can give a file to a group that he is not in; where that group may do nothing, it does not matter.
    const mayDoNothing = (stats.mode & 0o070n) === 0n
    if (codeOf(error) !== 'EPERM' || uid !== stats.uid || !mayDoNothing) throw error
  }
}

/** What can't be removed now is swept at the next start. */
export async function discard(temporary: string): Promise<void> {
  await rm(temporary, { force: true }).catch(() => {})
}

/** Removes what a killed Understudy has left beside these files: keys may be in it. */
export async function sweep(paths: readonly string[]): Promise<void> {
  const real = await Promise.all(paths.map(path => realpath(path).catch(() => path)))
  for (const folder of new Set([...real, ...paths].map(path => dirname(path)))) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names.filter(each => OURS.test(each))) {
      const path = join(folder, name)
      const stats = await lstat(path).catch(() => null)
      if (stats?.isFile() === true) await discard(path)
    }
  }
}

/** So that the new name is on the disk, and not only what it names; where the system has no such thing, nothing. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(dirname(path), 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
