import type { ManagedProfile } from '../aws-files/managed-profile.ts'
import { fail, type Result, succeed } from '../failures/failure.ts'
import type { NewSession, Session, SessionId } from '../sessions/session.ts'
import { checkSession } from '../sessions/session-rules.ts'
import { type Grant, type GrantId, type NewGrant, settleGrants } from '../tools/grants.ts'
import {
  type CatalogData,
  dependents,
  findIamUser,
  findIdentity,
  findSession,
  identityAtStart,
  nameTaken,
} from './catalog-data.ts'
import { withCurrent, withGrant, withIdentities, withIdentity, withSession } from './catalog-edits.ts'
import type { IamUser, Identity, IdentityId, NewProvider, OidcProvider, SamlProvider } from './identity.ts'

export interface CatalogStore {
  /** Resolves when the data would survive a crash. */
  save(data: CatalogData): Promise<Result<void>>
}

/** Each may start from others of them, whatever their order. */
export interface Additions {
  readonly identities: readonly Identity[]
  readonly sessions: readonly Session[]
  /** Those of tools, and the standing ones of the sessions, where their ids must be known before. */
  readonly grants: readonly Grant[]
  readonly profiles: readonly ManagedProfile[]
}

type Edit = (data: CatalogData) => Result<CatalogData>

/**
 * The one writer of what the user has defined. Edits go through one queue; each is saved before it is seen,
 * so what is on the screen is what is on the disk.
 */
export class Catalog {
  #data: CatalogData
  #queue: Promise<unknown> = Promise.resolve()
  readonly #store: CatalogStore
  readonly #newId: () => string
  readonly #onChange: () => void

  constructor(initial: CatalogData, store: CatalogStore, newId: () => string, onChange: () => void) {
    this.#data = { ...initial, grants: settleGrants(initial, newId) }
    this.#store = store
    this.#newId = newId
    this.#onChange = onChange
  }

  get data(): CatalogData {
    return this.#data
  }

  addIdentity(identity: Identity): Promise<Result<void>> {
    return this.#edit(data => withIdentities(data, [...data.identities, identity]))
  }

