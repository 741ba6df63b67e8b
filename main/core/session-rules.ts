import { type CatalogData, findIdentity, findSession, nameTaken } from './catalog-data.ts'
import { assertNever } from './failure.ts'
import type { Identity } from './identity.ts'
import {
  checkDuration,
  checkExternalId,
  checkName,
  checkRoleArn,
  checkRoleSessionName,
  DURATION,
  type Problem,
} from './limits.ts'
import {
  type AssumeRoleSession,
  asksForCode,
  type NewSession,
  type Session,
  type SessionId,
} from './session.ts'

/**
 * All that is wrong with a session, within its fields and across them, before it is kept or used.
 * @param id the session's own id when it is edited, so that it may keep its name
 */
export function checkSession(
  session: NewSession,
  data: CatalogData,
  id: SessionId | null,
): readonly Problem[] {
  return [
    ...checkName('name', session.name),
    ...checkUnique(session, data, id),
    ...checkSource(session, data, id),
    ...checkParameters(session, data),
  ]
}

function checkUnique(session: NewSession, data: CatalogData, id: SessionId | null): readonly Problem[] {
  const taken = data.sessions.some(each => each.id !== id && each.name === session.name)
  return taken ? [nameTaken('session', session.name)] : []
}

function checkSource(session: NewSession, data: CatalogData, id: SessionId | null): readonly Problem[] {
  if (session.source.kind === 'identity') {
    const identity = findIdentity(data, session.source.id)
    if (!identity.ok) return [{ field: 'source', problem: 'The key that this session starts from is gone.' }]
    return checkDevice(session, identity.value)
  }
  const seen = new Set<SessionId | null>([id])
  let next: Session['source'] = session.source
  while (next.kind === 'session') {
    if (id !== null && next.id === id)
      return [
        { field: 'source', problem: 'A session can’t start from itself, nor from one that it leads to.' },
      ]
    if (seen.has(next.id)) return [{ field: 'source', problem: 'The sources go round in a circle.' }]
    seen.add(next.id)
    const source = findSession(data, next.id)
    if (!source.ok) return [{ field: 'source', problem: 'The session that this one starts from is gone.' }]
    next = source.value.source
  }
  return session.operation === 'AssumeRole' && session.mfa !== 'none'
    ? [{ field: 'mfa', problem: 'A role assumed from a session has the MFA of that session, not its own.' }]
    : []
}

function checkDevice(session: NewSession, identity: Identity): readonly Problem[] {
  if (!asksForCode(session) || identity.mfaSerial !== null) return []
  return [{ field: 'mfa', problem: `${identity.name} has no MFA device. Add one to the key first.` }]
}

function checkParameters(session: NewSession, data: CatalogData): readonly Problem[] {
  const seconds = session.durationSeconds
  switch (session.operation) {
    case 'GetSessionToken':
      return seconds === null
        ? []
        : checkDuration('durationSeconds', seconds, DURATION.sessionToken, 'A session token')
    case 'AssumeRole':
      return [
        ...checkRoleArn('roleArn', session.roleArn),
        ...(session.roleSessionName === null
          ? []
          : checkRoleSessionName('roleSessionName', session.roleSessionName)),
        ...(session.externalId === null ? [] : checkExternalId('externalId', session.externalId)),
        ...(seconds === null ? [] : checkRoleDuration(session, seconds, data)),
      ]
    default:
      return assertNever(session)
  }
}

function checkRoleDuration(
  session: Omit<AssumeRoleSession, 'id'>,
  seconds: number,
  data: CatalogData,
): readonly Problem[] {
  return isChained(session, data)
    ? checkDuration('durationSeconds', seconds, DURATION.chained, 'A role assumed from another role')
    : checkDuration('durationSeconds', seconds, DURATION.role, 'A role’s session')
}

/** Whether AWS's one-hour cap holds: the source is a role. A session token as the source is no chaining. */
function isChained(session: Omit<AssumeRoleSession, 'id'>, data: CatalogData): boolean {
  if (session.source.kind === 'identity') return false
  const source = findSession(data, session.source.id)
  return source.ok && source.value.operation === 'AssumeRole'
}
