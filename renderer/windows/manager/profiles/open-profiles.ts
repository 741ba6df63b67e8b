import type { EditView, ProfileView } from '../../../../main/core/aws-files/files-view.ts'

/** What is opened over the page of profiles. */
export type OpenProfiles =
  | { readonly kind: 'add' | 'import' }
  | { readonly kind: 'edit' | 'remove' | 'write-again'; readonly view: ProfileView }
  | { readonly kind: 'undo'; readonly edit: EditView }
