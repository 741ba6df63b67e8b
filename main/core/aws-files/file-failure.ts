/** What can fail about the user's AWS files and the profiles in them. */
export type FileFailure =
  /** A file of AWS tools can't be read, or not be changed without harm. Nothing was changed. */
  | {
      readonly kind: 'aws-file'
      readonly path: string
      readonly reason:
        | 'unreadable'
        | 'broken-link'
        | 'not-a-file'
        | 'too-large'
        | 'encoding'
        | 'hard-link'
        /** It is the other file of AWS tools as well. */
        | 'same-file'
        | 'read-only'
        | 'full'
        | 'not-written'
        /** Another program writes to it all the time. */
        | 'busy'
        /** What stands around the change would be read in another way afterwards. */
        | 'layout'
      readonly detail: string
    }
  /** A profile is there several times, and each tool takes another one. */
  | {
      readonly kind: 'profile-twice'
      readonly name: string
      readonly path: string
      readonly lines: readonly number[]
    }
  /** A profile of ours does not give what it is for. */
  | {
      readonly kind: 'profile'
      readonly reason: 'missing' | 'unwritten' | 'changed' | 'outwon' | 'orphaned'
      readonly name: string
      readonly path: string
      /** Of what is in the way, as editors count; null where there is none. */
      readonly line: number | null
      readonly key: string | null
    }
  /** No profile can be written at all. */
  | { readonly kind: 'no-profiles'; readonly reason: 'no-curl' | 'folder' }
  /** The files are not any more as they were when the change was shown. */
  | { readonly kind: 'files-changed' }
  | { readonly kind: 'not-undone'; readonly reason: 'changed' | 'gone' | 'no-text'; readonly path: string }
