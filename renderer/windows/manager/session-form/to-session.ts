import type { IdentityId } from '../../../../main/core/catalog/identity.ts'
import { assertNever } from '../../../../main/core/failures/failure.ts'
import type { Problem } from '../../../../main/core/failures/problem.ts'
import { DEFAULT_CONSOLE } from '../../../../main/core/sessions/console-settings.ts'
import type {
  AssumeRoleSession,
  NewSession,
  SessionId,
  Source,
} from '../../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { toSeconds } from '../../../duration.ts'
import { linesOf } from '../../../lines.ts'
import { problemOfLine, toTokenSource } from '../../../token-draft.ts'
import { toWhole } from '../../../whole-number.ts'
import { toSessionPolicies } from '../policy-draft.ts'
import { consentOf } from '../session-consent.ts'
import { opensConsole, problemOfBrowser, toConsole } from './console-draft.ts'
import type { Draft } from './draft.ts'
import { problemOfTags, toTags } from './tag-lines.ts'

/** What is sent of a draft; also of one that is not complete, for what is said while it is typed. */
export function toSession(draft: Draft, { identities }: Pick<Snapshot, 'identities'>): NewSession {
  const source = toSource(draft.source)
  const mfa = mfaOf(draft, deviceOf(draft, { identities }))
  const common = {
    name: draft.name.trim(),
    durationSeconds: toSeconds(draft.duration),
    minimumSessionTokenSize: toWhole(draft.tokenSize),
    production: draft.production,
    consent: consentOf(draft),
    console: opensConsole(draft.operation) ? toConsole(draft.console) : DEFAULT_CONSOLE,
    look: { color: draft.color, group: draft.group.trim() || null, pinned: draft.pinned },
  }
  const role = { roleArn: draft.roleArn.trim(), sessionPolicies: policiesOf(draft) }
  const { operation } = draft
  switch (operation) {
    case 'AssumeRole':
      return {
        ...common,
        ...role,
        operation,
        source,
        roleSessionName: draft.roleSessionName.trim() || null,
        externalId: draft.externalId.trim() || null,
        mfa,
        tags: toTags(draft.tags),
        transitiveTagKeys: linesOf(draft.transitiveTagKeys),
        sourceIdentity: draft.sourceIdentity.trim() || null,
        providedContexts: draft.providedContexts.map(each => ({
          providerArn: each.providerArn.trim(),
          assertion: toTokenSource(each.assertion),
        })),
      }
    case 'AssumeRoleWithSAML':
      return {
        ...common,
        ...role,
        operation,
        source: identityOf(source),
        principalArn: draft.principalArn.trim(),
      }
    case 'AssumeRoleWithWebIdentity':
      return {
        ...common,
        ...role,
        operation,
        source: identityOf(source),
        roleSessionName: draft.roleSessionName.trim() || null,
        providerId: draft.providerId.trim() || null,
      }
    case 'AssumeRoot':
      return {
        ...common,
        operation,
        source,
        targetPrincipal: draft.targetPrincipal.trim(),
        task: draft.task,
      }
    case 'GetFederationToken':
      return {
        ...common,
        operation,
        source: identityOf(source),
        federatedUserName: draft.federatedUserName.trim() || null,
        sessionPolicies: policiesOf(draft),
        tags: toTags(draft.tags),
      }
    case 'GetSessionToken':
      return { ...common, operation, source: identityOf(source), mfa: mfa !== 'none' }
    default:
      return assertNever(operation)
  }
}

/** What is wrong with the text itself, which the rules for sessions are never shown. */
export function problemsOf(draft: Draft): readonly Problem[] {
  const { operation, source, tags, tokenSize, providedContexts, console } = draft
  const hasTags = operation === 'AssumeRole' || operation === 'GetFederationToken'
  const stray = hasTags ? problemOfTags(tags) : null
  const unclosed =
    operation === 'AssumeRole'
      ? providedContexts.map(each => problemOfLine(each.assertion)).find(each => each !== null)
      : undefined
  const browser = opensConsole(operation) ? problemOfBrowser(console) : null
  return [
    ...(source === ''
      ? [{ field: 'source', problem: 'There is nothing yet that this operation can start from.' }]
      : []),
    ...(stray === null ? [] : [{ field: 'tags', problem: stray }]),
    ...(unclosed === undefined ? [] : [{ field: 'providedContexts', problem: unclosed }]),
    ...(browser === null ? [] : [{ field: 'console.browser', problem: browser }]),
    ...(/^\d*$/.test(tokenSize.trim())
      ? []
      : [{ field: 'minimumSessionTokenSize', problem: 'A size is a whole number of bytes.' }]),
  ]
}

/** The device whose codes can go with the call; null where none can. */
export function deviceOf(draft: Draft, { identities }: Pick<Snapshot, 'identities'>): string | null {
  const source = toSource(draft.source)
  const takesCode = draft.operation === 'AssumeRole' || draft.operation === 'GetSessionToken'
  if (!takesCode || source.kind === 'session') return null
  const identity = identities.find(each => each.id === source.id)
  return identity?.kind === 'iam-user' ? identity.mfaSerial : null
}

/** What was chosen, where it can be; a role assumed from a session has the MFA of that. */
function mfaOf(draft: Draft, device: string | null): AssumeRoleSession['mfa'] {
  if (toSource(draft.source).kind === 'session') return 'none'
  if (draft.mfa === 'auto') return device === null ? 'none' : 'session-token'
  return draft.mfa
}

/** None where nothing is typed; one that allows nothing would have to be typed. */
function policiesOf(draft: Draft): ReturnType<typeof toSessionPolicies> | null {
  const policies = toSessionPolicies(draft)
  return policies.policy === null && policies.policyArns.length === 0 ? null : policies
}

function toSource(value: string): Source {
  const [kind, id] = value.split(':')
  return kind === 'session'
    ? { kind: 'session', id: id as SessionId }
    : { kind: 'identity', id: (id ?? '') as IdentityId }
}

/** For an operation that starts from nothing else. */
function identityOf(source: Source): Extract<Source, { kind: 'identity' }> {
  return source.kind === 'identity' ? source : { kind: 'identity', id: '' as IdentityId }
}
