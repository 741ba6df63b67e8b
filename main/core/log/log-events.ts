import type { SessionState } from '../broker/live-node.ts'
import type { Prompt, PromptId, Prompts } from '../broker/mfa.ts'
import type { SessionStates } from '../broker/session-states.ts'
import type { CatalogData } from '../catalog/catalog-data.ts'
import type { Clock } from '../clock.ts'
import type { Consents, QuestionId } from '../consent/consent.ts'
import type { Leases } from '../consent/leases.ts'
import { assertNever, type Failure, isKeychainFault } from '../failures/failure.ts'
import type { SessionId } from '../sessions/session.ts'
import type { UpdateStep, Updates } from '../updates/updates.ts'
import { type FailureCode, failureCode } from './failure-code.ts'
import type { LogEvent, LoggedState, PromptEnd } from './log.ts'

export interface ObservedSession {
  readonly state: LoggedState
  readonly why: FailureCode | null
  /** When its credentials end; null while it has none. */
  readonly until: number | null
}

type ObservedPrompt = Pick<Prompt, 'status' | 'deadline' | 'raisedBy'>

/** What of the app's state the log is about. Times are on {@link Clock.now}'s scale. */
export interface Observed {
  readonly now: number
  readonly sessions: ReadonlyMap<SessionId, ObservedSession>
  readonly prompts: ReadonlyMap<PromptId, ObservedPrompt>
  readonly questions: ReadonlyMap<QuestionId, SessionId>
  readonly leases: ReadonlySet<SessionId>
  readonly endpoint: { readonly port: number; readonly why: FailureCode | null }
  /** Why the keychain can't be used, where a session waits for it. */
  readonly keychain: FailureCode | null
  readonly notices: ReadonlySet<FailureCode>
  /** The version that is offered; null where none is. */
  readonly update: { readonly version: string; readonly step: UpdateStep['kind'] } | null
  /** Why the last look or the last step of it failed. */
  readonly updateFailure: FailureCode | null
}

export interface ObservedParts {
  readonly clock: Clock
  readonly catalog: CatalogData
  readonly broker: { readonly states: Pick<SessionStates, 'state'> }
  readonly prompts: Pick<Prompts, 'list'>
  readonly consents: Pick<Consents, 'list'>
  readonly leases: Pick<Leases, 'until'>
  readonly endpoint: { readonly port: number; readonly failure: Failure | null }
  readonly notices: readonly Failure[]
  /** Null where the build looks for none. */
  readonly updates: Pick<Updates, 'offer' | 'lastLook'> | null
}

export function observe(parts: ObservedParts): Observed {
  const { clock, catalog, broker, prompts, consents, leases, endpoint, notices, updates } = parts
  const states = catalog.sessions.map(({ id }) => [id, broker.states.state(id)] as const)
  const fault = states.map(([, state]) => whyOf(state)).find(why => why !== null && isKeychainFault(why))
  return {
    now: clock.now(),
    sessions: new Map(states.map(([id, state]) => [id, observedState(state)])),
    prompts: new Map(prompts.list().map(prompt => [prompt.id, prompt])),
    questions: new Map(consents.list().map(({ id, session }) => [id, session])),
    leases: new Set(
      catalog.sessions.flatMap(({ id, production }) => (production && leases.until(id) !== null ? [id] : [])),
    ),
    endpoint: {
      port: endpoint.port,
      why: endpoint.failure === null ? null : failureCode(endpoint.failure),
    },
    keychain: fault ? failureCode(fault) : null,
    notices: new Set(notices.map(failureCode)),
    update: updates?.offer ? { version: updates.offer.release.version, step: updates.offer.step.kind } : null,
    updateFailure: updateFailure(updates),
  }
}

function updateFailure(updates: ObservedParts['updates']): FailureCode | null {
  const why = updates?.offer?.why ?? updates?.lastLook?.why
  return why ? failureCode(why) : null
}

function whyOf(state: SessionState): Failure | null {
  return 'why' in state ? state.why : null
}

function observedState(state: SessionState): ObservedSession {
  const why = whyOf(state)
  return {
    state: loggedState(state),
    why: why === null ? null : failureCode(why),
    until: 'until' in state ? state.until : null,
  }
}

function loggedState({ kind }: SessionState): LoggedState {
  switch (kind) {
    case 'live':
    case 'renewing':
      return 'on'
    case 'off':
    case 'starting':
    case 'waiting-for-code':
    case 'failing':
    case 'failed':
      return kind
    default:
      return assertNever(kind)
  }
}

