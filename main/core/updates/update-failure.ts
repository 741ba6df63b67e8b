/** What stands between the user and a newer version. */
export type UpdateFailure =
  /** It is not known whether there is one. */
  | {
      readonly kind: 'no-update-news'
      /** `unsigned`: it has no signature. `forged`: it has one, and not by the key that the app was built with. */
      readonly reason: 'unreachable' | 'timed-out' | 'unsigned' | 'forged' | 'unreadable'
      readonly host: string
      readonly detail: string
    }
  /** There is one, and it could not be had. */
  | {
      readonly kind: 'not-updated'
      readonly reason: 'unreachable' | 'timed-out' | 'wrong-file' | 'not-written'
      readonly version: string
      readonly detail: string
    }
