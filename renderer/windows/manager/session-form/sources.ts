import type { Session, StsOperation } from '../../../../main/core/sessions/session.ts'
import { checkSource } from '../../../../main/core/sessions/source-rules.ts'
import type { IdentityView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { catalogOf } from '../../../catalog.ts'
import { type Draft, toDraft } from './draft.ts'
import { toSession } from './to-session.ts'

export interface SourceChoice {
  readonly value: string
  readonly label: string
}

/**
 * Those that AWS lets the operation start from, and that lead to no circle.
 * @param old the session that is edited, or null for a new one
 */
export function sourcesFor(
  operation: StsOperation,
  snapshot: Pick<Snapshot, 'identities' | 'sessions' | 'awsFiles'>,
  old: Session | null,
): readonly SourceChoice[] {
  const data = catalogOf(snapshot)
  const candidates = [
    ...snapshot.identities.map(each => ({ value: `identity:${each.id}`, label: labelOf(each) })),
    ...snapshot.sessions.map(({ session }) => ({
      value: `session:${session.id}`,
      label: `Session ${session.name}`,
    })),
  ]
  return candidates.filter(({ value }) => {
    const session = toSession({ ...toDraft(null), operation, source: value }, snapshot)
    return !checkSource(session, data, old?.id ?? null).some(each => each.field === 'source')
  })
}

/** What a new session does at first: the first operation that there is something to start from. */
export function operationToBeginWith(
  snapshot: Pick<Snapshot, 'identities' | 'sessions' | 'awsFiles'>,
): StsOperation {
  const operations = ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'] as const
  return operations.find(each => sourcesFor(each, snapshot, null).length > 0) ?? 'AssumeRole'
}

/** Keeps the source one that can be chosen. */
export function withSource(draft: Draft, choices: readonly SourceChoice[]): Draft {
  const [first] = choices
  return choices.some(each => each.value === draft.source) ? draft : { ...draft, source: first?.value ?? '' }
}

function labelOf(identity: IdentityView): string {
  switch (identity.kind) {
    case 'iam-user':
      return `Key of ${identity.name} (${identity.account})`
    case 'saml-provider':
      return `SAML provider ${identity.name}`
    case 'oidc-provider':
      return `OIDC provider ${identity.name}`
  }
}
