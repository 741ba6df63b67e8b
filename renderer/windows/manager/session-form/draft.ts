import { DEFAULT_CONSOLE } from '../../../../main/core/sessions/console-settings.ts'
import type {
  AssumeRoleSession,
  ProvidedContext,
  Session,
  SessionOf,
  StsOperation,
} from '../../../../main/core/sessions/session.ts'
import type { SessionColor } from '../../../../main/core/sessions/session-look.ts'
import { type TokenDraft, toTokenDraft } from '../../../token-draft.ts'
import { type PolicyDraft, toPolicyDraft } from '../policy-draft.ts'
import { type ConsentChoice, consentChoice } from '../session-consent.ts'
import { type ConsoleDraft, toConsoleDraft } from './console-draft.ts'
import { toTagLines } from './tag-lines.ts'

/** What the form holds: text as it was typed, until it is sent. What an operation does not have stays for another. */
export interface Draft extends PolicyDraft {
  readonly operation: StsOperation
  readonly name: string
  /** `identity:` or `session:` and the id. */
  readonly source: string
  readonly roleArn: string
  readonly roleSessionName: string
  readonly externalId: string
  /** `auto` until it is chosen: one code for all roles, where the source has a device. */
  readonly mfa: AssumeRoleSession['mfa'] | 'auto'
  readonly principalArn: string
  readonly providerId: string
  readonly federatedUserName: string
  readonly targetPrincipal: string
  readonly task: SessionOf<'AssumeRoot'>['task']
  /** One a line, `key=value`. */
  readonly tags: string
  /** One a line. */
  readonly transitiveTagKeys: string
  readonly sourceIdentity: string
  readonly providedContexts: readonly ContextDraft[]
  readonly duration: string
  readonly tokenSize: string
  readonly production: boolean
  readonly consent: ConsentChoice
  readonly console: ConsoleDraft
  readonly color: SessionColor | null
  readonly group: string
  readonly pinned: boolean
}

export interface ContextDraft {
  readonly providerArn: string
  readonly assertion: TokenDraft
}

const empty: Draft = {
  operation: 'AssumeRole',
  name: '',
  source: '',
  roleArn: '',
  roleSessionName: '',
  externalId: '',
  mfa: 'auto',
  principalArn: '',
  providerId: '',
  federatedUserName: '',
  targetPrincipal: '',
  task: 'IAMAuditRootUserCredentials',
  policy: '',
  policyArns: '',
  tags: '',
  transitiveTagKeys: '',
  sourceIdentity: '',
  providedContexts: [],
  duration: '',
  tokenSize: '',
  production: false,
  consent: 'auto',
  console: toConsoleDraft(DEFAULT_CONSOLE),
  color: null,
  group: '',
  pinned: false,
}

/** @param session the one to edit, or null for a new one */
export function toDraft(session: Session | null): Draft {
  if (session === null) return empty
  const { operation, name, source, durationSeconds, minimumSessionTokenSize, production } = session
  const common = {
    ...empty,
    operation,
    name,
    source: `${source.kind}:${source.id}`,
    duration: durationSeconds === null ? '' : String(durationSeconds),
    tokenSize: minimumSessionTokenSize === null ? '' : String(minimumSessionTokenSize),
    production,
    consent: consentChoice(session),
    console: toConsoleDraft(session.console),
    color: session.look.color,
    group: session.look.group ?? '',
    pinned: session.look.pinned,
    ...('sessionPolicies' in session ? toPolicyDraft(session.sessionPolicies) : {}),
  }
  switch (session.operation) {
    case 'AssumeRole':
      return {
        ...common,
        roleArn: session.roleArn,
        roleSessionName: session.roleSessionName ?? '',
        externalId: session.externalId ?? '',
        mfa: session.mfa,
        tags: toTagLines(session.tags),
        transitiveTagKeys: session.transitiveTagKeys.join('\n'),
        sourceIdentity: session.sourceIdentity ?? '',
        providedContexts: session.providedContexts.map(toContextDraft),
      }
    case 'AssumeRoleWithSAML':
      return { ...common, roleArn: session.roleArn, principalArn: session.principalArn }
    case 'AssumeRoleWithWebIdentity':
      return {
        ...common,
        roleArn: session.roleArn,
        roleSessionName: session.roleSessionName ?? '',
        providerId: session.providerId ?? '',
      }
    case 'AssumeRoot':
      return { ...common, targetPrincipal: session.targetPrincipal, task: session.task }
    case 'GetFederationToken':
      return {
        ...common,
        federatedUserName: session.federatedUserName ?? '',
        tags: toTagLines(session.tags),
      }
    case 'GetSessionToken':
      return { ...common, mfa: session.mfa ? 'session-token' : 'none' }
  }
}

function toContextDraft({ providerArn, assertion }: ProvidedContext): ContextDraft {
  return { providerArn, assertion: toTokenDraft(assertion) }
}

export const emptyContext: ContextDraft = { providerArn: '', assertion: toTokenDraft(null) }

/** A new session that is like another one, under a name that nobody has: "NAME copy", "NAME copy 2". */
export function toCopy(session: Session, taken: readonly string[]): Draft {
  const nameOf = (count: number): string => {
    const name = `${session.name} copy${count === 1 ? '' : ` ${count}`}`
    return taken.includes(name) ? nameOf(count + 1) : name
  }
  return { ...toDraft(session), name: nameOf(1) }
}
