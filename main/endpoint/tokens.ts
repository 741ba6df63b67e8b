import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, type Failure } from '../core/failure.ts'
import type { GrantId } from '../core/grants.ts'

export function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/**
 * A file for each grant that holds its token, readable by the user alone; of the tokens themselves only the
 * digests are kept in memory. Every start makes new ones, so that a program which squats the port while
 * Understudy is closed learns nothing that is of use later.
 */
export class Tokens {
  readonly #folder: string
  readonly #digests = new Map<GrantId, Buffer>()
  /** Why the files are not as they should be; null while they are. */
  failure: Failure | null = null

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Makes what is missing, and revokes what no grant stands for any more. */
  sync(grants: readonly GrantId[]): void {
    for (const id of this.#digests.keys()) if (!grants.includes(id)) this.#digests.delete(id)
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      // The folder may be an old one, made under another umask or opened by hand.
      chmodSync(this.#folder, 0o700)
      for (const name of readdirSync(this.#folder))
        if (!this.#digests.has(name as GrantId))
          rmSync(join(this.#folder, name), { recursive: true, force: true })
      for (const id of grants) if (!this.#digests.has(id)) this.#create(id)
      this.failure = null
    } catch (error) {
      this.failure = { kind: 'no-token-files', folder: this.#folder, detail: codeOf(error) }
    }
  }

  digestOf(id: GrantId): Buffer | null {
    return this.#digests.get(id) ?? null
  }

  fileOf(id: GrantId): string {
    return join(this.#folder, id)
  }

  /** From now on the tokens of before open nothing; each file has a new one. */
  renewAll(grants: readonly GrantId[]): void {
    this.#digests.clear()
    this.sync(grants)
  }

  revokeAll(): void {
    this.#digests.clear()
    try {
      rmSync(this.#folder, { recursive: true, force: true })
    } catch {
      // Without their digests the files open nothing, and the next start removes them.
    }
  }

  #create(id: GrantId): void {
    const token = randomBytes(32).toString('base64url')
    const file = this.fileOf(id)
    // By rename, since tools read it at any moment; without a newline, since some SDKs take that for a part of it.
    writeFileSync(`${file}.new`, token, { mode: 0o600, flag: 'w' })
    renameSync(`${file}.new`, file)
    this.#digests.set(id, digest(token))
  }
}
