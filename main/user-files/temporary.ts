import { lstat, open, readdir, realpath, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Beside the file, since only within one file system a rename is one step. */
export function temporaryName(path: string, unique: string): string {
  return join(dirname(path), `.${basename(path)}.understudy-${unique.replaceAll('-', '')}`)
}

const OURS = /^\..+\.understudy-[0-9a-f]{32}$/

/** Removes what a killed Understudy has left beside these files: keys may be in it. */
export async function sweep(paths: readonly string[]): Promise<void> {
  const folders = await Promise.all(paths.map(async path => dirname(await realpath(path).catch(() => path))))
  for (const folder of new Set([...folders, ...paths.map(path => dirname(path))])) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names.filter(each => OURS.test(each))) {
      const path = join(folder, name)
      const stats = await lstat(path).catch(() => null)
      if (stats?.isFile() === true) await rm(path, { force: true }).catch(() => {})
    }
  }
}

/** So that the new name is on the disk, and not only what it names; where the system has no such thing, nothing. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(dirname(path), 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
