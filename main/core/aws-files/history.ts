import type { Brand } from '../brand.ts'
import { done, fail, type Result, succeed } from '../failures/failure.ts'
import { Secret } from '../secret.ts'
import type { SecretStore } from '../secret-store.ts'
import type { ManagedProfile } from './managed-profile.ts'
import { type FileRecord, type HiddenTexts, type WholeHunk, whole } from './undo.ts'

export type EditId = Brand<'EditId'>

/** A change of the user's files, with all that it takes to take it back but what is secret. */
export interface EditRecord {
  readonly id: EditId
  /** Epoch ms. */
  readonly at: number
  readonly what: 'set-profile' | 'remove-profile' | 'import'
  readonly names: readonly string[]
  readonly files: readonly FileRecord[]
  /** The profiles of these names as they were before. */
  readonly profilesBefore: readonly ManagedProfile[]
  /** The keychain item with the texts that may hold a secret; null where none does. */
  readonly keychainAccount: string | null
}

/** Where the records are kept; no secret is in them. */
export interface EditStore {
  readonly edits: readonly EditRecord[]
  saveEdits(edits: readonly EditRecord[]): Result<void>
}

/** Changes that can be taken back; the oldest is forgotten, with what the keychain has of it, when there are more. */
export const MOST_EDITS = 20

/** The record of changes. What may be secret of the lines is in the keychain and nowhere else. */
export class EditHistory {
  readonly #store: EditStore
  readonly #secrets: SecretStore

  constructor(store: EditStore, secrets: SecretStore) {
    this.#store = store
    this.#secrets = secrets
  }

  get list(): readonly EditRecord[] {
    return this.#store.edits
  }

  find(id: EditId): EditRecord | null {
    return this.list.find(each => each.id === id) ?? null
  }

  /** Writes down what is about to happen; to be called again for each further file of the same change. */
  async note(edit: EditRecord, hidden: HiddenOfFiles): Promise<Result<void>> {
    if (edit.keychainAccount !== null) {
      const kept = await this.#secrets.set(edit.keychainAccount, new Secret(JSON.stringify(hidden)))
      if (!kept.ok) return kept
    }
    const others = this.list.filter(each => each.id !== edit.id)
    const saved = this.#store.saveEdits([edit, ...others].slice(0, MOST_EDITS))
    if (!saved.ok) {
      // Nothing points at the item, so it would stay in the keychain for good.
      if (this.find(edit.id)?.keychainAccount !== edit.keychainAccount) await this.#forgetTexts(edit)
      return saved
    }
    for (const forgotten of [edit, ...others].slice(MOST_EDITS)) await this.#forgetTexts(forgotten)
    return done
  }

  /** The list first: an item without a record is only litter, a record without its item can't be used. */
  async forget(id: EditId): Promise<Result<void>> {
    const edit = this.find(id)
    if (edit === null) return done
    const saved = this.#store.saveEdits(this.list.filter(each => each.id !== id))
    if (saved.ok) await this.#forgetTexts(edit)
    return saved
  }

  /** Leaves of a change only what was done to these files. */
  async trim(id: EditId, files: readonly FileRecord[]): Promise<Result<void>> {
    if (files.length === 0) return this.forget(id)
    return this.#store.saveEdits(this.list.map(each => (each.id === id ? { ...each, files } : each)))
  }

  /** The hunks of each file, with the texts from the keychain in their places. */
  async wholeHunks(edit: EditRecord): Promise<Result<ReadonlyMap<FileRecord, readonly WholeHunk[]>>> {
    const texts = await this.#hiddenTexts(edit)
    if (!texts.ok) return texts
    const all = new Map<FileRecord, readonly WholeHunk[]>()
    for (const each of edit.files) {
      const hidden = texts.value[each.file] ?? []
      const hunks = each.hunks.map((hunk, index) => whole(hunk, hidden[index] ?? null))
      if (hunks.includes(null)) return fail({ kind: 'not-undone', reason: 'no-text', path: each.path })
      all.set(
        each,
        hunks.filter(hunk => hunk !== null),
      )
    }
    return succeed(all)
  }

  async #hiddenTexts({ keychainAccount, files }: EditRecord): Promise<Result<HiddenOfFiles>> {
    if (keychainAccount === null) return succeed({})
    const item = await this.#secrets.get(keychainAccount)
    if (!item.ok) return item
    const texts = item.value === null ? null : decode(item.value)
    return texts === null
      ? fail({ kind: 'not-undone', reason: 'no-text', path: files[0]?.path ?? '' })
      : succeed(texts)
  }

  async #forgetTexts({ keychainAccount }: EditRecord): Promise<void> {
    if (keychainAccount !== null) await this.#secrets.remove(keychainAccount)
  }
}

/** For each file, by the index of the hunk. */
export type HiddenOfFiles = Partial<Record<FileRecord['file'], readonly HiddenTexts[]>>

function decode(item: Secret): HiddenOfFiles | null {
  try {
    const read: unknown = JSON.parse(item.reveal())
    if (typeof read !== 'object' || read === null) return null
    const list = (value: unknown): readonly HiddenTexts[] =>
      Array.isArray(value) ? value.map(decodeOne) : []
    return {
      config: list('config' in read ? read.config : null),
      credentials: list('credentials' in read ? read.credentials : null),
    }
  } catch {
    return null
  }
}

function decodeOne(value: unknown): HiddenTexts {
  const members = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  )
  const text = (name: keyof HiddenTexts): string | null => {
    const member = members.get(name)
    return typeof member === 'string' ? member : null
  }
  return { removed: text('removed'), inserted: text('inserted'), above: text('above'), below: text('below') }
}
