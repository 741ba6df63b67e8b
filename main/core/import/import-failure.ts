/** Why nothing could be taken over from another tool, or from a configuration's file. */
export type ImportFailure =
  /** What another tool keeps on this computer could not be read, which the user wants to take over. */
  | {
      readonly kind: 'other-tool'
      readonly tool: 'Leapp' | 'aws-vault'
      /**
       * `not-this-machine`: its file is encrypted under another computer's id. `locked`: its own keyring is.
       * `temporary`: the key ends by itself, so that there is nothing in it to keep.
       */
      readonly reason: 'unreadable' | 'not-this-machine' | 'locked' | 'no-key' | 'temporary'
      /** What is wrong with the tool's file, or else the tool's own name for the key. */
      readonly detail: string
    }
  /** The file of a configuration could not be taken as one. */
  | {
      readonly kind: 'not-imported'
      readonly file: string
      readonly reason:
        | 'unreadable'
        | 'not-a-file'
        | 'too-large'
        | 'encoding'
        | 'json'
        | 'other-format'
        | 'newer'
        /** `detail` says which one, and what is wrong with it. */
        | 'member'
        /** What was shown of it is not known any more. */
        | 'gone'
      readonly detail: string
    }
