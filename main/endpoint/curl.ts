import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** curl as a tool's `credential_process` runs it. */
export interface Curl {
  readonly path: string
  /** Since 7.84 it can print a header of the answer: https://curl.se/docs/manpage.html#-w */
  readonly printsHeaders: boolean
}

/** A curl that hangs is none (ms). */
const TIME_LIMIT = 5_000

/**
 * The first curl on the PATH; null where there is none. Tools have other PATHs, so it is its whole path that counts.
 * Synchronous: at the start of the app nothing else could be done meanwhile.
 */
export function findCurl(path: string, platform: NodeJS.Platform): Curl | null {
  const name = platform === 'win32' ? 'curl.exe' : 'curl'
  for (const folder of path.split(delimiter)) {
    // Tools run it in folders of their own.
    if (!isAbsolute(folder)) continue
    const file = join(folder, name)
    const version = versionOf(file)
    if (version !== null) return { path: file, printsHeaders: isAtLeast(version, 7, 84) }
  }
  return null
}

function versionOf(file: string): string | null {
  try {
    accessSync(file, constants.X_OK)
  } catch {
    return null
  }
  // Nothing is served before this has ended, so it ends, whatever the program makes of other signals.
  const limits = { timeout: TIME_LIMIT, killSignal: 'SIGKILL' } as const
  // -q first, or the user's own .curlrc would count.
  const { stdout } = spawnSync(file, ['-q', '--version'], { ...limits, encoding: 'utf8' })
  return /^curl (\d+\.\d+)/.exec(stdout ?? '')?.[1] ?? null
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ofIt = 0, its = 0] = version.split('.').map(Number)
  return ofIt > major || (ofIt === major && its >= minor)
}
