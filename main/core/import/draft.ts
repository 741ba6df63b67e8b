import { checkProfileName, grantOf } from '../aws-files/managed-profile.ts'
import { type CatalogData, findIamUser } from '../catalog/catalog-data.ts'
import type { EndpointSettings, IamUser, Identity, IdentityId } from '../catalog/identity.ts'
import { checkIdentity } from '../catalog/identity-rules.ts'
import type { KeySettings } from '../catalog/keys.ts'
import { DEFAULT_CONSOLE } from '../sessions/console-settings.ts'
import { asksForCode, type Session, type SessionId, type Source } from '../sessions/session.ts'
import { DEFAULT_LOOK } from '../sessions/session-look.ts'
import { checkSession } from '../sessions/session-rules.ts'
import { isChained } from '../sessions/source-rules.ts'
import { CAPPED_DURATION } from '../sts/limits.ts'
import {
  type DraftCommon,
  draftIdentity,
  draftRole,
  draftRootSession,
  rightsOf,
  settingsOf,
} from './drafted.ts'
import type { KeyPlace, Offer, Offered, OfferedKey, OfferedRole } from './offer.ts'

/** Where a key is taken from, and what it becomes. */
export interface DraftKey {
  readonly id: IdentityId
  readonly settings: KeySettings
  readonly place: KeyPlace
  /** Whether Understudy has it already, as far as what may be seen of a key tells. */
  readonly isKnown: boolean
}

/** What an offered one becomes. */
export interface Draft {
  readonly offered: Offered
  readonly key: DraftKey | null
  readonly provider: Identity | null
  /** Of a key it is that of the user itself, for who uses the profile. */
  readonly session: Session
  /** Whether the session is there already. */
  readonly isThere: boolean
  /** The name of the one that must be taken with it; null where that is there, or where there is none. */
  readonly needs: string | null
  /** Whether its profile can be one of ours. */
  readonly canPoint: boolean
  readonly notes: readonly string[]
}

export interface Drafts {
  readonly drafts: readonly Draft[]
  readonly left: Offer['left']
}

/**
 * What all that is offered would become, in an order in which each comes after what it starts from. What AWS would not
 * take is left.
 * @param idOf the id of what is new, the same at each call
 */
export function draftImport(
  { offered, left }: Offer,
  catalog: CatalogData,
  endpoint: EndpointSettings,
  idOf: (what: string) => string,
): Drafts {
  const drafter = new Drafter(catalog, endpoint, idOf)
  const roles = offered.filter(each => each.kind === 'role')
  for (const each of offered) if (each.kind !== 'role') drafter.takeRoot(each)
  // A role comes after its source, however the files have them.
  let waiting: readonly OfferedRole[] = roles
  for (;;) {
    const ready = waiting.filter(role => drafter.isSettled(role.from))
    if (ready.length === 0) break
    for (const role of ready) drafter.takeRole(role)
    waiting = waiting.filter(role => !ready.includes(role))
  }
  const lost = waiting.map(({ name, from }) => ({
    name,
    why: `Its source, ${from}, is not among what can be taken.`,
  }))
  return { drafts: drafter.drafts, left: [...left, ...drafter.left, ...lost] }
}

class Drafter {
  readonly drafts: Draft[] = []
  readonly left: Offer['left'][number][] = []
  readonly #byName = new Map<string, Draft>()
  readonly #leftNames = new Set<string>()
  readonly #endpoint: EndpointSettings
  readonly #idOf: (what: string) => string
  readonly #given: CatalogData
  /** As it would be with all that was drafted so far. */
  #catalog: CatalogData

  constructor(catalog: CatalogData, endpoint: EndpointSettings, idOf: (what: string) => string) {
    this.#given = catalog
    this.#catalog = catalog
    this.#endpoint = endpoint
    this.#idOf = idOf
  }

  isSettled(name: string): boolean {
    return this.#startOf(name) !== null || this.#leftNames.has(name)
  }

