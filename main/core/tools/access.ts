import { dropOldest } from '../bounded.ts'
import type { Broker } from '../broker/broker.ts'
import { type Handout, refused } from '../broker/handout.ts'
import { type CatalogData, findSession } from '../catalog/catalog-data.ts'
import type { Consents } from '../consent/consent.ts'
import { fail, type Result } from '../failures/failure.ts'
import type { Session, SessionId } from '../sessions/session.ts'
import { type Activity, refusedFor } from './activity.ts'
import { type Grant, type GrantId, sessionOf } from './grants.ts'
import { type Asking, askingOf, type Lineage, type Route, type ToolProcess } from './tool.ts'

/** Where a tool knocks. */
export type Door =
  | { readonly route: 'container' | 'process'; readonly grant: GrantId }
  | { readonly route: 'instance-metadata' }

export interface Answer {
  readonly door: Door
  readonly grant: Grant | null
  readonly session: Session | null
  readonly handout: Handout
}

/**
 * The process that has asked for the current session longest ago is forgotten when there are more than these, some
 * megabytes. A long job asks once an hour, and a script beside it may run `aws` five times a second meanwhile.
 */
const MOST_FOLLOWED = 20_000

export interface AccessParts {
  readonly catalog: () => CatalogData
  readonly broker: Broker
  readonly consents: Consents
  readonly activity: Activity
  readonly onChange: () => void
}

/** Decides what a tool gets: which session its grant means for this process, and whether it may have it. */
export class Access {
  readonly #parts: AccessParts
  /** Which session a process got first when it asked for the current one. */
  readonly #followed = new Map<string, SessionId>()
  /** Which program has asked last for a session that needed a code; who has asked last of all is the last. */
  readonly #askers = new Map<SessionId, ToolProcess>()
  /** A tool that keeps its connection asks again and again: its names are made fit to be shown once. */
  readonly #askings = new WeakMap<Lineage, Map<Route, Asking>>()
  #indexed: CatalogData | null = null
  #grants: ReadonlyMap<GrantId, Grant> = new Map()

  constructor(parts: AccessParts) {
    this.#parts = parts
  }

  /** Whether {@link ask} depends on which process it is. Where it does not, nobody has to wait for the system to tell. */
  needsLineage(door: Door): boolean {
    const data = this.#parts.catalog()
    const grant = this.#grantOf(door)
    if (grant?.target.kind === 'current' || door.route === 'process') return true
    const id = door.route === 'instance-metadata' ? data.instanceMetadata : (grant?.target.id ?? null)
    return data.sessions.some(
      session => session.id === id && (session.consent !== 'off' || session.production),
    )
  }

  /** For a tool: what is in memory, at once. */
  ask(door: Door, lineage: Lineage): Answer {
    const grant = this.#grantOf(door)
    const asking = this.#askingOf(lineage, door.route)
    const session = this.#sessionOf(door, grant, asking)
    if (!session.ok) return { door, grant, session: null, handout: refused(session.failure) }
    const answer = (handout: Handout): Answer => ({ door, grant, session: session.value, handout })
    const { broker, consents } = this.#parts
    const stopped = broker.stoppedFailure(session.value.id)
    // Nobody is asked about what would be refused all the same.
    if (stopped !== null) return answer(refused(stopped))
    const verdict = consents.check(session.value, asking)
    if (verdict.kind === 'refused') return answer(refused(verdict.failure, verdict.until))
    const handout = broker.request(session.value.id, grant?.sessionPolicies ?? null)
    if (handout.kind === 'ready' && grant?.target.kind === 'current') this.#follow(asking, session.value.id)
    this.#noteAsker(session.value.id, handout, asking)
    return answer(handout)
  }

