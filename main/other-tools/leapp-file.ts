import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, type Failure, fail, type Result, succeed } from '../core/failures/failure.ts'
import { type LeappWorkspace, parseLeappWorkspace } from '../core/import/leapp-workspace.ts'
import { parseSealed, type Sealed, unseal } from './passphrase-aes.ts'

/** Thousands of sessions have a few MiB; what is larger is no workspace. */
const LARGEST = 32 * 1024 * 1024

/**
 * Reads the workspace that Leapp keeps for this user; null where there is none. Not a team's
 * workspace: that is the server's, and its copy here is a file under a key of the login there.
 * @param machineIds what this computer may be called: Leapp encrypts under the SHA-256 of its id
 */
export async function readLeappFile(
  home: string,
  machineIds: () => Promise<readonly string[]>,
): Promise<Result<LeappWorkspace | null>> {
  const text = await readText(join(home, '.Leapp', 'Leapp-lock.json'))
  if (!text.ok || text.value === null) return text.ok ? succeed(null) : text
  const sealed = parseSealed(text.value)
  if (sealed === null) return fail(unreadable('it is not what Leapp writes'))
  const opened = open(sealed, await machineIds())
  if (opened === null)
    return fail({ kind: 'other-tool', tool: 'Leapp', reason: 'not-this-machine', detail: '' })
  const workspace = parseLeappWorkspace(opened.value)
  return workspace === null ? fail(unreadable('it holds no sessions')) : succeed(workspace)
}

async function readText(file: string): Promise<Result<string | null>> {
  try {
    const facts = await stat(file)
    if (!facts.isFile()) return fail(unreadable('it is no file'))
    if (facts.size > LARGEST) return fail(unreadable('it is too large'))
    return succeed(await readFile(file, 'utf8'))
  } catch (error) {
    const code = codeOf(error)
    return code === 'ENOENT' || code === 'ENOTDIR' ? succeed(null) : fail(unreadable(code))
  }
}

/** With the one id under which JSON comes out. */
function open(sealed: Sealed, ids: readonly string[]): { readonly value: unknown } | null {
  for (const id of ids) {
    const text = unseal(sealed, createHash('sha256').update(id).digest('hex'))
    const value = text === null ? null : parseJson(text)
    if (value !== null) return value
  }
  return null
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

function unreadable(detail: string): Failure {
  return { kind: 'other-tool', tool: 'Leapp', reason: 'unreadable', detail }
}
