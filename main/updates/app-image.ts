import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:fs'
import { copyFile, open, rename, rm, stat } from 'node:fs/promises'
import type { ReleaseFile } from '../core/updates/release.ts'
import { checkFile } from './check-file.ts'

/**
 * Puts a downloaded AppImage in the place of another one, under the name that menus and the start at login know. At any
 * moment, also after a crash or with a full disk, one of the two is there whole. The one that runs goes on.
 * @throws WrongFile where what was copied is another file by now; the system's own error where that place can't be
 *   written to
 */
export async function replaceAppImage(
  downloaded: string,
  file: Pick<ReleaseFile, 'sha512'>,
  appImage: string,
): Promise<void> {
  const { mode } = await stat(appImage)
  const beside = `${appImage}.new`
  try {
    // What a crash has left, or a link of somebody else's in a folder that is shared.
    await rm(beside, { force: true })
    // Copied first, since the place for downloads may be on another disk, and a rename works within one.
    await copyFile(downloaded, beside, constants.COPYFILE_EXCL)
    const copy = await open(beside, 'r+')
    try {
      await copy.chmod(mode | 0o100)
      await copy.sync()
    } finally {
      await copy.close()
    }
    await checkFile(beside, file)
    await rename(beside, appImage)
    // Some hundred megabytes that nobody needs twice; in a place for what can be thrown away.
    await rm(downloaded, { force: true }).catch(() => {})
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    throw error
  }
}

/**
 * To be called last of all: two at once would share one profile, and the second one would end.
 * @param args as this one was started with, such as those without which it can't run here
 * @returns when it was started, or could not be
 */
export async function startAppImage(
  appImage: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const started = spawn(appImage, args, {
    env: withoutMount(env),
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  })
  started.unref()
  await once(started, 'spawn').catch(() => {})
}

/**
 * The environment without what an AppImage's own start has put there. Its mounted folder is gone soon, and whoever makes
 * one of that name in /tmp would have programs and libraries in these paths.
 */
export function withoutMount({ ARGV0, APPIMAGE, OWD, APPDIR, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (APPDIR === undefined) return env
  const isMounted = (path: string) => path === APPDIR || path.startsWith(`${APPDIR}/`)
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) => {
      const parts = value.split(':')
      const others = parts.filter(part => !isMounted(part))
      if (others.length === parts.length) return [[name, value]]
      return others.length === 0 ? [] : [[name, others.join(':')]]
    }),
  )
}
