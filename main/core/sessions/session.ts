import type { Brand } from '../brand.ts'
import type { IdentityId } from '../catalog/identity.ts'
import type { TokenSource } from '../catalog/token-source.ts'
import type { ConsoleSettings } from './console-settings.ts'
import type { SessionLook } from './session-look.ts'
import type { SessionPolicies } from './session-policies.ts'

export type SessionId = Brand<'SessionId'>

export type Source =
  | { readonly kind: 'identity'; readonly id: IdentityId }
  | { readonly kind: 'session'; readonly id: SessionId }

type IdentitySource = Extract<Source, { kind: 'identity' }>

/** When a program that wants a session's credentials is first asked about: never, once for each program, or for each process. */
export type Consent = 'off' | 'first-use' | 'every-process'

export const CONSENTS = ['off', 'first-use', 'every-process'] as const satisfies readonly Consent[]

interface Common {
  readonly id: SessionId
  readonly name: string
  /** Asked of STS, in seconds; null leaves it to AWS: 1 h for a role, 12 h for a user's session, 15 min for a task. */
  readonly durationSeconds: number | null
  /** Bytes that the session token has at least, so that what stores it can be tried; null leaves it to AWS. */
  readonly minimumSessionTokenSize: number | null
  /** As the user marks it: what goes wrong there goes wrong for everybody. */
  readonly production: boolean
  readonly consent: Consent
  readonly console: ConsoleSettings
  readonly look: SessionLook
}

/** For policies to ask about, and seen in CloudTrail. */
export interface SessionTag {
  readonly key: string
  readonly value: string
}

/** What somebody else vouches for about a session, such as who the user is to IAM Identity Center. */
export interface ProvidedContext {
  readonly providerArn: string
  /** Of the signed assertion, which lives for some minutes. */
  readonly assertion: TokenSource
}

export interface GetSessionTokenSession extends Common {
  readonly operation: 'GetSessionToken'
  readonly source: IdentitySource
  /** Whether an MFA code goes with the call; then it counts for every role assumed with the result. */
  readonly mfa: boolean
}

export interface AssumeRoleSession extends Common {
  readonly operation: 'AssumeRole'
  readonly source: Source
  readonly roleArn: string
  /** Shown in CloudTrail; null for the IAM user's name, which trust policies often ask for. */
  readonly roleSessionName: string | null
  readonly externalId: string | null
  /**
   * How MFA is shown to the role's trust policy.
   * `session-token`: through GetSessionToken first, so that one code a day opens every role of the device.
   * `own-code`: a code of its own on each AssumeRole, for policies that bound `aws:MultiFactorAuthAge`.
   * Both need an identity with a device as the source; a role assumed from a session has what that brings.
   */
  readonly mfa: 'session-token' | 'own-code' | 'none'
  readonly sessionPolicies: SessionPolicies | null
  readonly tags: readonly SessionTag[]
  /** Those of the tags that every role further down the chain has too, and can't change. */
  readonly transitiveTagKeys: readonly string[]
  /** Who is behind it, for the whole chain: once set it can't be changed. */
  readonly sourceIdentity: string | null
  readonly providedContexts: readonly ProvidedContext[]
}

/** Its session name, tags and source identity come with the company's assertion. */
export interface AssumeRoleWithSamlSession extends Common {
  readonly operation: 'AssumeRoleWithSAML'
  readonly source: IdentitySource
  readonly roleArn: string
  /** The SAML provider as the role's account knows it. */
  readonly principalArn: string
  readonly sessionPolicies: SessionPolicies | null
}

/** Its tags come with the token. */
export interface AssumeRoleWithWebIdentitySession extends Common {
  readonly operation: 'AssumeRoleWithWebIdentity'
  readonly source: IdentitySource
  readonly roleArn: string
  readonly roleSessionName: string | null
  /** Only for the tokens of an OAuth 2.0 provider such as www.amazon.com, which are no OIDC ones. */
  readonly providerId: string | null
  readonly sessionPolicies: SessionPolicies | null
}

export interface GetFederationTokenSession extends Common {
  readonly operation: 'GetFederationToken'
  readonly source: IdentitySource
  /** Who the session is for, as CloudTrail shows it; null for the IAM user's name. */
  readonly federatedUserName: string | null
  /** With none the credentials may do nothing but what a resource's own policy names them for. */
  readonly sessionPolicies: SessionPolicies | null
  readonly tags: readonly SessionTag[]
}

/** What a member account's root user can be lent for, each by a policy of AWS's. */
export const ROOT_TASKS = [
  'IAMAuditRootUserCredentials',
  'IAMCreateRootUserPassword',
  'IAMDeleteRootUserCredentials',
  'S3UnlockBucketPolicy',
  'SQSUnlockQueuePolicy',
] as const

export interface AssumeRootSession extends Common {
  readonly operation: 'AssumeRoot'
  readonly source: Source
  /** The member account: its 12 digits, or its root user's ARN. */
  readonly targetPrincipal: string
  readonly task: (typeof ROOT_TASKS)[number]
}

/** A named recipe: one STS operation, its parameters, its source. */
export type Session =
  | AssumeRoleSession
  | AssumeRoleWithSamlSession
  | AssumeRoleWithWebIdentitySession
  | AssumeRootSession
  | GetFederationTokenSession
  | GetSessionTokenSession

export type StsOperation = Session['operation']

export type SessionOf<Operation extends StsOperation> = Extract<Session, { operation: Operation }>

type Fresh<Each> = Each extends Session ? Omit<Each, 'id'> : never

/** A recipe that has no id yet: what a form gives. */
export type NewSession = Fresh<Session>

/** Whether an MFA code goes with the session's own call, or with the one before it. */
export function asksForCode(session: NewSession): boolean {
  switch (session.operation) {
    case 'AssumeRole':
      return session.mfa !== 'none'
    case 'GetSessionToken':
      return session.mfa
    default:
      return false
  }
}

/** Whether its credentials are a role's: with them no other role lasts more than an hour. */
export function isRole(session: NewSession): boolean {
  return (
    session.operation === 'AssumeRole' ||
    session.operation === 'AssumeRoleWithSAML' ||
    session.operation === 'AssumeRoleWithWebIdentity'
  )
}

/**
 * Why a tool's access to it can't be bounded by session policies; null where it can. Policies that are sent together
 * add up, so those of a tool beside the session's own would give more than either.
 */
export function whyNotBounded(session: NewSession): 'operation' | 'own-policies' | null {
  if (!('sessionPolicies' in session)) return 'operation'
  return session.sessionPolicies === null ? null : 'own-policies'
}
