/** What a desktop does not let the app do. */
export type DesktopFailure =
  /** There is nothing that shows the tray's icon. */
  | { readonly kind: 'no-tray'; readonly reason: 'no-host' | 'no-bus' }
  | {
      readonly kind: 'shortcut'
      /** As people write it. */
      readonly keys: string
      /** Another program has it, or the desktop does not let programs have any. */
      readonly reason: 'taken' | 'wayland'
    }
  /** Whether the app starts at login could not be changed; `detail` is the system's word. */
  | { readonly kind: 'not-at-login'; readonly detail: string }
  /** The system's own check of who is there was not passed. */
  | { readonly kind: 'not-confirmed'; readonly session: string }