  /** @param edit gets the user as it is when its turn comes */
  editIamUser(id: IdentityId, edit: (current: IamUser) => IamUser): Promise<Result<void>> {
    return this.#edit(data => {
      const found = findIamUser(data, id)
      return found.ok ? withIdentity(data, edit(found.value)) : found
    })
  }

  addProvider(provider: NewProvider): Promise<Result<void>> {
    return this.addIdentity({ ...provider, id: this.#newId() as IdentityId })
  }

  /** Of the kind that it was; its sessions go on with what it is now. */
  replaceProvider(provider: SamlProvider | OidcProvider): Promise<Result<void>> {
    return this.#edit(data => {
      const found = findIdentity(data, provider.id)
      if (!found.ok) return found
      return found.value.kind === provider.kind
        ? withIdentity(data, provider)
        : fail({ kind: 'not-found', what: 'identity' })
    })
  }

  removeIdentity(id: IdentityId): Promise<Result<void>> {
    return this.#edit(data => {
      const found = findIdentity(data, id)
      if (!found.ok) return found
      const by = dependents(data, id)
      if (by.length > 0) return fail({ kind: 'in-use', name: found.value.name, by })
      return succeed({ ...data, identities: data.identities.filter(each => each.id !== id) })
    })
  }

  /** Nothing of a provider is in the keychain; what is of a key must go from there first. */
  removeProvider(id: IdentityId): Promise<Result<void>> {
    const found = findIdentity(this.#data, id)
    return found.ok && found.value.kind === 'iam-user'
      ? Promise.resolve(fail({ kind: 'not-found', what: 'identity' }))
      : this.removeIdentity(id)
  }

  addSession(session: NewSession): Promise<Result<void>> {
    return this.#edit(data => withSession(data, { ...session, id: this.#newId() as SessionId }))
  }

  replaceSession(session: Session): Promise<Result<void>> {
    return this.#editSession(session.id, () => session)
  }

  removeSession(id: SessionId): Promise<Result<void>> {
    return this.#edit(data => {
      const found = findSession(data, id)
      if (!found.ok) return found
      const by = dependents(data, id)
      if (by.length > 0) return fail({ kind: 'in-use', name: found.value.name, by })
      return succeed({
        ...data,
        sessions: data.sessions.filter(each => each.id !== id),
        current: data.current === id ? null : data.current,
        recent: data.recent.filter(each => each !== id),
        instanceMetadata: data.instanceMetadata === id ? null : data.instanceMetadata,
      })
    })
  }

  addGrant(grant: NewGrant): Promise<Result<void>> {
    return this.#edit(data => withGrant(data, { ...grant, id: this.#newId() as GrantId }))
  }

  /** Its URL and its token open nothing from then on. One that is always there comes back with new ones. */
  revokeGrant(id: GrantId): Promise<Result<void>> {
    return this.#edit(data =>
      data.grants.some(grant => grant.id === id)
        ? succeed({ ...data, grants: data.grants.filter(grant => grant.id !== id) })
        : fail({ kind: 'not-found', what: 'grant' }),
    )
  }

  /** @param id the session that is served as instance metadata, or null for none */
  serveInstanceMetadata(id: SessionId | null): Promise<Result<void>> {
    return this.#edit(data => {
      const found = id === null ? null : findSession(data, id)
      return found === null || found.ok ? succeed({ ...data, instanceMetadata: id }) : found
    })
  }

  /** @param seconds what the session asks for from now on */
  shorten(id: SessionId, seconds: number): Promise<Result<void>> {
    return this.#editSession(id, current => ({ ...current, durationSeconds: seconds }))
  }

  /** Asks STS in another Region for all that starts where this session starts. */
  switchRegion(id: SessionId, region: string): Promise<Result<void>> {
    return this.#edit(data => {
      const found = findSession(data, id)
      if (!found.ok) return found
      const identity = identityAtStart(data, found.value.source)
      if (identity === null) return fail({ kind: 'not-found', what: 'identity' })
      const { fallbackRegion } = identity
      return withIdentity(data, {
        ...identity,
        region,
        globalSts: false,
        fallbackRegion: fallbackRegion === region ? null : fallbackRegion,
      })
    })
  }

  /** @param edit gets the profiles as they are when its turn comes */
  editProfiles(
    edit: (profiles: readonly ManagedProfile[]) => readonly ManagedProfile[],
  ): Promise<Result<void>> {
    return this.#edit(data => succeed({ ...data, profiles: edit(data.profiles) }))
  }

  /** All or nothing, in one step: what was taken over from another place. */
  addAll({ identities, sessions, grants, profiles }: Additions): Promise<Result<void>> {
    return this.#edit(data => {
      const identified = withIdentities(data, [...data.identities, ...identities])
      if (!identified.ok) return identified
      const whole = { ...identified.value, sessions: [...data.sessions, ...sessions] }
      const problems = [
        ...sessions.flatMap(session => checkSession(session, whole, session.id)),
        ...profiles.flatMap(({ name }) =>
          data.profiles.some(each => each.name === name) ? [nameTaken('profile', name)] : [],
        ),
      ]
      if (problems.length > 0) return fail({ kind: 'invalid', problems })
      return grants.reduce<Result<CatalogData>>(
        (before, grant) => (before.ok ? withGrant(before.value, grant) : before),
        succeed({ ...whole, profiles: [...data.profiles, ...profiles] }),
      )
    })
  }

  makeCurrent(id: SessionId): Promise<Result<void>> {
    return this.#edit(data => {
      const found = findSession(data, id)
      return found.ok ? succeed(withCurrent(data, id)) : found
    })
  }

  /** Where it is the current one, the latest before it that is no production session takes its place, or none. */
  leaveCurrent(id: SessionId): Promise<Result<void>> {
    return this.#edit(data => {
      if (data.current !== id) return succeed(data)
      const next = data.recent.find(
        each => each !== id && data.sessions.some(session => session.id === each && !session.production),
      )
      return succeed(next === undefined ? { ...data, current: null } : withCurrent(data, next))
    })
  }

  pin(id: SessionId, pinned: boolean): Promise<Result<void>> {
    return this.#editSession(id, current => ({ ...current, look: { ...current.look, pinned } }))
  }

  /** @param before the session that it is to stand before; null for the end of the list */
  move(id: SessionId, before: SessionId | null): Promise<Result<void>> {
    return this.#edit(data => {
      const found = findSession(data, id)
      if (!found.ok || before === id) return found.ok ? succeed(data) : found
      const others = data.sessions.filter(each => each.id !== id)
      const at = before === null ? others.length : others.findIndex(each => each.id === before)
      if (at < 0) return fail({ kind: 'not-found', what: 'session' })
      return succeed({ ...data, sessions: others.toSpliced(at, 0, found.value) })
    })
  }

  /** @param edit gets the session as it is when its turn comes */
  #editSession(id: SessionId, edit: (current: Session) => Session): Promise<Result<void>> {
    return this.#edit(data => {
      const found = findSession(data, id)
      if (!found.ok) return found
      const edited = edit(found.value)
      const problems = checkSession(edited, data, id)
      if (problems.length > 0) return fail({ kind: 'invalid', problems })
      return succeed({ ...data, sessions: data.sessions.map(each => (each.id === id ? edited : each)) })
    })
  }

  #edit(edit: Edit): Promise<Result<void>> {
    const turn = this.#queue.then(async () => {
      const edited = edit(this.#data)
      if (!edited.ok) return edited
      const next = { ...edited.value, grants: settleGrants(edited.value, this.#newId) }
      const saved = await this.#store.save(next)
      if (!saved.ok) return saved
      this.#data = next
      this.#onChange()
      return saved
    })
    // A fault in one edit is told to whoever asked for it, and does not stop those that follow.
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}
