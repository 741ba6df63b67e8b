import { fail, type Result, succeed } from '../failures/failure.ts'
import { listed } from '../listed.ts'
import { asksForCode, type Session, type SessionId } from '../sessions/session.ts'
import { checkSession } from '../sessions/session-rules.ts'
import { checkGrant, type Grant } from '../tools/grants.ts'
import { type CatalogData, MOST_RECENT, nameTaken } from './catalog-data.ts'
import type { Identity } from './identity.ts'
import { checkIdentity } from './identity-rules.ts'

export function withCurrent(data: CatalogData, id: SessionId): CatalogData {
  const recent = [id, ...data.recent.filter(each => each !== id)].slice(0, MOST_RECENT)
  return { ...data, current: id, recent }
}

export function withSession(data: CatalogData, session: Session): Result<CatalogData> {
  const problems = checkSession(session, data, null)
  if (problems.length > 0) return fail({ kind: 'invalid', problems })
  return succeed({ ...data, sessions: [...data.sessions, session] })
}

/** One that is always there is nobody's choice, and needs no check. */
export function withGrant(data: CatalogData, grant: Grant): Result<CatalogData> {
  const { name } = grant
  const problems = name === null ? [] : checkGrant({ ...grant, name }, data)
  if (problems.length > 0) return fail({ kind: 'invalid', problems })
  return succeed({ ...data, grants: [...data.grants, grant] })
}

export function withIdentity(data: CatalogData, identity: Identity): Result<CatalogData> {
  return withIdentities(
    data,
    data.identities.map(each => (each.id === identity.id ? identity : each)),
  )
}

/** Refuses what is wrong in itself, two of one name, and to take away a device that a session asks for codes. */
export function withIdentities(data: CatalogData, identities: readonly Identity[]): Result<CatalogData> {
  const problems = identities.flatMap(each => (data.identities.includes(each) ? [] : checkIdentity(each)))
  if (problems.length > 0) return fail({ kind: 'invalid', problems })
  const names = identities.map(each => each.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return fail({ kind: 'invalid', problems: [nameTaken('identity', twice)] })
  const bare = identities
    .filter(each => each.kind === 'iam-user' && each.mfaSerial === null)
    .map(each => each.id)
  const left = data.sessions.filter(
    session => session.source.kind === 'identity' && bare.includes(session.source.id) && asksForCode(session),
  )
  if (left.length === 0) return succeed({ ...data, identities })
  const by = listed(left.map(session => session.name))
  const problem = `${by} ${left.length === 1 ? 'needs' : 'need'} codes of this device. Turn MFA off there first.`
  return fail({ kind: 'invalid', problems: [{ field: 'mfaSerial', problem }] })
}
