import type { AwsFilesView } from '../aws-files/files-view.ts'
import type { Broker } from '../broker/broker.ts'
import type { SessionState } from '../broker/live-node.ts'
import type { Prompts } from '../broker/mfa.ts'
import { type CatalogData, regionsOf, startsOf } from '../catalog/catalog-data.ts'
import type { Identity } from '../catalog/identity.ts'
import type { Clock } from '../clock.ts'
import type { Consents } from '../consent/consent.ts'
import type { Leases } from '../consent/leases.ts'
import { explain } from '../failures/explain.ts'
import type { Explanation } from '../failures/explanation.ts'
import { type Failure, isKeychainFault } from '../failures/failure.ts'
import type { Preferences } from '../preferences.ts'
import { whyNoConsole } from '../sessions/console-rules.ts'
import type { Session, SessionId } from '../sessions/session.ts'
import { targetOf } from '../sessions/session-target.ts'
import { accountOf } from '../sts/sts-request.ts'
import type { Activity, ActivityEntry } from '../tools/activity.ts'
import type { Grant, GrantId } from '../tools/grants.ts'
import type { ToolProcess } from '../tools/tool.ts'
import type { UpdateView } from '../updates/update-view.ts'
import { signInViews } from './sign-in-views.ts'
import type {
  ConfirmationView,
  Connection,
  GrantView,
  IdentityView,
  InstanceMetadataView,
  LastUse,
  PromptView,
  QuestionView,
  Snapshot,
  SystemView,
} from './snapshot.ts'
import { toView, toWhy, type Why, wallTimeOf } from './state-views.ts'
import type { StepView } from './steps.ts'

export interface SnapshotParts {
  readonly clock: Clock
  readonly catalog: CatalogData
  readonly preferences: Preferences
  readonly broker: Broker
  readonly prompts: Prompts
  readonly consents: Consents
  readonly leases: Leases
  readonly activity: Activity
  /** Which program has asked last for one of these sessions, which need a code. */
  readonly askerOf: (sessions: readonly SessionId[]) => ToolProcess | null
  readonly notices: readonly Failure[]
  /** The port that is open, or why none is. */
  readonly endpoint: { readonly port: number; readonly failure: Failure | null }
  readonly connection: (grant: GrantId) => Omit<Connection, 'region'>
  readonly instanceMetadata: { readonly url: string; readonly failure: Failure | null } | null
  readonly awsFiles: AwsFilesView
  readonly system: SystemView
  readonly updates: UpdateView | null
}

export function takeSnapshot(parts: SnapshotParts): Snapshot {
  const { clock, catalog, broker, prompts, endpoint, notices, preferences } = parts
  const toWall = wallTimeOf(clock)
  const sessions = catalog.sessions.map(session => ({ session, state: broker.states.state(session.id) }))
  const [keychain] = sessions.flatMap(({ state }) => keychainFailure(state))
  const startOf = startsOf(catalog)
  const regionOf = regionsOf(catalog)
  const grants = catalog.grants.map(grant => grantView(parts, grant, regionOf))
  const standing = new Map(
    grants
      .filter(({ grant }) => grant.name === null)
      .map(({ grant: { target }, connection }) => [target.kind === 'current' ? null : target.id, connection]),
  )
  const leaseOf = (id: SessionId): number | null => {
    const until = parts.leases.until(id)
    return until === null ? null : toWall(until)
  }
  const nameOf = new Map(catalog.sessions.map(session => [session.id, session.name]))
  return {
    identities: catalog.identities.map(toIdentityView),
    sessions: sessions.map(({ session, state }) => ({
      session,
      state: toView(state, toWall),
      current: session.id === catalog.current,
      account: accountOf(session, startOf(session.source)),
      arn: broker.states.arnOf(session.id),
      noConsole: noConsoleOf(session, startOf(session.source)),
      connection: standing.get(session.id) ?? null,
      lease: leaseOf(session.id),
      steps: broker.states.steps(session.id).map(step => stepToWall(step, toWall)),
      lastUse: lastUseView(parts.activity.lastUseOf(session.id)),
    })),
    prompts: prompts.list().map(({ nodes, deadline, ...seen }) => {
      const waiting = broker.states.waitingFor(nodes)
      return {
        ...seen,
        deadline: toWall(deadline),
        sessions: waiting.map(id => nameOf.get(id) ?? id),
        tool: seen.raisedBy === 'tool' ? toolOf(parts.askerOf(waiting)) : null,
      }
    }),
    endpoint:
      endpoint.failure === null
        ? { kind: 'listening', port: endpoint.port }
        : { kind: 'down', why: explain(endpoint.failure) },
    current: standing.get(null) ?? null,
    grants,
    recent: catalog.recent,
    questions: questionViews(parts),
    confirmations: confirmationViews(parts, leaseOf),
    instanceMetadata: instanceMetadataView(parts),
    signIns: signInViews(sessions),
    activityVersion: parts.activity.version,
    notices: notices.map(explain),
    keychain: keychain === undefined ? null : explain(keychain),
    preferences,
    awsFiles: parts.awsFiles,
    system: parts.system,
    updates: parts.updates,
    offline: broker.states.fails(failure => failure.kind === 'network'),
  }
}

