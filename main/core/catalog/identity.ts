import type { Brand } from '../brand.ts'
import type { TokenSource } from './token-source.ts'

export type IdentityId = Brand<'IdentityId'>

/** Where the STS is that an identity's calls go to. */
export interface EndpointSettings {
  readonly region: string
  /** Whose STS is asked while that of the Region can't be reached; null for none. */
  readonly fallbackRegion: string | null
  /** Asks the one STS that is for all Regions, whose tokens may not hold in Regions that must be opted in to. */
  readonly globalSts: boolean
  /**
   * Where STS is, if not AWS's own host for the Region. Only what was typed in the app gets here: whoever
   * chooses this host receives MFA codes.
   */
  readonly stsUrl: string | null
}

interface Common extends EndpointSettings {
  readonly id: IdentityId
  /** As the user calls it; by default the IAM user's name. */
  readonly name: string
}

/** Its key is in the keychain; here is only what may be seen. */
export interface IamUser extends Common {
  readonly kind: 'iam-user'
  /** From GetCallerIdentity, so never a guess. The root user's ends in `:root`. */
  readonly arn: string
  readonly account: string
  /** Empty for one that came with a configuration and whose key was not entered yet. */
  readonly accessKeyHint: string
  /**
   * The name of the keychain item. A new key gets a new one, so that the old item is deleted only when the
   * new one is known to be readable, and so that what was got with the old key is not taken for the new one's.
   */
  readonly keychainAccount: string
  /** The MFA device: its ARN, or a hardware serial number; null where the user has none. */
  readonly mfaSerial: string | null
}

/** A company's own sign-in, which vouches for its people by SAML. Nothing of it is kept but where its page is. */
export interface SamlProvider extends Common {
  readonly kind: 'saml-provider'
  readonly signInUrl: string
}

/** Whoever issues web identity tokens: a cluster, a CI system, a company's sign-in. */
export interface OidcProvider extends Common {
  readonly kind: 'oidc-provider'
  readonly token: TokenSource
}

/** Where trust starts. */
export type Identity = IamUser | SamlProvider | OidcProvider

/** Recipes without an id, as a form gives them. Those of keys are with the keys. */
export type NewProvider = Omit<SamlProvider, 'id'> | Omit<OidcProvider, 'id'>