  takeRoot(offered: Exclude<Offered, OfferedRole>): void {
    const known = offered.kind === 'key' ? this.#knownKey(offered) : null
    const identity = known ?? this.#identityOf(offered)
    const [problem] = known === null ? checkIdentity(identity) : []
    if (problem !== undefined) {
      this.#leave(offered.name, problem.problem)
      return
    }
    if (known === null)
      this.#catalog = { ...this.#catalog, identities: [...this.#catalog.identities, identity] }
    const key =
      offered.kind === 'key' && identity.kind === 'iam-user'
        ? { id: identity.id, settings: settingsOf(identity), place: offered.place, isKnown: known !== null }
        : null
    this.#takeSession(offered, draftRootSession(offered, identity, this.#common(offered)), {
      key,
      provider: offered.kind === 'key' ? null : identity,
      needs: null,
    })
  }

  takeRole(offered: OfferedRole): void {
    const from = this.#startOf(offered.from)
    if (from === null) {
      this.#leave(offered.name, `Its source, ${offered.from}, can’t be taken.`)
      return
    }
    const session = draftRole(offered, from.source, from.hasDevice, this.#common(offered))
    const { draft } = from
    const isOwnKey = draft?.key?.place.kind === 'aws-files' && draft.key.place.profile === offered.profile
    // Its own key goes from the file with it, so that the keychain must really have that.
    const isHere = draft === null || (draft.key === null ? draft.isThere : draft.key.isKnown && !isOwnKey)
    const needs = isHere ? null : offered.from
    this.#takeSession(offered, this.#withinHour(session), { key: null, provider: null, needs })
  }

  /** What a role starts from that names it: one that is offered too, or a profile that is ours already. */
  #startOf(name: string): Start | null {
    const draft = this.#byName.get(name)
    if (draft !== undefined)
      return draft.key === null
        ? { draft, source: { kind: 'session', id: draft.session.id }, hasDevice: false }
        : {
            draft,
            source: { kind: 'identity', id: draft.key.id },
            hasDevice: draft.key.settings.mfaSerial !== null,
          }
    const profile = this.#given.profiles.find(each => each.name === name)
    const target = profile === undefined ? undefined : grantOf(this.#given, profile.target)?.target
    const session = this.#given.sessions.find(each => target?.kind === 'session' && each.id === target.id)
    if (session === undefined) return null
    if (session.operation !== 'GetSessionToken')
      return { draft: null, source: { kind: 'session', id: session.id }, hasDevice: false }
    // As with the profile of a key that is offered: the role starts from the key itself.
    const user = findIamUser(this.#given, session.source.id)
    const hasDevice = user.ok && user.value.mfaSerial !== null
    return { draft: null, source: session.source, hasDevice }
  }

  #takeSession(offered: Offered, session: Session, rest: Pick<Draft, 'key' | 'provider' | 'needs'>): void {
    const there = this.#thereAlready(session)
    const problems = there === null ? checkSession(session, this.#catalog, null) : []
    if (problems.length > 0) {
      this.#leave(offered.name, problems.map(each => each.problem).join(' '))
      return
    }
    if (there === null) this.#catalog = { ...this.#catalog, sessions: [...this.#catalog.sessions, session] }
    const { profile } = offered
    const [problem] = profile === null ? [] : checkProfileName('', profile)
    const draft: Draft = {
      ...rest,
      offered,
      session: there ?? session,
      isThere: there !== null,
      canPoint: profile !== null && problem === undefined,
      notes: [
        ...offered.notes,
        ...('mfa' in offered &&
        offered.mfa &&
        (session.operation === 'AssumeRole' ? session.mfa === 'none' : !asksForCode(session)) &&
        session.source.kind === 'identity'
          ? ['It asked for a code, and the key has no MFA device here: add that under Identities.']
          : []),
        ...(problem === undefined ? [] : [`Its profile stays as it is. ${problem.problem}`]),
        ...('durationSeconds' in offered && offered.durationSeconds !== session.durationSeconds
          ? [
              'A role that is assumed from another role lasts an hour at most: its duration_seconds is left out.',
            ]
          : []),
      ],
    }
    this.drafts.push(draft)
    this.#byName.set(offered.name, draft)
  }

  #leave(name: string, why: string): void {
    this.left.push({ name, why })
    this.#leftNames.add(name)
  }

  #identityOf(offered: Exclude<Offered, OfferedRole>): Identity {
    const id = this.#idOf(`identity ${offered.name}`) as IdentityId
    return draftIdentity(offered, id, this.#freeName(offered.name, this.#catalog.identities), this.#endpoint)
  }

  #common({ name }: Offered): DraftCommon {
    return {
      id: this.#idOf(`session ${name}`) as SessionId,
      name: this.#freeName(name, this.#catalog.sessions),
      minimumSessionTokenSize: null,
      production: false,
      consent: 'off',
      console: DEFAULT_CONSOLE,
      look: DEFAULT_LOOK,
    }
  }

  #withinHour(session: Session): Session {
    const { durationSeconds } = session
    return durationSeconds !== null &&
      durationSeconds > CAPPED_DURATION.chained &&
      isChained(session, this.#catalog)
      ? { ...session, durationSeconds: null }
      : session
  }

  #knownKey({ accessKeyHint }: OfferedKey): IamUser | null {
    const users = this.#catalog.identities.filter(each => each.kind === 'iam-user')
    return users.find(each => accessKeyHint !== null && each.accessKeyHint === accessKeyHint) ?? null
  }

  /** One that gives the same rights, under whatever name and for however long. */
  #thereAlready(session: Session): Session | null {
    const rights = rightsOf(session)
    return this.#given.sessions.find(each => rightsOf(each) === rights) ?? null
  }

  #freeName(name: string, taken: readonly { readonly name: string }[]): string {
    const names = new Set(taken.map(each => each.name))
    for (let count = 1; ; count++) {
      const free = count === 1 ? name : `${name}-${count}`
      if (!names.has(free)) return free
    }
  }
}

interface Start {
  readonly draft: Draft | null
  readonly source: Source
  /** Whether it is a key that codes can be given with. */
  readonly hasDevice: boolean
}
