import type { StsEndpoint } from '../broker/chain.ts'
import type { Signer } from '../broker/credentials.ts'
import type { Result } from '../failures/failure.ts'

/** Who signed, as GetCallerIdentity tells it. */
export interface Caller {
  readonly arn: string
  readonly account: string
  readonly userId: string
}

/**
 * Calls to AWS that give no credentials and tell something. Each ends within 10 s; passing faults are tried again.
 * Source: the AWS STS API Reference, and ListMFADevices in the IAM API Reference.
 */
export interface Lookups {
  /** Nobody can be forbidden to ask this. */
  whoAmI(signer: Signer, endpoint: StsEndpoint): Promise<Result<Caller>>
  /** The account that a key is of, whether it is active or not. */
  accountOfKey(accessKeyId: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>>
  /** What a service has refused, and by which statement: JSON. Needs sts:DecodeAuthorizationMessage. */
  decode(message: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>>
  /** The serial numbers of the signing user's MFA devices. Needs iam:ListMFADevices. */
  mfaDevices(signer: Signer, endpoint: StsEndpoint): Promise<Result<readonly string[]>>
}
