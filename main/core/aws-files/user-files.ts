import type { Result } from '../failures/failure.ts'
import type { AwsFileKind } from './profiles.ts'

/** One of the user's files, as it was found. */
export type FileText =
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'text'; readonly path: string; readonly text: string }

/** What a file is to be: a text, or not there. */
export type NewText = string | null

/** The two files of AWS tools, which are the user's and not ours. */
export interface UserFiles {
  readonly pathOf: (file: AwsFileKind) => string
  read(file: AwsFileKind): Promise<Result<FileText>>
  /**
   * Replaces a file as a whole. Where another program changes it meanwhile, it is edited anew, from what is there then.
   * @param edit gets what is there, maybe several times; its failure ends it with nothing changed
   */
  change(file: AwsFileKind, edit: (current: FileText) => Promise<Result<NewText>>): Promise<Result<void>>
  /** A short name for a text, equal only for equal texts. */
  digestOf(text: string): string
}
