import type { Secret } from './secret.ts'

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

/** Credentials with the moment (epoch ms) at which they were got: the two give their life. */
export interface Held {
  readonly credentials: Credentials
  readonly obtainedAt: number
}

/** How a key may be named on a screen or in a log: its last four characters. */
export function keyHint(accessKeyId: string): string {
  return `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`
}
