import type { Brand } from './brand.ts'
import type { IdentityId } from './identity.ts'

export type SessionId = Brand<'SessionId'>

export type StsOperation = 'GetSessionToken' | 'AssumeRole'

export type Source =
  | { readonly kind: 'identity'; readonly id: IdentityId }
  | { readonly kind: 'session'; readonly id: SessionId }

/** When a program that wants a session's credentials is first asked about: never, once for each program, or for each process. */
export type Consent = 'off' | 'first-use' | 'every-process'

export const CONSENTS = ['off', 'first-use', 'every-process'] as const satisfies readonly Consent[]

interface Common {
  readonly id: SessionId
  readonly name: string
  /** Asked of STS, in seconds; null leaves it to AWS (1 h for a role, 12 h for a session token). */
  readonly durationSeconds: number | null
  /** As the user marks it: what goes wrong there goes wrong for everybody. */
  readonly production: boolean
  readonly consent: Consent
}

export interface GetSessionTokenSession extends Common {
  readonly operation: 'GetSessionToken'
  readonly source: Extract<Source, { kind: 'identity' }>
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
}

/** A named recipe: one STS operation, its parameters, its source. */
export type Session = GetSessionTokenSession | AssumeRoleSession

/** Whether an MFA code goes with the session's own call, or with the one before it. */
export function asksForCode(
  session: Pick<GetSessionTokenSession, 'operation' | 'mfa'> | Pick<AssumeRoleSession, 'operation' | 'mfa'>,
): boolean {
  return session.operation === 'AssumeRole' ? session.mfa !== 'none' : session.mfa
}

/** A recipe that has no id yet: what a form gives. */
export type NewSession = Omit<GetSessionTokenSession, 'id'> | Omit<AssumeRoleSession, 'id'>
