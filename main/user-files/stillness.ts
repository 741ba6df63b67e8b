import type { FileHandle } from 'node:fs/promises'
import { type Clock, SECOND } from '../core/clock.ts'
import { fail, type Result } from '../core/failures/failure.ts'
import { type Found, fileFailure, isSame, readOpen, readUserFile } from './reading.ts'

/**
 * A file counts as whole when nobody has written to it for so long (ms): awscli empties a file and fills it again, and
 * what is read between those two is not the user's. An empty one is doubted longer.
 */
const STILL = { usual: 100, empty: 1_000 } as const
/** How often stillness is waited for. */
const LOOKS = 50
/** What was last written to so long ago (ms) is not being written to now. */
const LONG_AGO = 2 * SECOND

export function wait(clock: Clock, ms: number): Promise<void> {
  return new Promise(resolve => {
    clock.after(ms, resolve)
  })
}

/** The file when nobody writes to it. */
export async function whenStill(path: string, clock: Clock): Promise<Result<Found | null>> {
  let before = await readUserFile(path)
  for (let looks = 0; looks < LOOKS; looks++) {
    if (!before.ok) return before
    await wait(clock, pauseFor(before.value?.text))
    const now = await readUserFile(path)
    if (now.ok && isSame(before.value, now.value)) return now
    before = now
  }
  return fail(fileFailure(path, 'busy', ''))
}

/** As `whenStill`, but at once where the file's own times say that it is still; who changes a file does not rely on them. */
export async function readWhole(path: string, clock: Clock): Promise<Result<Found | null>> {
  const found = await readUserFile(path)
  if (!found.ok || found.value === null) return found
  const age = clock.wall() - Number(found.value.stats.mtimeMs)
  return age > LONG_AGO ? found : whenStill(path, clock)
}

/** What is in an open file when whoever writes to it has done so. */
export async function whenSettled(
  handle: FileHandle,
  path: string,
  text: string,
  clock: Clock,
): Promise<Result<string>> {
  let seen = text
  for (let looks = 0; looks < LOOKS; looks++) {
    await wait(clock, pauseFor(seen))
    const now = await readOpen(handle, path)
    if (!now.ok) return now
    if (now.value.text === seen) break
    seen = now.value.text
  }
  return { ok: true, value: seen }
}

function pauseFor(text: string | undefined): number {
  return text === '' ? STILL.empty : STILL.usual
}
