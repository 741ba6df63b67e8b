import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { Draft } from './draft.ts'

/** What each group of the form's fields is given. */
export interface FieldsProps {
  readonly draft: Draft
  readonly set: <K extends keyof Draft>(field: K) => (value: Draft[K]) => void
  /** The sentence for a field, if the last try found something wrong with it. */
  readonly errorOf: (field: string) => string | null
}

export interface SnapshotFieldsProps extends FieldsProps {
  readonly snapshot: Snapshot
}
