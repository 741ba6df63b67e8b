import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, open, rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

export class WrongFile extends Error {}

/**
 * Puts a downloaded AppImage in the place of another one, under the name that menus and the start at login know. At any
 * moment, also after a crash or with a full disk, one of the two is there whole. The one that runs goes on.
 * @param sha512 in base64, of the downloaded one
 * @throws WrongFile where the file is another one by now; the system's own error where that place can't be written to
 */
export async function replaceAppImage(downloaded: string, sha512: string, appImage: string): Promise<void> {
  const { mode } = await stat(appImage)
  const beside = `${appImage}.new`
  try {
    // Copied first, since the place for downloads may be on another disk, and a rename works within one.
    await copyFile(downloaded, beside)
    const file = await open(beside, 'r+')
    try {
      await file.chmod(mode | 0o100)
      await file.sync()
    } finally {
      await file.close()
    }
    if ((await digestOf(beside)) !== sha512) throw new WrongFile('another checksum')
    await rename(beside, appImage)
    // Some hundred megabytes that nobody needs twice; in a place for what can be thrown away.
    await rm(downloaded, { force: true }).catch(() => {})
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** To be called last of all: two at once would share one profile, and the second one would end. */
export function startAppImage(appImage: string): void {
  const { ARGV0, APPDIR, APPIMAGE, OWD, ...env } = process.env
  spawn(appImage, [], { env, detached: true, stdio: 'ignore', cwd: '/' }).unref()
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}
