import type { Brand } from '../brand.ts'
import type { CatalogData } from '../catalog/catalog-data.ts'
import type { Result } from '../failures/failure.ts'
import type { Confirmation } from './confirmations.ts'
import type { DiffLine } from './diff.ts'
import type { FileEdit } from './file-work.ts'
import type { EditId, EditRecord } from './history.ts'
import type { ManagedProfile } from './managed-profile.ts'

export type PlanId = Brand<'PlanId'>

/** A change of the user's files that a person asks for. */
export type ProfileChange =
  /** Has a profile get its credentials from here; one that does already is written anew. */
  | { readonly kind: 'set-profile'; readonly profile: ManagedProfile }
  | { readonly kind: 'remove-profile'; readonly name: string }
  | { readonly kind: 'undo'; readonly id: EditId }

/** What a change would do, with no secret in it. */
export interface PlanView {
  readonly id: PlanId
  readonly files: readonly {
    readonly path: string
    readonly isNew: boolean
    readonly lines: readonly DiffLine[]
  }[]
  /** What the user must say yes to, each by itself. */
  readonly confirmations: readonly Confirmation[]
  readonly notes: readonly string[]
}

/** A change that was thought through, and not made yet. */
export interface Planned {
  readonly what: EditRecord['what']
  readonly names: readonly string[]
  readonly edit: FileEdit
  readonly notes: readonly string[]
  /** The profiles whose keys the keychain will have, so that nothing is lost where they go from the file. */
  readonly keysTaken: readonly string[]
  /** What the catalog gets besides: a profile may give a session that is not there yet. */
  readonly adds: Pick<CatalogData, 'sessions' | 'grants'>
  /** The profiles that are ours afterwards, out of those before. */
  readonly profiles: (before: readonly ManagedProfile[]) => readonly ManagedProfile[]
  /** What must be there before the files change; gives what takes it away again. */
  readonly prepare: () => Promise<Result<() => Promise<void>>>
}
