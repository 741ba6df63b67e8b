import type { Session } from './session.ts'

/**
 * What a session is of. One that is edited to be another role is not what was allowed or confirmed: its name may
 * still be *dev*.
 */
export function subjectOf(session: Session): string {
  const { id, operation, source } = session
  return JSON.stringify([id, operation === 'AssumeRole' ? session.roleArn : source.id])
}
