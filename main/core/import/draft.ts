import { checkProfileName } from '../aws-files/managed-profile.ts'
import type { CatalogData } from '../catalog-data.ts'
import { DEFAULT_CONSOLE } from '../console-settings.ts'
import type { EndpointSettings, IamUser, Identity, IdentityId } from '../identity.ts'
import { checkIdentity } from '../identity-rules.ts'
import type { KeySettings } from '../keys.ts'
import { CAPPED_DURATION } from '../limits.ts'
import type { Session, SessionId, Source } from '../session.ts'
import { checkSession } from '../session-rules.ts'
import { isChained } from '../source-rules.ts'
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
  /** The name of the one that must be there before; null where it is there, or where there is none. */
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
  readonly #endpoint: EndpointSettings
  readonly #idOf: (what: string) => string
  /** As it would be with all that was drafted so far. */
  #catalog: CatalogData

  constructor(catalog: CatalogData, endpoint: EndpointSettings, idOf: (what: string) => string) {
    this.#catalog = catalog
    this.#endpoint = endpoint
    this.#idOf = idOf
  }

  isSettled(name: string): boolean {
    return [...this.drafts.map(each => each.offered.name), ...this.left.map(each => each.name)].includes(name)
  }

  takeRoot(offered: Exclude<Offered, OfferedRole>): void {
    const known = offered.kind === 'key' ? this.#knownKey(offered) : null
    const identity = known ?? this.#identityOf(offered)
    const [problem] = known === null ? checkIdentity(identity) : []
    if (problem !== undefined) return void this.left.push({ name: offered.name, why: problem.problem })
    if (known === null)
      this.#catalog = { ...this.#catalog, identities: [...this.#catalog.identities, identity] }
    const source = { kind: 'identity', id: identity.id } as const
    const key =
      offered.kind === 'key' && identity.kind === 'iam-user'
        ? { id: identity.id, settings: settingsOf(identity), place: offered.place, isKnown: known !== null }
        : null
    this.#takeSession(offered, this.#rootSession(offered, source), {
      key,
      provider: offered.kind === 'key' ? null : identity,
      needs: null,
    })
  }

  takeRole(offered: OfferedRole): void {
    const from = this.drafts.find(each => each.offered.name === offered.from)
    if (from === undefined)
      return void this.left.push({ name: offered.name, why: `Its source, ${offered.from}, can’t be taken.` })
    const source: Source =
      from.key === null ? { kind: 'session', id: from.session.id } : { kind: 'identity', id: from.key.id }
    const session = {
      ...this.#common(offered),
      operation: 'AssumeRole',
      source,
      roleArn: offered.roleArn,
      roleSessionName: offered.roleSessionName,
      externalId: offered.externalId,
      mfa: offered.mfa && from.key?.settings.mfaSerial ? 'session-token' : 'none',
      sessionPolicies: null,
      tags: [],
      transitiveTagKeys: [],
      sourceIdentity: null,
      providedContexts: [],
      durationSeconds: offered.durationSeconds,
    } as const
    this.#takeSession(offered, this.#withinHour(session), { key: null, provider: null, needs: offered.from })
  }

  #takeSession(offered: Offered, session: Session, rest: Pick<Draft, 'key' | 'provider' | 'needs'>): void {
    const there = this.#thereAlready(session)
    const problems = there === null ? checkSession(session, this.#catalog, null) : []
    if (problems.length > 0)
      return void this.left.push({ name: offered.name, why: problems.map(each => each.problem).join(' ') })
    if (there === null) this.#catalog = { ...this.#catalog, sessions: [...this.#catalog.sessions, session] }
    const { profile } = offered
    const [problem] = profile === null ? [] : checkProfileName('', profile)
    this.drafts.push({
      ...rest,
      offered,
      session: there ?? session,
      isThere: there !== null,
      canPoint: profile !== null && problem === undefined,
      notes: [
        ...offered.notes,
        ...(offered.kind === 'role' &&
        offered.mfa &&
        session.operation === 'AssumeRole' &&
        session.mfa === 'none' &&
        session.source.kind === 'identity'
          ? ['It asked for a code, and the key has no MFA device here: add that under Keys.']
          : []),
        ...(problem === undefined ? [] : [`Its profile stays as it is. ${problem.problem}`]),
        ...('durationSeconds' in offered && offered.durationSeconds !== session.durationSeconds
          ? [
              'A role that is assumed from another role lasts an hour at most: its duration_seconds is left out.',
            ]
          : []),
      ],
    })
  }

  #identityOf(offered: Exclude<Offered, OfferedRole>): Identity {
    const common = {
      ...this.#endpoint,
      id: this.#idOf(`identity ${offered.name}`) as IdentityId,
      name: this.#freeName(offered.name, this.#catalog.identities),
      ...(offered.region === null ? {} : { region: offered.region, fallbackRegion: null }),
    }
    switch (offered.kind) {
      case 'key':
        return {
          ...common,
          globalSts: this.#endpoint.stsUrl === null && (offered.globalSts || this.#endpoint.globalSts),
          kind: 'iam-user',
          mfaSerial: offered.mfaSerial,
          // AWS tells them when the key is taken.
          arn: 'arn:aws:iam::000000000000:user/unknown',
          account: '000000000000',
          accessKeyHint: '',
          keychainAccount: '',
        }
      case 'web-identity':
        return { ...common, kind: 'oidc-provider', token: { kind: 'file', path: offered.tokenFile } }
      case 'saml':
        return { ...common, kind: 'saml-provider', signInUrl: offered.signInUrl }
    }
  }

  #rootSession(
    offered: Exclude<Offered, OfferedRole>,
    source: Extract<Source, { kind: 'identity' }>,
  ): Session {
    const common = { ...this.#common(offered), source }
    switch (offered.kind) {
      case 'key':
        return {
          ...common,
          operation: 'GetSessionToken',
          mfa: offered.mfa && offered.mfaSerial !== null,
          durationSeconds: null,
        }
      case 'web-identity':
        return {
          ...common,
          operation: 'AssumeRoleWithWebIdentity',
          roleArn: offered.roleArn,
          roleSessionName: offered.roleSessionName,
          providerId: null,
          sessionPolicies: null,
          durationSeconds: offered.durationSeconds,
        }
      case 'saml':
        return {
          ...common,
          operation: 'AssumeRoleWithSAML',
          roleArn: offered.roleArn,
          principalArn: offered.principalArn,
          sessionPolicies: null,
          durationSeconds: offered.durationSeconds,
        }
    }
  }

  #common({ name }: Offered) {
    return {
      id: this.#idOf(`session ${name}`) as SessionId,
      name: this.#freeName(name, this.#catalog.sessions),
      minimumSessionTokenSize: null,
      production: false,
      consent: 'off',
      console: DEFAULT_CONSOLE,
    } as const
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

  /** The same recipe under whatever name. */
  #thereAlready(session: Session): Session | null {
    const same = (a: Session): boolean =>
      a.operation === session.operation &&
      a.source.id === session.source.id &&
      ('roleArn' in a ? a.roleArn : '') === ('roleArn' in session ? session.roleArn : '')
    return this.#catalog.sessions.find(same) ?? null
  }

  #freeName(name: string, taken: readonly { readonly name: string }[]): string {
    const names = new Set(taken.map(each => each.name))
    for (let count = 1; ; count++) {
      const free = count === 1 ? name : `${name}-${count}`
      if (!names.has(free)) return free
    }
  }
}

function settingsOf({ name, region, fallbackRegion, globalSts, stsUrl, mfaSerial }: IamUser): KeySettings {
  return { name, region, fallbackRegion, globalSts, stsUrl, mfaSerial }
}
