import type { CatalogData } from '../../../../main/core/catalog/catalog-data.ts'
import type { Problem } from '../../../../main/core/failures/problem.ts'
import type { NewSession, SessionId } from '../../../../main/core/sessions/session.ts'
import { checkSession } from '../../../../main/core/sessions/session-rules.ts'
import type { Draft } from './draft.ts'
import { problemsOf } from './to-session.ts'

/** All that would be wrong with what is typed if it were sent now. */
export function problemsWhileTyping(
  draft: Draft,
  session: NewSession,
  catalog: CatalogData,
  id: SessionId | null,
): readonly Problem[] {
  return [...problemsOf(draft), ...checkSession(session, catalog, id)]
}

/** Which part of the draft a problem's field is typed in; null where it is none. */
export function draftFieldOf(field: string): keyof Draft | null {
  const [first = ''] = field.split('.')
  const own = FIELDS.get(first)
  return own ?? null
}

const FIELDS: ReadonlyMap<string, keyof Draft> = new Map([
  ...(
    [
      'operation',
      'name',
      'source',
      'roleArn',
      'roleSessionName',
      'externalId',
      'mfa',
      'principalArn',
      'providerId',
      'federatedUserName',
      'targetPrincipal',
      'task',
      'policy',
      'policyArns',
      'tags',
      'transitiveTagKeys',
      'sourceIdentity',
      'providedContexts',
      'console',
      'group',
    ] as const
  ).map(each => [each, each] as const),
  ['durationSeconds', 'duration'],
  ['minimumSessionTokenSize', 'tokenSize'],
])
