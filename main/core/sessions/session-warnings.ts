import { DEFAULT_PROFILE } from '../aws-files/managed-profile.ts'
import { type CatalogData, identityAtStart } from '../catalog/catalog-data.ts'
import type { NewSession, SessionId } from './session.ts'

/**
 * What is allowed and seldom meant: sentences for a form and for the session's row.
 * @param id null for a session that is new
 */
export function warningsOf(
  session: NewSession,
  data: Pick<CatalogData, 'identities' | 'sessions' | 'profiles'>,
  id: SessionId | null,
): readonly string[] {
  return [
    ...warnOfNothing(session),
    ...warnOfGlobalSts(session, data),
    ...warnOfSource(session, data.sessions),
    ...warnOfDefault(session, data.profiles, id),
  ]
}

/** It was asked about when the profile was written; the session may have become production since. */
function warnOfDefault(
  { production }: NewSession,
  profiles: CatalogData['profiles'],
  id: SessionId | null,
): readonly string[] {
  const target = profiles.find(each => each.name === DEFAULT_PROFILE)?.target
  return production && target?.kind === 'session' && target.id === id
    ? ['Every tool that is told no profile works here: the profile default gives this session.']
    : []
}

/** Only the session itself is confirmed: what it starts from is used for its STS call, and given to nobody. */
function warnOfSource(
  { production, source }: NewSession,
  sessions: CatalogData['sessions'],
): readonly string[] {
  const marked = production ? null : markedOnTheWay(source, sessions)
  return marked === null
    ? []
    : [
        `${marked} is marked as production, and this session, which starts from it, is not: it is used without being confirmed.`,
      ]
}

function markedOnTheWay(source: NewSession['source'], sessions: CatalogData['sessions']): string | null {
  const seen = new Set<SessionId>()
  for (let at = source; at.kind === 'session' && !seen.has(at.id); ) {
    const { id } = at
    seen.add(id)
    const session = sessions.find(each => each.id === id)
    if (session === undefined) return null
    if (session.production) return session.name
    at = session.source
  }
  return null
}

function warnOfNothing(session: NewSession): readonly string[] {
  if (session.operation !== 'GetFederationToken' || session.sessionPolicies !== null) return []
  return [
    'Without a session policy these credentials may do nothing, except where a resource’s own policy names the federated user. What you may do yourself is only the most that a policy can give.',
  ]
}

function warnOfGlobalSts(
  session: NewSession,
  data: Pick<CatalogData, 'identities' | 'sessions'>,
): readonly string[] {
  // First, since the way back is looked for in all sessions, and this is asked for each of them.
  if (!data.identities.some(each => each.globalSts)) return []
  if (identityAtStart(data, session.source)?.globalSts !== true) return []
  return ['Credentials of the global STS may not hold in Regions that an account must opt in to.']
}
