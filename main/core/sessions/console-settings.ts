import type { TypedCommand } from '../catalog/command-rules.ts'

/** Which browser a console is opened in; its profile keeps the accounts apart. */
export type Browser =
  | { readonly kind: (typeof BROWSERS)[number]; readonly profile: string | null }
  /** Started as it is, without a shell, with the address as its last argument. */
  | ({ readonly kind: 'command' } & TypedCommand)

export const BROWSERS = ['firefox', 'chrome', 'chromium', 'edge', 'brave'] as const

/** Where a session's console opens. */
export interface ConsoleSettings {
  /** Null for the one that the system opens links in. */
  readonly browser: Browser | null
  /** The service's part of the address, such as `s3`; null for the console's home. */
  readonly service: string | null
  /** Null for the Region of the key. */
  readonly region: string | null
  /** How long the console stays signed in (s); null for as long as AWS lets it. */
  readonly durationSeconds: number | null
}

export const DEFAULT_CONSOLE: ConsoleSettings = {
  browser: null,
  service: null,
  region: null,
  durationSeconds: null,
}
