import { assertNever } from '../failures/failure.ts'
import type { Session } from '../sessions/session.ts'

/**
 * What a session is of. One that is edited to be another role is not what was allowed or confirmed: its name may
 * still be *dev*.
 */
export function subjectOf(session: Session): string {
  return JSON.stringify([session.id, ...targetOf(session)])
}

/** Where it starts counts only where it is that which gives it its power. */
function targetOf(session: Session): readonly (string | null)[] {
  switch (session.operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      return [session.roleArn]
    case 'AssumeRoot':
      return [session.targetPrincipal, session.task]
    case 'GetFederationToken':
    case 'GetSessionToken':
      return [session.source.id]
    default:
      return assertNever(session)
  }
}
