/** Another program whose items may be read, by the name of service that it keeps them under. */
export type OtherTool = 'Leapp'

/** What is asked of the process that hosts the keychain, one request at a time. */
export type Request =
  /** `of`: whose item it is, if not ours. Those of others are read and never changed. */
  | { readonly id: number; readonly op: 'get'; readonly account: string; readonly of?: OtherTool }
  | { readonly id: number; readonly op: 'remove'; readonly account: string }
  | { readonly id: number; readonly op: 'set'; readonly account: string; readonly value: string }

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: string | boolean | null }
  | { readonly id: number; readonly ok: false; readonly error: string }

/** Where keytar runs: a process of its own, or this one. */
export interface Host {
  send(request: Request): void
  kill(): void
}

export interface HostEvents {
  readonly onReply: (reply: Reply) => void
  readonly onExit: () => void
}

export type StartHost = (events: HostEvents) => Host
