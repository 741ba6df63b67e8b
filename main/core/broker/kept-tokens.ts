import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import { type Failure, type Result, succeed } from '../failures/failure.ts'
import { Secret } from '../secret.ts'
import type { SecretStore } from '../secret-store.ts'
import type { ChainNode, NodeKey } from './chain.ts'
import type { Held } from './credentials.ts'
import { servedUntil } from './renewal.ts'

/** That a session token is in the keychain: what it is of, and where. The token itself is only there. */
export interface KeptToken {
  readonly node: NodeKey
  /** The item of the long-term key that it was got with: it goes when that goes. */
  readonly keyItem: string
  readonly item: string
  /**
   * Until when it may be served, by this computer's clock (epoch ms); 0 where it is to be used no more and could
   * not be deleted yet.
   */
  readonly servedUntil: number
}

export interface KeptTokenIndex {
  readonly keptTokens: readonly KeptToken[]
  saveKeptTokens(tokens: readonly KeptToken[]): Result<void>
}

export interface KeptTokenParts {
  readonly store: SecretStore
  readonly index: KeptTokenIndex
  readonly clock: Clock
  readonly newId: () => string
  /** Whether the user wants tokens to be kept. */
  readonly wanted: () => boolean
  /** Told when one could not be deleted. */
  readonly onLeft: (failure: Failure) => void
}

/**
 * Session tokens that have cost an MFA code, in the keychain, so that a restart costs none. The keychain can't be
 * asked what it holds, so there is an index; it knows an item before it is written and until it is deleted.
 */
export class KeptTokens {
  readonly #parts: KeptTokenParts
  #list: readonly KeptToken[]
  /**
   * The items of earlier runs that were not read yet. What this run has got or read is in memory till its end, on a
   * clock that nobody can set: read again after that, it could seem to live on by a computer's clock that was.
   */
  readonly #unread: Set<string>

  constructor(parts: KeptTokenParts) {
    this.#parts = parts
    this.#list = parts.index.keptTokens
    this.#unread = new Set(this.#list.map(each => each.item))
  }

  /** Whether it is worth a look into the keychain. */
  has(node: NodeKey): boolean {
    return this.#entryOf(node) !== undefined
  }

  /** Null where none is kept, or none that may still be served. */
  async find(node: NodeKey): Promise<Result<Held | null>> {
    const entry = this.#entryOf(node)
    if (entry === undefined) return succeed(null)
    const item = await this.#parts.store.get(entry.item)
    // Forgotten while the keychain took its time.
    if (this.#entryOf(node) !== entry) return succeed(null)
    if (!item.ok) return item
    this.#unread.delete(entry.item)
    const held = item.value === null ? null : decode(item.value, this.#parts.clock)
    if (held === null) await this.#remove([entry])
    return succeed(held)
  }

  /** Failing, it is kept in memory alone: the keychain may be locked, or too small for a large token. */
  async keep(node: ChainNode, held: Held): Promise<void> {
    const { store, newId, clock } = this.#parts
    if (!this.#parts.wanted() || node.source.kind !== 'key') return
    const stale = this.#list.filter(each => each.node === node.key || each.servedUntil <= clock.wall())
    const entry: KeptToken = {
      node: node.key,
      keyItem: node.source.identity.keychainAccount,
      item: `session-token/${newId()}`,
      servedUntil: clock.wall() + servedUntil(held) - clock.now(),
    }
    if (!this.#save([...this.#list.filter(each => !stale.includes(each)), ...retired(stale), entry]).ok)
      return
    await this.#remove(stale)
    if (!this.#list.includes(entry)) return
    const set = await store.set(entry.item, encode(held, clock))
    // Most likely there is nothing to be removed, and with a locked keychain each call may open a dialog.
    if (!set.ok) this.#save(this.#list.flatMap(each => (each === entry ? retired([each]) : [each])))
    else if (!this.#list.includes(entry)) await this.#remove([entry])
  }

  /** From now on it is not used again, even if the keychain can't delete it. */
  async forget(which: (token: KeptToken) => boolean): Promise<void> {
    const gone = this.#list.filter(each => !isRetired(each) && which(each))
    if (gone.length === 0) return
    this.#save([...this.#list.filter(each => !gone.includes(each)), ...retired(gone)])
    await this.#remove(gone)
  }

  /** To be called when the keychain is known to be open: deletes what could not be deleted before, and what has ended. */
  async sweep(): Promise<void> {
    await this.#remove(this.#list.filter(each => each.servedUntil <= this.#parts.clock.wall()))
  }

  #entryOf(node: NodeKey): KeptToken | undefined {
    if (!this.#parts.wanted()) return undefined
    const wall = this.#parts.clock.wall()
    return this.#list.find(
      each => each.node === node && each.servedUntil > wall && this.#unread.has(each.item),
    )
  }

  async #remove(tokens: readonly KeptToken[]): Promise<void> {
    for (const { item } of tokens) {
      const removed = await this.#parts.store.remove(item)
      if (removed.ok) this.#save(this.#list.filter(each => each.item !== item))
      // Those that follow would fail in the same way, each perhaps with a dialog.
      else return this.#parts.onLeft({ kind: 'not-forgotten', why: removed.failure })
    }
  }

  /** What is in memory counts; the file is for the next start. */
  #save(list: readonly KeptToken[]): Result<void> {
    this.#list = list
    return this.#parts.index.saveKeptTokens(list)
  }
}

function isRetired(token: KeptToken): boolean {
  return token.servedUntil === 0
}

function retired(tokens: readonly KeptToken[]): readonly KeptToken[] {
  return tokens.map(each => ({ ...each, servedUntil: 0 }))
}

const shape = v.object({
  accessKeyId: v.string(),
  secretAccessKey: v.string(),
  sessionToken: v.string(),
  expiration: v.number(),
  arn: v.string(),
  account: v.string(),
  /** Epoch ms by this computer's clock. */
  obtainedAt: v.number(),
  endsAt: v.number(),
})

function encode({ credentials, obtainedAt, endsAt }: Held, clock: Clock): Secret {
  const toWall = clock.wall() - clock.now()
  const item: v.InferOutput<typeof shape> = {
    ...credentials,
    secretAccessKey: credentials.secretAccessKey.reveal(),
    sessionToken: credentials.sessionToken.reveal(),
    obtainedAt: obtainedAt + toWall,
    endsAt: endsAt + toWall,
  }
  return new Secret(JSON.stringify(item))
}

/** Null if it is nothing that was written here, or may not be served any more. */
function decode(item: Secret, clock: Clock): Held | null {
  let read: unknown
  try {
    read = JSON.parse(item.reveal())
  } catch {
    return null
  }
  const parsed = v.safeParse(shape, read)
  if (!parsed.success) return null
  const { obtainedAt, endsAt, secretAccessKey, sessionToken, ...seen } = parsed.output
  const life = endsAt - obtainedAt
  const wall = clock.wall()
  // The clock was set back since then, and nothing tells by how much.
  if (wall < obtainedAt) return null
  // What was wrong with the clock then may be wrong still, or be mended: the earlier end holds in both cases.
  const end = clock.now() + Math.min(endsAt, seen.expiration) - wall
  const held: Held = {
    credentials: {
      ...seen,
      secretAccessKey: new Secret(secretAccessKey),
      sessionToken: new Secret(sessionToken),
    },
    obtainedAt: end - life,
    endsAt: end,
  }
  return clock.now() < servedUntil(held) ? held : null
}
