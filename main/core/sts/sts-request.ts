import type { Identity } from '../catalog/identity.ts'
import { assertNever } from '../failures/failure.ts'
import type { ProvidedContext, Session, SessionTag } from '../sessions/session.ts'
import { inPartition, type SessionPolicies } from '../sessions/session-policies.ts'
import { accountOfArn, nameInArn, partitionOfArn } from './arns.ts'
import { STS_PARAMETERS } from './limits.ts'
import { partitionOfRegion } from './partitions.ts'

interface Asked {
  readonly durationSeconds: number | null
  readonly minimumSessionTokenSize: number | null
}

interface Bounded {
  readonly policy: string | null
  readonly policyArns: readonly string[]
}

/** What STS is asked for, with every name filled in: what is still missing is a code, a proof, and a signature. */
export type StsRequest =
  | (Asked & { readonly operation: 'GetSessionToken' })
  | (Asked &
      Bounded & {
        readonly operation: 'AssumeRole'
        readonly roleArn: string
        readonly roleSessionName: string
        readonly externalId: string | null
        readonly tags: readonly SessionTag[]
        readonly transitiveTagKeys: readonly string[]
        readonly sourceIdentity: string | null
        readonly providedContexts: readonly ProvidedContext[]
      })
  | (Asked &
      Bounded & {
        readonly operation: 'AssumeRoleWithSAML'
        readonly roleArn: string
        readonly principalArn: string
      })
  | (Asked &
      Bounded & {
        readonly operation: 'AssumeRoleWithWebIdentity'
        readonly roleArn: string
        readonly roleSessionName: string
        readonly providerId: string | null
      })
  | (Asked &
      Bounded & {
        readonly operation: 'GetFederationToken'
        readonly name: string
        readonly tags: readonly SessionTag[]
      })
  | (Asked & {
      readonly operation: 'AssumeRoot'
      readonly targetPrincipal: string
      readonly taskPolicyArn: string
    })

export type StsRequestOf<Operation extends StsRequest['operation']> = Extract<
  StsRequest,
  { operation: Operation }
>

/**
 * @param identity where the way to the session starts
 * @param bounds session policies of whoever asks, for a session that has none of its own; null for none
 */
export function requestOf(session: Session, identity: Identity, bounds: SessionPolicies | null): StsRequest {
  const { durationSeconds, minimumSessionTokenSize } = session
  const asked = { durationSeconds, minimumSessionTokenSize }
  const partition = partitionOfSession(session, identity)
  const bounded = (own: SessionPolicies | null): Bounded => ({
    policy: (own ?? bounds)?.policy ?? null,
    policyArns: ((own ?? bounds)?.policyArns ?? []).map(arn => inPartition(partition, arn)),
  })
  switch (session.operation) {
    case 'AssumeRole':
      return {
        ...asked,
        ...bounded(session.sessionPolicies),
        operation: 'AssumeRole',
        roleArn: session.roleArn,
        roleSessionName: session.roleSessionName ?? defaultSessionName(identity),
        externalId: session.externalId,
        tags: session.tags,
        transitiveTagKeys: session.transitiveTagKeys,
        sourceIdentity: session.sourceIdentity,
        providedContexts: session.providedContexts,
      }
    case 'AssumeRoleWithSAML':
      return {
        ...asked,
        ...bounded(session.sessionPolicies),
        operation: 'AssumeRoleWithSAML',
        roleArn: session.roleArn,
        principalArn: session.principalArn,
      }
    case 'AssumeRoleWithWebIdentity':
      return {
        ...asked,
        ...bounded(session.sessionPolicies),
        operation: 'AssumeRoleWithWebIdentity',
        roleArn: session.roleArn,
        roleSessionName: session.roleSessionName ?? defaultSessionName(identity),
        providerId: session.providerId,
      }
    case 'GetFederationToken':
      return {
        ...asked,
        ...bounded(session.sessionPolicies),
        operation: 'GetFederationToken',
        name: session.federatedUserName ?? defaultFederatedName(identity),
        tags: session.tags,
      }
    case 'AssumeRoot':
      return {
        ...asked,
        operation: 'AssumeRoot',
        targetPrincipal: session.targetPrincipal,
        taskPolicyArn: `arn:${partition}:iam::aws:policy/root-task/${session.task}`,
      }
    case 'GetSessionToken':
      return { ...asked, operation: 'GetSessionToken' }
    default:
      return assertNever(session)
  }
}

/** The account that the credentials are of. */
export function accountOf(session: Session, identity: Identity | null): string {
  switch (session.operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      return accountOfArn(session.roleArn)
    case 'AssumeRoot':
      return accountOfTarget(session.targetPrincipal)
    case 'GetFederationToken':
    case 'GetSessionToken':
      return identity?.kind === 'iam-user' ? identity.account : ''
    default:
      return assertNever(session)
  }
}

/** Of a member account's 12 digits, or its root user's ARN. */
function accountOfTarget(targetPrincipal: string): string {
  return targetPrincipal.startsWith('arn:') ? accountOfArn(targetPrincipal) : targetPrincipal
}

/** Whose rights AssumeRoot lends. */
export function rootArnOf({ targetPrincipal, taskPolicyArn }: StsRequestOf<'AssumeRoot'>): string {
  return targetPrincipal.startsWith('arn:')
    ? targetPrincipal
    : `arn:${partitionOfArn(taskPolicyArn)}:iam::${targetPrincipal}:root`
}

function partitionOfSession(session: Session, identity: Identity): string {
  if ('roleArn' in session) return partitionOfArn(session.roleArn)
  return identity.kind === 'iam-user' ? partitionOfArn(identity.arn) : partitionOfRegion(identity.region).name
}

/** Trust policies ask for `sts:RoleSessionName` = `${aws:username}`, so that is the default. */
function defaultSessionName(identity: Identity): string {
  return named(ownName(identity), STS_PARAMETERS.AssumeRole.RoleSessionName)
}

function defaultFederatedName(identity: Identity): string {
  return named(ownName(identity), STS_PARAMETERS.GetFederationToken.Name)
}

function ownName(identity: Identity): string {
  return identity.kind === 'iam-user' ? nameInArn(identity.arn) : identity.name
}

/** As near to a name as AWS's limits let it be; an IAM user's name has no other characters. */
function named(name: string, { min, max }: { readonly min: number; readonly max: number }): string {
  const possible = name.replace(/[^\w+=,.@-]+/g, '-').slice(0, max)
  return possible.length >= min ? possible : `${possible}-understudy`
}
