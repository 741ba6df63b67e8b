import { type CatalogData, identityAtStart, nameTaken } from '../catalog/catalog-data.ts'
import { checkName } from '../catalog/identity-rules.ts'
import { checkTokenSource } from '../catalog/token-source.ts'
import { assertNever } from '../failures/failure.ts'
import { type Problem, problem } from '../failures/problem.ts'
import {
  checkContextProviderArn,
  checkRoleArn,
  checkSamlProviderArn,
  checkTargetPrincipal,
  partitionOfArn,
} from '../sts/arns.ts'
import {
  CAPPED_DURATION,
  checkCount,
  checkDuration,
  checkText,
  checkTokenSize,
  STS_PARAMETERS,
} from '../sts/limits.ts'
import { partitionOfRegion } from '../sts/partitions.ts'
import { checkConsole } from './console-rules.ts'
import type { NewSession, ProvidedContext, SessionId, SessionOf } from './session.ts'
import { checkLook } from './session-look.ts'
import { checkSessionPolicies } from './session-policies.ts'
import { checkSource, isChained, isRootUser } from './source-rules.ts'
import { checkInherited, checkSourceIdentity, checkTags } from './tag-rules.ts'

/**
 * All that is wrong with a session, within its fields and across them, before it is kept or used.
 * @param id the session's own id when it is edited, so that it may keep its name
 */
export function checkSession(
  session: NewSession,
  data: CatalogData,
  id: SessionId | null,
): readonly Problem[] {
  const { minimumSessionTokenSize: size } = session
  return [
    ...checkName('name', session.name),
    ...checkUnique(session, data, id),
    ...checkSource(session, data, id),
    ...checkParameters(session, data),
    ...checkPartition(session, data),
    ...checkLength(session, data),
    ...('sessionPolicies' in session && session.sessionPolicies !== null
      ? checkSessionPolicies(session.sessionPolicies)
      : []),
    ...checkConsole(session, data),
    ...checkLook(session.look),
    ...(size === null ? [] : checkTokenSize('minimumSessionTokenSize', size)),
  ]
}

function checkUnique(session: NewSession, data: CatalogData, id: SessionId | null): readonly Problem[] {
  const taken = data.sessions.some(each => each.id !== id && each.name === session.name)
  return taken ? [nameTaken('session', session.name)] : []
}

function checkParameters(session: NewSession, data: CatalogData): readonly Problem[] {
  switch (session.operation) {
    case 'AssumeRole':
      return [
        ...checkRoleArn('roleArn', session.roleArn),
        ...checkRoleSessionName(session.roleSessionName),
        ...checkExternalId(session.externalId),
        ...checkTags(session.tags, session.transitiveTagKeys),
        ...checkSourceIdentity(session.sourceIdentity),
        ...checkInherited(session, data),
        ...checkContexts(session.providedContexts),
      ]
    case 'AssumeRoleWithSAML':
      return [
        ...checkRoleArn('roleArn', session.roleArn),
        ...checkSamlProviderArn('principalArn', session.principalArn),
      ]
    case 'AssumeRoleWithWebIdentity':
      return [
        ...checkRoleArn('roleArn', session.roleArn),
        ...checkRoleSessionName(session.roleSessionName),
        ...checkProviderId(session.providerId),
      ]
    case 'AssumeRoot':
      return [
        ...checkTargetPrincipal('targetPrincipal', session.targetPrincipal),
        ...checkRegionalEndpoint(session, data),
      ]
    case 'GetFederationToken':
      return [...checkFederatedName(session.federatedUserName), ...checkTags(session.tags, [])]
    case 'GetSessionToken':
      return []
    default:
      return assertNever(session)
  }
}

function checkRoleSessionName(name: string | null): readonly Problem[] {
  const bound = STS_PARAMETERS.AssumeRole.RoleSessionName
  return name === null ? [] : checkText('roleSessionName', 'The role session name', bound, name)
}

function checkExternalId(id: string | null): readonly Problem[] {
  return id === null
    ? []
    : checkText('externalId', 'The external ID', STS_PARAMETERS.AssumeRole.ExternalId, id)
}

function checkProviderId(id: string | null): readonly Problem[] {
  const bound = STS_PARAMETERS.AssumeRoleWithWebIdentity.ProviderId
  return id === null ? [] : checkText('providerId', 'The provider ID', bound, id)
}

function checkFederatedName(name: string | null): readonly Problem[] {
  const bound = STS_PARAMETERS.GetFederationToken.Name
  return name === null ? [] : checkText('federatedUserName', 'The federated user’s name', bound, name)
}

function checkContexts(contexts: readonly ProvidedContext[]): readonly Problem[] {
  const field = 'providedContexts'
  return [
    ...checkCount(field, 'contexts', STS_PARAMETERS.AssumeRole.ProvidedContexts, contexts.length),
    ...contexts.flatMap(each => [
      ...checkContextProviderArn(field, each.providerArn),
      ...checkTokenSource(field, each.assertion),
    ]),
  ]
}

/** Source: the page of AssumeRoot in the AWS STS API Reference. */
function checkRegionalEndpoint(
  session: Omit<SessionOf<'AssumeRoot'>, 'id'>,
  data: CatalogData,
): readonly Problem[] {
  return identityAtStart(data, session.source)?.globalSts === true
    ? problem('source', 'AWS takes AssumeRoot only at a regional STS. Turn the global STS off for the key.')
    : []
}

/** What is in one partition is not known in another. */
function checkPartition(session: NewSession, data: CatalogData): readonly Problem[] {
  const identity = identityAtStart(data, session.source)
  const [field, arn] =
    session.operation === 'AssumeRoot'
      ? ['targetPrincipal', session.targetPrincipal]
      : ['roleArn', 'roleArn' in session ? session.roleArn : '']
  // An STS URL that was typed may be of any partition, whatever the Region beside it.
  if (identity === null || identity.stsUrl !== null || !arn.startsWith('arn:')) return []
  const [own, theirs] = [partitionOfRegion(identity.region).name, partitionOfArn(arn)]
  return own === theirs
    ? []
    : problem(
        field,
        `This is in the partition “${theirs}”, and ${identity.name} asks in ${identity.region}, which is in “${own}”.`,
      )
}

function checkLength(session: NewSession, data: CatalogData): readonly Problem[] {
  const seconds = session.durationSeconds
  if (seconds === null) return []
  const field = 'durationSeconds'
  const bound = STS_PARAMETERS[session.operation].DurationSeconds
  if (isChained(session, data))
    return checkDuration(field, seconds, bound, 'A role assumed from another role', CAPPED_DURATION.chained)
  const identity = identityAtStart(data, session.source)
  if (isUsersOwn(session) && identity !== null && isRootUser(identity))
    return checkDuration(field, seconds, bound, 'A session of the root user', CAPPED_DURATION.root)
  return checkDuration(field, seconds, bound, lifeOf(session))
}

/** With the rights of the user, and by the key alone. */
function isUsersOwn(session: NewSession): boolean {
  return session.operation === 'GetSessionToken' || session.operation === 'GetFederationToken'
}

function lifeOf(session: NewSession): string {
  switch (session.operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      return 'A role’s session'
    case 'AssumeRoot':
      return 'A task of a member account’s root user'
    case 'GetFederationToken':
      return 'A federated user’s session'
    case 'GetSessionToken':
      return 'A session token'
    default:
      return assertNever(session)
  }
}
