import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, type Failure } from '../core/failures/failure.ts'
import type { GrantId } from '../core/tools/grants.ts'
import type { Curl } from './curl.ts'
import { awsConfig, curlConfig, fileNames, type GrantFacts, REVOKED } from './grant-files.ts'

export function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** What stands in the files besides tokens. */
export interface Surface {
  readonly port: number
  readonly curl: Curl | null
}

/**
 * A folder for each grant with what its tools read: its token, a configuration of curl with that token, and one of AWS
 * tools. For the user alone; of the tokens themselves only the digests are kept in memory. Every start makes new ones,
 * so that a program which squats the port while Understudy is closed learns nothing that is of use later.
 */
export class Tokens {
  readonly #folder: string
  readonly #digests = new Map<GrantId, Buffer>()
  /** Their folders stay while the app runs, so that tools hear from it what has become of them. */
  readonly #revoked = new Set<string>()
  /** Of the last time: files of an older surface are written anew. */
  #surface: Surface = { port: 0, curl: null }
  /** Why the files are not as they should be; null while they are. */
  failure: Failure | null = null

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Makes what is missing or has changed, and revokes what no grant stands for any more. */
  sync(grants: readonly GrantFacts[], surface: Surface): void {
    const known = new Set<string>(grants.map(grant => grant.id))
    const revoked = [...this.#digests.keys()].filter(id => !known.has(id))
    for (const id of revoked) {
      this.#digests.delete(id)
      this.#revoked.add(id)
    }
    for (const id of known) this.#revoked.delete(id)
    // A token stands in the configuration of curl too, and only its file has it.
    if (surface.port !== this.#surface.port || surface.curl !== this.#surface.curl) {
      this.#digests.clear()
      this.#revoked.clear()
    }
    this.#surface = surface
    this.failure = null
    this.#attempt(() => {
      makePrivate(this.#folder)
      // A link, too: a token would be written to wherever it leads.
      for (const entry of readdirSync(this.#folder, { withFileTypes: true }))
        if (!(known.has(entry.name) || this.#revoked.has(entry.name)) || !entry.isDirectory())
          this.#attempt(() => rmSync(join(this.#folder, entry.name), { recursive: true, force: true }))
      for (const id of revoked) if (this.#revoked.has(id)) this.#attempt(() => this.#leaveWord(id))
      for (const grant of grants) this.#attempt(() => this.#write(grant))
    })
  }

  digestOf(id: GrantId): Buffer | null {
    return this.#digests.get(id) ?? null
  }

  fileOf(id: GrantId, name: keyof typeof fileNames): string {
    return join(this.#folder, id, fileNames[name])
  }

  /** From now on the tokens of before open nothing; each file has a new one. */
  renewAll(grants: readonly GrantFacts[]): void {
    this.#digests.clear()
    this.sync(grants, this.#surface)
  }

  /** For the end of the process. The folders stay, since a container may have one mounted. */
  revokeAll(): void {
    const ids = [...this.#digests.keys()]
    this.#digests.clear()
    const { port, curl } = this.#surface
    for (const id of this.#revoked)
      try {
        rmSync(join(this.#folder, id), { recursive: true, force: true })
      } catch {
        // No token is in it, and the next start takes it away.
      }
    this.#revoked.clear()
    for (const id of ids)
      try {
        rmSync(this.fileOf(id, 'token'), { force: true })
        replace(this.fileOf(id, 'curl'), curlConfig(port, id, null, curl))
      } catch {
        // Without their digests the files open nothing, and the next start writes them anew.
      }
  }

  #leaveWord(id: GrantId): void {
    try {
      const { port, curl } = this.#surface
      replace(this.fileOf(id, 'curl'), curlConfig(port, id, REVOKED, curl))
      replace(this.fileOf(id, 'token'), REVOKED)
    } catch {
      rmSync(join(this.#folder, id), { recursive: true, force: true })
    }
  }

  /** What a container has made in one folder, as root, must not keep the other tools from their tokens. */
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.failure ??= { kind: 'no-token-files', folder: this.#folder, detail: codeOf(error) }
    }
  }

  #write(grant: GrantFacts): void {
    const { id } = grant
    makePrivate(join(this.#folder, id))
    const config = awsConfig(grant)
    const configFile = this.fileOf(id, 'config')
    // `aws configure` in a shell with our lines would write static keys there, and those would win.
    if (textOf(configFile) !== config) replace(configFile, config, 0o400)
    if (this.#digests.has(id)) return
    const { port, curl } = this.#surface
    const token = randomBytes(32).toString('base64url')
    replace(this.fileOf(id, 'curl'), curlConfig(port, id, token, curl))
    // Without a newline, since some SDKs take that for a part of it.
    replace(this.fileOf(id, 'token'), token)
    this.#digests.set(id, digest(token))
  }
}

/** The folder may be an old one, made under another umask or opened by hand. */
function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
}

/** By rename, since tools read it at any moment. */
function replace(file: string, text: string, mode = 0o600): void {
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, text, { mode, flag: 'wx' })
  renameSync(`${file}.new`, file)
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