  /** Which program has asked last for one of the sessions, where that is why a code is needed. */
  askerOf(sessions: readonly SessionId[]): ToolProcess | null {
    const [, tool] = [...this.#askers].findLast(([session]) => sessions.includes(session)) ?? []
    return tool ?? null
  }

  /** Records what a tool was given in the end. */
  note({ door, grant, session, handout }: Answer, lineage: Lineage): void {
    // Its client comes back for what was being got, and that is what counts.
    if (handout.kind === 'pending') return
    const asking = this.#askingOf(lineage, door.route)
    if (session !== null) this.#noteAsker(session.id, handout, asking)
    this.#parts.activity.note({
      route: door.route,
      grant: grant === null ? null : { id: grant.id, name: grant.name },
      session: session === null ? null : { id: session.id, name: session.name },
      asking,
      result:
        handout.kind === 'ready'
          ? { kind: 'handed-out', accessKeyId: handout.held.credentials.accessKeyId }
          : refusedFor(handout.failure),
    })
  }

  /**
   * Records a request that was refused before it was looked at for whom it is.
   * @param id the grant whose token it has shown: that one may be in the wrong hands
   */
  noteDenied(route: Route | null, reason: string, id: GrantId | null = null): void {
    const asking = { tool: null, parent: null, app: null }
    const { grants, sessions } = this.#parts.catalog()
    const grant = id === null ? undefined : grants.find(each => each.id === id)
    const target = grant?.target.kind === 'session' ? grant.target.id : null
    const session = sessions.find(each => each.id === target)
    this.#parts.activity.note({
      route,
      grant: grant === undefined ? null : { id: grant.id, name: grant.name },
      session: session === undefined ? null : { id: session.id, name: session.name },
      asking,
      result: { kind: 'refused', reason },
    })
  }

  #askingOf(lineage: Lineage, route: Route): Asking {
    const known = this.#askings.get(lineage) ?? new Map<Route, Asking>()
    this.#askings.set(lineage, known)
    const asking = known.get(route) ?? askingOf(lineage, route)
    known.set(route, asking)
    return asking
  }

  #noteAsker(id: SessionId, handout: Handout, { tool }: Asking): void {
    if (handout.kind === 'ready') this.#askers.delete(id)
    if (handout.kind !== 'refused' || handout.failure.kind !== 'code-needed' || tool === null) return
    const before = this.#askers.get(id)
    this.#askers.delete(id)
    this.#askers.set(id, tool)
    if (before?.pid !== tool.pid) this.#parts.onChange()
  }

  #grantOf(door: Door): Grant | null {
    if (door.route === 'instance-metadata') return null
    const data = this.#parts.catalog()
    if (this.#indexed !== data) {
      this.#indexed = data
      this.#grants = new Map(data.grants.map(grant => [grant.id, grant]))
    }
    return this.#grants.get(door.grant) ?? null
  }

  #sessionOf(door: Door, grant: Grant | null, asking: Asking): Result<Session> {
    const data = this.#parts.catalog()
    if (door.route === 'instance-metadata')
      return data.instanceMetadata === null
        ? fail({ kind: 'not-found', what: 'grant' })
        : findSession(data, data.instanceMetadata)
    if (grant === null) return fail({ kind: 'not-found', what: 'grant' })
    const key = grant.target.kind === 'current' ? processKey(asking) : null
    const followed = key === null ? undefined : this.#followed.get(key)
    // A job must not find itself in another account because somebody has looked at that in the tray.
    if (followed !== undefined && this.#isKept(followed)) return findSession(data, followed)
    const id = sessionOf(data, grant)
    return id.ok ? findSession(data, id.value) : id
  }

  /**
   * What the user has stopped he has let go; what was forgotten while he was away, or has ended with its lease, he has
   * not. A production session brings back another one at its end, in which its jobs must not go on.
   */
  #isKept(followed: SessionId): boolean {
    const { broker, catalog } = this.#parts
    const stopped = broker.stoppedFailure(followed)
    if (broker.isOn(followed)) return true
    if (stopped?.kind !== 'stopped') return false
    return stopped.by !== 'user' || catalog().sessions.some(each => each.id === followed && each.production)
  }

  #follow(asking: Asking, session: SessionId): void {
    const key = processKey(asking)
    if (key === null) return
    this.#followed.delete(key)
    this.#followed.set(key, session)
    dropOldest(this.#followed, MOST_FOLLOWED)
  }
}

function processKey({ tool }: Asking): string | null {
  return tool === null ? null : `${tool.pid} ${tool.startedAt}`
}
