import type { Brand } from './brand.ts'

export type IdentityId = Brand<'IdentityId'>

/** An IAM user: where trust starts. Its key is in the keychain; here is only what may be seen. */
export interface Identity {
  readonly kind: 'iam-user'
  readonly id: IdentityId
  /** As the user calls it; by default the IAM user's name. */
  readonly name: string
  /** From GetCallerIdentity, so never a guess. */
  readonly arn: string
  readonly account: string
  readonly accessKeyHint: string
  /**
   * The name of the keychain item. A new key gets a new one, so that the old item is deleted only when the
   * new one is known to be readable, and so that what was got with the old key is not taken for the new one's.
   */
  readonly keychainAccount: string
  /** The MFA device: its ARN, or a hardware serial number; null where the user has none. */
  readonly mfaSerial: string | null
  readonly region: string
  /** Whose STS is asked while that of the Region can't be reached; null for none. */
  readonly fallbackRegion: string | null
  /**
   * Where STS is, if not AWS's own host for the Region. Only what was typed in the app gets here: whoever
   * chooses this host receives MFA codes.
   */
  readonly stsUrl: string | null
}

/** The last part of an IAM ARN: `alice` of `arn:aws:iam::111122223333:user/team/alice`. */
export function nameInArn(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1)
}
