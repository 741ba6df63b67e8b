import type { EditRecord } from './aws-files/history.ts'
import type { Paths } from './aws-files/set-profile.ts'
import type { KeptToken } from './broker/kept-tokens.ts'
import type { CatalogData } from './catalog/catalog-data.ts'
import { done, type Failure, fail, type Result } from './failures/failure.ts'
import type { SecretStore } from './secret-store.ts'

export const removalGroups = ['keychain', 'profiles', 'files'] as const

/** Each is said yes to by itself. */
export type RemovalGroup = (typeof removalGroups)[number]

/** All that would be removed, and what would not. */
export interface RemovalView {
  readonly keychain: {
    /** The names of those whose keys are there. */
    readonly keys: readonly string[]
    readonly sessionTokens: number
    /** Changes of AWS files whose removed lines are there. */
    readonly changes: number
  }
  readonly profiles: { readonly path: string; readonly names: readonly string[] }
  readonly files: {
    /** Of the settings. */
    readonly folder: string
    readonly names: readonly string[]
    /** How many there are beside them that are Electron's own. */
    readonly electrons: number
    /** What starts the app at login, in words or as a path; null where nothing does. */
    readonly atLogin: string | null
  }
  /** Each a sentence. */
  readonly stays: readonly string[]
}

/** Where the settings are, with all that Electron keeps beside them. */
export interface AppFolder {
  readonly path: string
  list(): {
    readonly ours: readonly string[]
    readonly electrons: readonly string[]
    readonly others: readonly string[]
  }
}

export interface RemovalParts {
  readonly catalog: () => CatalogData
  /** What is known of the keychain's items besides keys. */
  readonly index: { readonly keptTokens: readonly KeptToken[]; readonly edits: readonly EditRecord[] }
  readonly keychain: Pick<SecretStore, 'remove'> & {
    /** Of the item that is written to see whether the keychain is open. */
    removeProbe(): Promise<Result<void>>
  }
  readonly profiles: { readonly paths: Paths; removeAll(): Promise<Result<void>> }
  readonly folder: AppFolder
  readonly loginStart: {
    readonly place: string | null
    set(on: false): Result<void>
  }
  readonly stopAll: () => void
  /** Closes all, removes the folder, and ends the process. */
  readonly leave: () => Promise<void>
}

interface Item {
  readonly kind: 'key' | 'token' | 'change'
  readonly name: string
  readonly account: string
}

/** Takes away all that Understudy has put on this computer, as far as it knows of it. */
export class Removal {
  readonly #parts: RemovalParts

  constructor(parts: RemovalParts) {
    this.#parts = parts
  }

  list(): RemovalView {
    const { catalog, profiles, folder, loginStart } = this.#parts
    const { ours, electrons, others } = folder.list()
    const items = this.#items()
    return {
      keychain: {
        keys: items.filter(each => each.kind === 'key').map(each => each.name),
        sessionTokens: countOf(items, 'token'),
        changes: countOf(items, 'change'),
      },
      profiles: { path: profiles.paths.config, names: catalog().profiles.map(each => each.name) },
      files: { folder: folder.path, names: ours, electrons: electrons.length, atLogin: loginStart.place },
      stays: [
        ...(others.length === 0 ? [] : [`What others have put into that folder: ${others.join(', ')}.`]),
        'Files that you have exported, and lines that you have pasted elsewhere.',
        'Understudy itself.',
        'What is not known here any more, such as after the settings were lost: in the keychain its items are named “understudy”.',
        'All that is in AWS: keys, roles, policies. Credentials that tools have are good until they end.',
      ],
    }
  }

  /** The profiles first: what they ask must be there as long as they are. What fails leaves the settings, for another try. */
  async run(confirmed: readonly RemovalGroup[]): Promise<Result<void>> {
    const open = removalGroups.filter(group => !confirmed.includes(group))
    if (open.length > 0)
      return fail({
        kind: 'invalid',
        problems: open.map(field => ({ field, problem: 'Say yes to this too, or cancel.' })),
      })
    const removed = await this.#parts.profiles.removeAll()
    if (!removed.ok) return removed
    const { loginStart } = this.#parts
    const unset = loginStart.place === null ? done : loginStart.set(false)
    if (!unset.ok) return unset
    this.#parts.stopAll()
    const emptied = await this.#emptyKeychain()
    if (!emptied.ok) return emptied
    await this.#parts.leave()
    return done
  }

  async #emptyKeychain(): Promise<Result<void>> {
    const { keychain } = this.#parts
    const gone = new Set<string>()
    // Again, since a session token may have come in while the first ones went.
    for (;;) {
      const items = this.#items().filter(each => !gone.has(each.account))
      if (items.length === 0) break
      // Together, so that a keychain which stays locked asks for its password once.
      const results = await Promise.all(items.map(each => keychain.remove(each.account)))
      const left = items.filter((_item, index) => results[index]?.ok !== true)
      const why = results.find(each => !each.ok)
      if (why !== undefined && !why.ok) return fail(notRemoved(left, why.failure))
      for (const { account } of items) gone.add(account)
    }
    const probe = await keychain.removeProbe()
    return probe.ok
      ? done
      : fail({ kind: 'not-removed', left: ['an item that is no secret'], why: probe.failure })
  }

  #items(): readonly Item[] {
    const { catalog, index } = this.#parts
    return [
      ...catalog().identities.flatMap((each): readonly Item[] =>
        each.kind === 'iam-user' && each.accessKeyHint !== ''
          ? [{ kind: 'key', name: each.name, account: each.keychainAccount }]
          : [],
      ),
      ...index.keptTokens.map((each): Item => ({ kind: 'token', name: '', account: each.item })),
      ...index.edits.flatMap((each): readonly Item[] =>
        each.keychainAccount === null ? [] : [{ kind: 'change', name: '', account: each.keychainAccount }],
      ),
    ]
  }
}

function countOf(items: readonly Item[], kind: Item['kind']): number {
  return items.filter(each => each.kind === kind).length
}

function notRemoved(left: readonly Item[], why: Failure): Failure {
  const tokens = countOf(left, 'token')
  const changes = countOf(left, 'change')
  return {
    kind: 'not-removed',
    left: [
      ...left.filter(each => each.kind === 'key').map(each => `the key of ${each.name}`),
      ...(tokens === 0 ? [] : [tokens === 1 ? 'a session token' : `${tokens} session tokens`]),
      ...(changes === 0 ? [] : ['lines that were taken out of AWS files']),
    ],
    why,
  }
}
