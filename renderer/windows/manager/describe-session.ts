import { assertNever } from '../../../main/core/failures/failure.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import type { SessionView, Snapshot } from '../../../main/core/snapshot/snapshot.ts'

/** "Role payments/Admin in 111122223333 · from alice": what a session is of, and where it starts. */
export function describeSession(
  { session, account }: SessionView,
  snapshot: Pick<Snapshot, 'identities' | 'sessions'>,
): string {
  const { source } = session
  const from =
    source.kind === 'identity'
      ? snapshot.identities.find(each => each.id === source.id)?.name
      : snapshot.sessions.find(each => each.session.id === source.id)?.session.name
  const where = account === '' ? '' : ` in ${account}`
  return `${whatItIs(session)}${where} · ${isThrough(session) ? 'through' : 'from'} ${from ?? 'a source that is gone'}`
}

function whatItIs(session: Session): string {
  switch (session.operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      return `Role ${session.roleArn.slice(session.roleArn.indexOf(':role/') + 6)}`
    case 'GetFederationToken':
      return session.federatedUserName === null
        ? 'Federated user'
        : `Federated user ${session.federatedUserName}`
    case 'AssumeRoot':
      return `Root user for ${session.task}`
    case 'GetSessionToken':
      return 'Session token'
    default:
      return assertNever(session)
  }
}

/** A provider gives no credentials of its own: it vouches. */
function isThrough({ operation }: Session): boolean {
  return operation === 'AssumeRoleWithSAML' || operation === 'AssumeRoleWithWebIdentity'
}