function noConsoleOf(session: Session, identity: Identity | null): Explanation | null {
  const reason = whyNoConsole(session, identity)
  return reason === null ? null : explain({ kind: 'no-console', session: session.name, reason })
}

function toolOf(asker: ToolProcess | null): PromptView['tool'] {
  return asker === null ? null : { name: asker.name, pid: asker.pid }
}

function grantView(
  parts: SnapshotParts,
  grant: Grant,
  regionOf: (id: SessionId) => string | null,
): GrantView {
  const { endpoint, activity, connection } = parts
  const { target } = grant
  return {
    grant,
    connection:
      endpoint.failure === null
        ? {
            ...connection(grant.id),
            region: target.kind === 'current' ? null : regionOf(target.id),
          }
        : null,
    lastUse: lastUseView(activity.lastUse(grant.id)),
    why: grantTrouble(parts, grant),
  }
}

/** A session may be well of which AWS refuses to take the session policies. */
function grantTrouble({ catalog, broker }: SnapshotParts, { target, sessionPolicies }: Grant): Why | null {
  const id = target.kind === 'current' ? catalog.current : target.id
  if (id === null || sessionPolicies === null) return null
  const state = broker.states.boundedState(id, sessionPolicies)
  return 'why' in state && state.why !== null ? toWhy(state.why) : null
}

function questionViews({ catalog, consents }: SnapshotParts): readonly QuestionView[] {
  const startOf = startsOf(catalog)
  return consents.list().flatMap(({ session: id, ...question }) => {
    const session = catalog.sessions.find(each => each.id === id)
    if (session === undefined) return []
    const { name, production, consent } = session
    return [
      {
        ...question,
        session: {
          name,
          production,
          consent,
          account: accountOf(session, startOf(session.source)),
        },
      },
    ]
  })
}

function confirmationViews(
  { catalog, leases }: SnapshotParts,
  leaseOf: (id: SessionId) => number | null,
): readonly ConfirmationView[] {
  const startOf = startsOf(catalog)
  return leases.list().flatMap(({ session: id, ...confirmation }) => {
    const session = catalog.sessions.find(each => each.id === id)
    if (session === undefined) return []
    const { name, look } = session
    const account = accountOf(session, startOf(session.source))
    return [
      {
        ...confirmation,
        lease: leaseOf(id),
        session: { id, name, look, account, target: targetOf(session) },
      },
    ]
  })
}

function lastUseView(entry: ActivityEntry | null): LastUse | null {
  if (entry === null) return null
  return { at: entry.lastAt, tool: entry.tool?.name ?? null, pid: entry.tool?.pid ?? null }
}

function stepToWall(step: StepView, toWall: (time: number) => number): StepView {
  const { until, renewsAt } = step
  return {
    ...step,
    until: until === null ? null : toWall(until),
    renewsAt: renewsAt === null ? null : toWall(renewsAt),
  }
}

function instanceMetadataView({ catalog, instanceMetadata }: SnapshotParts): InstanceMetadataView | null {
  if (catalog.instanceMetadata === null || instanceMetadata === null) return null
  const { url, failure } = instanceMetadata
  return { session: catalog.instanceMetadata, url, why: failure === null ? null : explain(failure) }
}

function keychainFailure(state: SessionState): readonly Failure[] {
  const why = 'why' in state ? state.why : null
  return why !== null && isKeychainFault(why) ? [why] : []
}

function toIdentityView(identity: Identity): IdentityView {
  if (identity.kind !== 'iam-user') return identity
  const { keychainAccount: _, ...seen } = identity
  return seen
}
