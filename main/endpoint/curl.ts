import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** curl as a tool's `credential_process` runs it. */
export interface Curl {
  readonly path: string
  /** Since 7.84 it can print a header of the answer: https://curl.se/docs/manpage.html#-w */
  readonly printsHeaders: boolean
}

/** A curl that hangs is none (ms). */
const TIME_LIMIT = 5_000

/** The first curl on the PATH; null where there is none. Tools have other PATHs, so it is its whole path that counts. */
export async function findCurl(path: string, platform: NodeJS.Platform): Promise<Curl | null> {
  const name = platform === 'win32' ? 'curl.exe' : 'curl'
  for (const folder of path.split(delimiter)) {
    // Tools run it in folders of their own.
    if (!isAbsolute(folder)) continue
    const file = join(folder, name)
    const version = await versionOf(file)
    if (version !== null) return { path: file, printsHeaders: isAtLeast(version, 7, 84) }
  }
  return null
}

async function versionOf(file: string): Promise<string | null> {
  try {
    await access(file, constants.X_OK)
  } catch {
    return null
  }
  return new Promise(resolve => {
    // Nothing is served before this has ended, so it ends, whatever the program makes of other signals.
    const limits = { timeout: TIME_LIMIT, killSignal: 'SIGKILL' } as const
    // -q first, or the user's own .curlrc would count.
    execFile(file, ['-q', '--version'], limits, (_error, stdout) => {
      resolve(/^curl (\d+\.\d+)/.exec(stdout)?.[1] ?? null)
    })
  })
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ofIt = 0, its = 0] = version.split('.').map(Number)
  return ofIt > major || (ofIt === major && its >= minor)
}