const off: ObservedSession = { state: 'off', why: null, until: null }

/** What has happened between two looks. @param before null at the first look */
export function eventsBetween(before: Observed | null, after: Observed): readonly LogEvent[] {
  return [
    ...endpointEvents(before, after),
    ...keychainEvents(before?.keychain ?? null, after.keychain),
    ...[...after.notices]
      .filter(why => before?.notices.has(why) !== true)
      .map(why => ({ kind: 'notice', why }) as const),
    ...updateEvents(before, after),
    ...promptEvents(before, after),
    ...questionEvents(before, after),
    ...leaseEvents(before, after),
    ...sessionEvents(before, after),
  ]
}

function endpointEvents(before: Observed | null, { endpoint }: Observed): readonly LogEvent[] {
  const was = before?.endpoint ?? null
  if (was !== null && was.port === endpoint.port && was.why === endpoint.why) return []
  return [
    endpoint.why === null
      ? { kind: 'endpoint-up', port: endpoint.port }
      : { kind: 'endpoint-down', why: endpoint.why },
  ]
}

function keychainEvents(was: FailureCode | null, is: FailureCode | null): readonly LogEvent[] {
  if (was === is) return []
  return [is === null ? { kind: 'keychain-back' } : { kind: 'keychain-away', why: is }]
}

function updateEvents(
  before: Observed | null,
  { update, updateFailure: why }: Observed,
): readonly LogEvent[] {
  const was = before?.update ?? null
  const isOther = update !== null && (was?.version !== update.version || was.step !== update.step)
  return [
    ...(isOther ? [{ kind: 'update', ...update } as const] : []),
    ...(why !== null && why !== (before?.updateFailure ?? null)
      ? [{ kind: 'update-failed', why } as const]
      : []),
  ]
}

function promptEvents(before: Observed | null, after: Observed): readonly LogEvent[] {
  const known = before?.prompts ?? new Map<PromptId, ObservedPrompt>()
  return [
    ...[...known]
      .filter(([id]) => !after.prompts.has(id))
      .map(([, prompt]) => ({ kind: 'prompt-ended', how: endOf(prompt, after.now) }) as const),
    ...[...after.prompts]
      .filter(([id]) => !known.has(id))
      .map(([, { raisedBy }]) => ({ kind: 'prompt-opened', raisedBy }) as const),
  ]
}

/** A code that AWS has taken was being checked until then. */
function endOf({ status, deadline }: Pick<Prompt, 'status' | 'deadline'>, now: number): PromptEnd {
  if (status === 'checking') return 'answered'
  return now >= deadline ? 'timed-out' : 'cancelled'
}

function questionEvents(before: Observed | null, { questions }: Observed): readonly LogEvent[] {
  const known = before?.questions ?? new Map<QuestionId, SessionId>()
  return [
    ...[...known]
      .filter(([id]) => !questions.has(id))
      .map(([, id]) => ({ kind: 'question-ended', id }) as const),
    ...[...questions]
      .filter(([id]) => !known.has(id))
      .map(([, id]) => ({ kind: 'question-begun', id }) as const),
  ]
}

function leaseEvents(before: Observed | null, { leases }: Observed): readonly LogEvent[] {
  const known = before?.leases ?? new Set<SessionId>()
  return [
    ...[...known].filter(id => !leases.has(id)).map(id => ({ kind: 'lease-ended', id }) as const),
    ...[...leases].filter(id => !known.has(id)).map(id => ({ kind: 'lease-begun', id }) as const),
  ]
}

function sessionEvents(before: Observed | null, { sessions }: Observed): readonly LogEvent[] {
  const known = before?.sessions ?? new Map<SessionId, ObservedSession>()
  // One that was removed is off.
  const ids = new Set([...known.keys(), ...sessions.keys()])
  return [...ids].flatMap((id): readonly LogEvent[] => {
    const [was, is] = [known.get(id) ?? off, sessions.get(id) ?? off]
    if (was.state !== is.state || was.why !== is.why)
      return [{ kind: 'session', id, from: was.state, to: is.state, why: is.why }]
    const isRenewed = was.until !== null && is.until !== null && is.until > was.until
    return isRenewed ? [{ kind: 'renewed', id }] : []
  })
}
