import { type CatalogData, findIdentity, findSession, identityAtStart } from '../catalog/catalog-data.ts'
import type { Identity } from '../catalog/identity.ts'
import { assertNever } from '../failures/failure.ts'
import { type Problem, problem } from '../failures/problem.ts'
import { isRootArn } from '../sts/arns.ts'
import { asksForCode, isRole, type NewSession, type Session, type SessionId } from './session.ts'

export function isRootUser(identity: Identity): boolean {
  return identity.kind === 'iam-user' && isRootArn(identity.arn)
}

/** Whether AWS's one-hour cap holds: the source is a role. A session token as the source is no chaining. */
export function isChained(session: NewSession, data: CatalogData): boolean {
  if (session.operation !== 'AssumeRole' || session.source.kind === 'identity') return false
  const source = findSession(data, session.source.id)
  return source.ok && isRole(source.value)
}

/**
 * Whether a session can start from its source: that it is there, that no circle comes of it, and that AWS lets
 * what the source gives call the operation.
 * Source: "Compare AWS STS credentials" in the IAM User Guide.
 */
export function checkSource(
  session: NewSession,
  data: CatalogData,
  id: SessionId | null,
): readonly Problem[] {
  if (session.source.kind === 'identity') {
    const identity = findIdentity(data, session.source.id)
    if (!identity.ok) return problem('source', 'The identity that this session starts from is gone.')
    return [...checkIdentity(session, identity.value), ...checkDevice(session, identity.value)]
  }
  const circle = checkCircle(session.source.id, data, id)
  if (circle.length > 0) return circle
  const source = findSession(data, session.source.id)
  return source.ok ? [...checkSession(session, source.value, data), ...checkMfa(session)] : []
}

function checkCircle(start: SessionId, data: CatalogData, id: SessionId | null): readonly Problem[] {
  const seen = new Set<SessionId>()
  let next: Session['source'] = { kind: 'session', id: start }
  while (next.kind === 'session') {
    if (next.id === id)
      return problem('source', 'A session can’t start from itself, nor from one that it leads to.')
    if (seen.has(next.id)) return problem('source', 'The sources go round in a circle.')
    seen.add(next.id)
    const source = findSession(data, next.id)
    if (!source.ok) return problem('source', 'The session that this one starts from is gone.')
    next = source.value.source
  }
  return []
}

/** The kind of identity that each operation starts from. */
function kindFor(operation: NewSession['operation']): Identity['kind'] {
  switch (operation) {
    case 'AssumeRoleWithSAML':
      return 'saml-provider'
    case 'AssumeRoleWithWebIdentity':
      return 'oidc-provider'
    case 'AssumeRole':
    case 'AssumeRoot':
    case 'GetFederationToken':
    case 'GetSessionToken':
      return 'iam-user'
    default:
      return assertNever(operation)
  }
}

const KINDS: Readonly<Record<Identity['kind'], string>> = {
  'iam-user': 'the key of an IAM user',
  'saml-provider': 'a SAML provider',
  'oidc-provider': 'an OIDC provider',
}

function checkIdentity({ operation }: NewSession, identity: Identity): readonly Problem[] {
  const wanted = kindFor(operation)
  if (identity.kind !== wanted)
    return problem(
      'source',
      `${operation} starts from ${KINDS[wanted]}; ${identity.name} is ${KINDS[identity.kind]}.`,
    )
  return operation === 'AssumeRole' || operation === 'AssumeRoot' ? checkNoRoot(identity, operation) : []
}

function checkNoRoot(identity: Identity, operation: 'AssumeRole' | 'AssumeRoot'): readonly Problem[] {
  return isRootUser(identity)
    ? problem('source', `AWS lets the root user call no ${operation}. Choose the key of an IAM user.`)
    : []
}

/** Its session token is the root user's still. */
function checkTokenOwner(token: Session, data: CatalogData): readonly Problem[] {
  const identity = identityAtStart(data, token.source)
  return identity === null ? [] : checkNoRoot(identity, 'AssumeRole')
}

/** What the credentials of the source may not call. */
function checkSession({ operation }: NewSession, source: Session, data: CatalogData): readonly Problem[] {
  switch (source.operation) {
    case 'GetFederationToken':
      return problem(
        'source',
        `AWS lets the credentials of GetFederationToken, which ${source.name} gives, get no others. Choose the key itself, or a role.`,
      )
    case 'AssumeRoot':
      return problem(
        'source',
        `AWS lets the credentials of AssumeRoot, which ${source.name} gives, do nothing but their task.`,
      )
    case 'GetSessionToken':
      return operation === 'AssumeRoot'
        ? problem(
            'source',
            `With the credentials of GetSessionToken, which ${source.name} gives, only AssumeRole can be called. Choose the key itself, or a role.`,
          )
        : checkTokenOwner(source, data)
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      return checkRole(operation, source)
    default:
      return assertNever(source)
  }
}

function checkRole(operation: NewSession['operation'], source: Session): readonly Problem[] {
  return isRole(source) && (operation === 'AssumeRole' || operation === 'AssumeRoot')
    ? []
    : problem('source', `AWS takes ${operation} only with a key of an IAM user; ${source.name} is a role.`)
}

function checkDevice(session: NewSession, identity: Identity): readonly Problem[] {
  if (!asksForCode(session) || identity.kind !== 'iam-user' || identity.mfaSerial !== null) return []
  return problem('mfa', `${identity.name} has no MFA device. Add one to the key first.`)
}

function checkMfa(session: NewSession): readonly Problem[] {
  return asksForCode(session)
    ? problem('mfa', 'A role assumed from a session has the MFA of that session, not its own.')
    : []
}
