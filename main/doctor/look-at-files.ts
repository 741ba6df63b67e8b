import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TokenFilesFact } from '../core/doctor/facts.ts'
import { codeOf } from '../core/failures/failure.ts'

/** Named as what a crash leaves of a write, so that Remove Everything knows it should it be left. */
const TRIAL = 'understudy.json.tmp-trial'

/**
 * Whether something can be written to the folder of the settings.
 * @returns null where it can; else the system's word for why not
 */
export function whyUnwritable(folder: string): string | null {
  try {
    if (!existsSync(folder)) {
      // It is made at the first start.
      accessSync(dirname(folder), constants.W_OK)
      return null
    }
    const file = join(folder, TRIAL)
    writeFileSync(file, 'trial', { mode: 0o600 })
    rmSync(file)
    return null
  } catch (error) {
    return codeOf(error)
  }
}

/** @param tokenFiles each in a folder of its own, beside what has the same token in it */
export function lookAtTokenFiles(tokenFiles: readonly string[], platform: NodeJS.Platform): TokenFilesFact {
  const modes = tokenFiles.map(file => ({ file: modeOf(file), folder: modeOf(dirname(file)) }))
  return {
    total: tokenFiles.length,
    missing: modes.filter(({ file }) => file === null).length,
    // Windows has no such modes; there they inherit what the user's own folder allows.
    open: platform === 'win32' ? 0 : modes.filter(each => isOpen(each.file) && isOpen(each.folder)).length,
  }
}

function isOpen(mode: number | null): boolean {
  return mode !== null && (mode & 0o077) !== 0
}

function modeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mode ?? null
}
