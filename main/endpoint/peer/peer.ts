import type { Lineage } from '../../core/tools/tool.ts'

/** A connection to the endpoint; both of its ends are on 127.0.0.1. */
export interface PeerAddress {
  readonly clientPort: number
  readonly serverPort: number
}

/** Whose process is at the client's end. `gone`: nobody's any more. `unknown`: the system does not tell in time. */
export type PeerOwner = 'ours' | 'other-user' | 'gone' | 'unknown'

/** What the system tells of the client's end of a connection. Neither call throws. */
export interface Peers {
  /** Whether both take so little time (some ms) that an answer may wait for them. */
  readonly isQuick: boolean
  /** Quick: it stands between a request and its answer. */
  owner(of: PeerAddress): Promise<PeerOwner>
  /** Slower by far. Asked once for each connection, and only if somebody wants to know. */
  lineage(of: PeerAddress): Promise<Lineage>
}
