import { assertNever } from '../failures/failure.ts'
import type { NewSession } from './session.ts'

/** What a session is of, in a word or two: "Admin", "Federated User bob", "Session Token". */
export function targetOf(session: NewSession): string {
  switch (session.operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      // Without the path, which sorts roles and tells few of them apart.
      return session.roleArn.slice(session.roleArn.lastIndexOf('/') + 1)
    case 'GetFederationToken':
      return session.federatedUserName === null
        ? 'Federated User'
        : `Federated User ${session.federatedUserName}`
    case 'AssumeRoot':
      return session.task
    case 'GetSessionToken':
      return 'Session Token'
    default:
      return assertNever(session)
  }
}
