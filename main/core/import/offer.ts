/** Where an offered key's secret is. Nothing is read from there before the user has accepted. */
export type KeyPlace =
  | { readonly kind: 'aws-files'; readonly profile: string }
  | { readonly kind: 'aws-vault'; readonly item: string }
  | { readonly kind: 'leapp'; readonly session: string }

interface Common {
  /** As the other place calls it; no two of one offer have the same. */
  readonly name: string
  /** The profile in the AWS files that it is; null where it is none. */
  readonly profile: string | null
  /** What is different here from what it was there, each a sentence. */
  readonly notes: readonly string[]
}

/** A long-term key, which becomes an IAM user. */
export interface OfferedKey extends Common {
  readonly kind: 'key'
  readonly region: string | null
  readonly globalSts: boolean
  readonly mfaSerial: string | null
  /** Whether whoever used it as it is gave a code first. */
  readonly mfa: boolean
  /** Its last characters; null where that is not known before it is read. */
  readonly accessKeyHint: string | null
  readonly place: KeyPlace
}

/** Becomes an `AssumeRole` session. */
export interface OfferedRole extends Common {
  readonly kind: 'role'
  readonly roleArn: string
  /** The name of the offered key or role whose credentials assume it. */
  readonly from: string
  readonly externalId: string | null
  readonly roleSessionName: string | null
  readonly durationSeconds: number | null
  readonly mfa: boolean
  /** The device that the codes are of; null where there is none, or where only the key says which. */
  readonly mfaSerial: string | null
}

/** Becomes an OIDC provider, and an `AssumeRoleWithWebIdentity` session. */
export interface OfferedWebIdentity extends Common {
  readonly kind: 'web-identity'
  readonly region: string | null
  readonly roleArn: string
  readonly tokenFile: string
  readonly roleSessionName: string | null
  readonly durationSeconds: number | null
}

/** Becomes a SAML provider, and an `AssumeRoleWithSAML` session. */
export interface OfferedSaml extends Common {
  readonly kind: 'saml'
  readonly region: string | null
  readonly roleArn: string
  readonly principalArn: string
  readonly signInUrl: string
  readonly durationSeconds: number | null
}

export type Offered = OfferedKey | OfferedRole | OfferedWebIdentity | OfferedSaml

/** What could be taken over from another place, and what could not and why. No secret is in it. */
export interface Offer {
  readonly offered: readonly Offered[]
  readonly left: readonly { readonly name: string; readonly why: string }[]
}
