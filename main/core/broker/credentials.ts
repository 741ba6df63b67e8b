import { type Clock, SECOND } from '../clock.ts'
import type { Secret } from '../secret.ts'

/** An IAM user's long-term access key: both halves are one keychain item. */
export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
}

/** What signs an STS call: a long-term key, or credentials that STS gave. */
export interface Signer extends AccessKey {
  readonly sessionToken: Secret | null
}

/** What STS gave. `expiration` is AWS's own word in epoch milliseconds; what was asked for is not kept. */
export interface Credentials extends AccessKey {
  readonly sessionToken: Secret
  readonly expiration: number
  /** The assumed ARN, or for GetSessionToken the user's own. */
  readonly arn: string
  readonly account: string
}

/** An answer of STS. */
export interface Issued {
  readonly credentials: Credentials
  /** Milliseconds by which AWS's clock was ahead of this computer's, where its answer told. */
  readonly skew: number | null
}

/** Credentials with their life on {@link Clock.now}'s scale, whatever this computer's clock says. */
export interface Held {
  readonly credentials: Credentials
  readonly obtainedAt: number
  readonly endsAt: number
}

/** A Date header has whole seconds, and an answer takes its time: less (ms) says nothing about the clocks. */
const NO_SKEW = 2 * SECOND

export function hold({ credentials, skew }: Issued, clock: Clock): Held {
  const obtainedAt = clock.now()
  const correction = skew === null || Math.abs(skew) < NO_SKEW ? 0 : skew
  return {
    credentials,
    obtainedAt,
    endsAt: obtainedAt + credentials.expiration - (clock.wall() + correction),
  }
}

/** How a key may be named on a screen or in a log: its last four characters. */
export function keyHint(accessKeyId: string): string {
  return `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`
}
