import type { StsOperation } from '../sessions/session.ts'
import type { StsRequest } from './sts-request.ts'

/** Calls that give no credentials, and tell something. */
export type Lookup =
  | 'GetCallerIdentity'
  | 'GetAccessKeyInfo'
  | 'DecodeAuthorizationMessage'
  | 'ListMFADevices'
  | 'getSigninToken'

/** What is known of what a provider vouched for, none of it secret. */
export interface ProofFacts {
  readonly kind: 'web-identity' | 'saml' | 'context'
  readonly issuer: string | null
  readonly audience: string | null
  /** Whom the issuer means; null where that is not known. */
  readonly subject: string | null
  /** As ISO 8601 writes it, in UTC. */
  readonly expiry: string | null
}

/** What went well before, in this run of the app. */
export interface TrackRecord {
  /** How long ago (ms) the key that signed was last taken; null where it never was. */
  readonly keyWorkedAgo: number | null
  /** The longest life (s) that the role was given for when asked for; null for none. */
  readonly longestDuration: number | null
}

/** The facts of an STS call that an explanation needs, none of them secret. */
export interface CallFacts {
  readonly operation: StsOperation | Lookup
  /** Host and port that were called. */
  readonly host: string
  readonly region: string
  /** The ARN that signed, as far as it is known. */
  readonly caller: string | null
  /** Of the key that signed; null where nothing was signed. */
  readonly accessKeyHint: string | null
  /** What was asked for; null for a lookup. */
  readonly request: StsRequest | null
  /** Actions that the call must be allowed for what the sessions before it pass on; absent where there are none. */
  readonly passedOn?: readonly string[]
  /** Null where nothing of the kind was sent. */
  readonly proof: ProofFacts | null
  readonly record: TrackRecord | null
  readonly mfa: boolean
  /** Whether temporary credentials signed it: what they were got with, an older MFA code too, counts for the call. */
  readonly temporary: boolean
}
