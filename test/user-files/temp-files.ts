import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { FileText, NewText } from '../../main/core/aws-files/user-files.ts'
import type { Clock } from '../../main/core/clock.ts'
import { explain } from '../../main/core/failures/explain.ts'
import { type Result, succeed } from '../../main/core/failures/failure.ts'
import { DiskFiles } from '../../main/user-files/disk-files.ts'
import { quickClock } from './quick-clock.ts'

/** A home folder for each test, which everybody may look into. */
export function tempHome(): { readonly path: (...names: string[]) => string; readonly home: () => string } {
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'us-files-'))
    chmodSync(home, 0o755)
    mkdirSync(path.join(home, '.aws'), { mode: 0o700 })
  })
  afterEach(() => {
    for (const name of readdirSync(home)) chmodIfThere(path.join(home, name))
    rmSync(home, { recursive: true })
  })
  return { path: (...names) => path.join(home, '.aws', ...names), home: () => home }
}

function chmodIfThere(entry: string): void {
  try {
    chmodSync(entry, 0o755)
  } catch {
    // A link that leads nowhere.
  }
}

export function diskFiles(folder: string, clock: Clock = quickClock, credentials = 'credentials'): DiskFiles {
  return new DiskFiles({
    paths: { config: path.join(folder, 'config'), credentials: path.join(folder, credentials) },
    clock,
    newId: randomUUID,
    platform: process.platform,
  })
}

/** An edit that notes what it was given, and what happens meanwhile. */
export function edits(
  text: (current: string) => NewText,
  meanwhile: (turn: number) => void | Promise<void> = () => {},
): {
  readonly seen: (string | null)[]
  readonly edit: (current: FileText) => Promise<Result<NewText>>
} {
  const seen: (string | null)[] = []
  return {
    seen,
    edit: async current => {
      seen.push(current.kind === 'text' ? current.text : null)
      await meanwhile(seen.length)
      return succeed(text(current.kind === 'text' ? current.text : ''))
    },
  }
}

export const to = (text: NewText) => edits(() => text).edit

/** What is said of a failure, which names the file; throws where it went well. */
export function wordsOf(result: Result<unknown>): string {
  if (result.ok) throw new Error('it went well')
  const { title, advice } = explain(result.failure)
  return `${title} ${advice}`
}

export const temporariesIn = (folder: string) =>
  readdirSync(folder).filter(name => name.includes('.understudy-'))
