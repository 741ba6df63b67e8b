import type { Activity, ActivityEntry } from './activity.ts'
import type { AwsFilesView } from './aws-files/files-view.ts'
import type { Broker } from './broker.ts'
import { type CatalogData, regionsOf, startsOf } from './catalog-data.ts'
import type { Clock } from './clock.ts'
import type { Consents, Question } from './consent.ts'
import { whyNoConsole } from './console-rules.ts'
import { explain } from './explain.ts'
import type { Explanation } from './explanation.ts'
import { type Failure, isKeychainFault } from './failure.ts'
import type { Grant, GrantId } from './grants.ts'
import type { Identity } from './identity.ts'
import type { Confirmation, Leases } from './leases.ts'
import type { SessionState } from './live-node.ts'
import type { Prompt, Prompts } from './mfa.ts'
import type { Preferences } from './preferences.ts'
import type { Session, SessionId } from './session.ts'
import { targetOf } from './session-target.ts'
import { type SignInView, signInViews } from './sign-in-views.ts'
import { type StateView, toView, toWhy, type Why, wallTimeOf } from './state-views.ts'
import type { StepView } from './steps.ts'
import { accountOf } from './sts-request.ts'
import type { ToolProcess } from './tool.ts'

/** How a tool is pointed at a session. The token itself is only in its files. */
export interface Connection {
  readonly grant: GrantId
  readonly url: string
  readonly tokenFile: string
  /** A file for `AWS_CONFIG_FILE`: profiles that have a Region and no credentials. */
  readonly configFile: string
  /** The value of `credential_process`; null where there is no curl. */
  readonly credentialProcess: string | null
  /** What tools are told as their Region; null where it follows the tray. */
  readonly region: string | null
}

export interface SessionView {
  readonly session: Session
  readonly state: StateView
  readonly current: boolean
  readonly account: string
  /** Whom AWS takes its credentials for; null while it has none. */
  readonly arn: string | null
  /** Why nobody can sign in to the console with it; null where that works. */
  readonly noConsole: Explanation | null
  readonly connection: Connection | null
  /** Until when a production session may be used (epoch ms); null where no lease of it runs. */
  readonly lease: number | null
  /** The STS calls that lead to it, the first one first; none while it is off. */
  readonly steps: readonly StepView[]
  readonly lastUse: LastUse | null
}

/** When something was handed out last (epoch ms), and to which program, as far as the record goes back. */
export interface LastUse {
  readonly at: number
  readonly tool: string | null
  readonly pid: number | null
}

type Seen<Each> = Each extends Identity ? Omit<Each, 'keychainAccount'> : never

export type IdentityView = Seen<Identity>

export interface PromptView extends Omit<Prompt, 'nodes'> {
  /** The names of the sessions that wait for this code. */
  readonly sessions: readonly string[]
  /** The program that has asked, where it was one and the system tells which. */
  readonly tool: { readonly name: string; readonly pid: number } | null
}

/** A tool's right to fetch. */
export interface GrantView {
  readonly grant: Grant
  readonly connection: Connection | null
  readonly lastUse: LastUse | null
  /** Why a grant with session policies of its own gets nothing; null where it does, or was not tried. */
  readonly why: Why | null
}

export interface QuestionView extends Omit<Question, 'session'> {
  readonly session: Pick<Session, 'name' | 'production' | 'consent'> & { readonly account: string }
}

/** Whether the user really means a production session. */
export interface ConfirmationView extends Omit<Confirmation, 'session'> {
  readonly session: Pick<Session, 'id' | 'name' | 'look'> & {
    readonly account: string
    /** Which role, or whose session it is: see {@link targetOf}. */
    readonly target: string
  }
  /** Until when a lease of it runs already (epoch ms). */
  readonly lease: number | null
}

/** What the desktop gives to the app. */
export interface SystemView {
  readonly version: string
  /** Why there is no icon in the tray; null where there is one, as far as can be told. */
  readonly tray: Explanation | null
  readonly shortcut: {
    /** As people write it; null where none is chosen. */
    readonly keys: string | null
    /** Why it does nothing; null where it works. */
    readonly why: Explanation | null
  }
  /** Null where the app can't change it. */
  readonly startsAtLogin: boolean | null
}

/** A session that is served as the metadata service of an instance. */
export interface InstanceMetadataView {
  readonly session: SessionId
  readonly url: string
  readonly why: Explanation | null
}

export type EndpointView =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'down'; readonly why: Explanation }

/** All that may be seen, with no secret in it. Windows and tray are drawn from this and nothing else. */
export interface Snapshot {
  readonly identities: readonly IdentityView[]
  readonly sessions: readonly SessionView[]
  readonly prompts: readonly PromptView[]
  readonly endpoint: EndpointView
  /** How tools follow the tray. */
  readonly current: Connection | null
  /** The sessions that were current last, the latest first. */
  readonly recent: readonly SessionId[]
  readonly grants: readonly GrantView[]
  /** Whether a program may use a session. */
  readonly questions: readonly QuestionView[]
  readonly confirmations: readonly ConfirmationView[]
  readonly instanceMetadata: InstanceMetadataView | null
  readonly signIns: readonly SignInView[]
  /** Another one each time that the record of hand-outs has changed. */
  readonly activityVersion: number
  /** What the user must know, such as a settings file that could not be read. */
  readonly notices: readonly Explanation[]
  /** Why the keychain can't be used, where a session waits for it: said once, however many do. */
  readonly keychain: Explanation | null
  readonly preferences: Preferences
  readonly awsFiles: AwsFilesView
  readonly system: SystemView
  /** Whether something fails for want of the network. */
  readonly offline: boolean
}

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
}

export function takeSnapshot(parts: SnapshotParts): Snapshot {
  const { clock, catalog, broker, prompts, endpoint, notices, preferences } = parts
  const toWall = wallTimeOf(clock)
  const sessions = catalog.sessions.map(session => ({ session, state: broker.state(session.id) }))
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
      arn: broker.arnOf(session.id),
      noConsole: noConsoleOf(session, startOf(session.source)),
      connection: standing.get(session.id) ?? null,
      lease: leaseOf(session.id),
      steps: broker.steps(session.id).map(step => stepToWall(step, toWall)),
      lastUse: lastUseView(parts.activity.lastUseOf(session.id)),
    })),
    prompts: prompts.list().map(({ nodes, deadline, ...seen }) => {
      const waiting = broker.waitingFor(nodes)
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
    offline: broker.fails(failure => failure.kind === 'network'),
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
  const state = broker.boundedState(id, sessionPolicies)
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
