import { checkProfile, type ManagedProfile, type ProfileTarget } from '../aws-files/managed-profile.ts'
import { canonical } from '../broker/chain.ts'
import type { Additions } from '../catalog/catalog.ts'
import type { CatalogData } from '../catalog/catalog-data.ts'
import type { Identity, IdentityId } from '../catalog/identity.ts'
import { checkIdentity } from '../catalog/identity-rules.ts'
import type { Problem } from '../failures/problem.ts'
import type { Session, SessionId } from '../sessions/session.ts'
import { checkSession } from '../sessions/session-rules.ts'
import { checkGrant, type Grant, type GrantId } from '../tools/grants.ts'
import { toFileIdentity, toFileProfile, toFileSession, toFileTool } from './export.ts'
import { checkUser, type Named, toIdentity, toSession } from './from-file.ts'
import type { Configuration, FileIdentity, FileProfile, FileSession, FileTool } from './shape.ts'
import { shown } from './shown.ts'

/** What becomes of one entry of a file. */
export interface ConfigurationItem {
  readonly what: 'identity' | 'session' | 'tool' | 'profile'
  readonly name: string
  /** What tells it from others, such as a role's ARN. */
  readonly detail: string
  /** `same`: it is here already. `kept`: another one of this name is, and stays. `left`: the notes say why. */
  readonly fate: 'added' | 'same' | 'kept' | 'left'
  readonly notes: readonly string[]
}

export interface ConfigurationPlan {
  readonly items: readonly ConfigurationItem[]
  readonly additions: Additions
}

/**
 * What taking a file over would do. Nothing that is here is changed, and of what would let its writer receive MFA codes
 * or run a program here nothing is taken.
 */
export function planConfiguration(
  configuration: Configuration,
  catalog: CatalogData,
  newId: () => string,
): ConfigurationPlan {
  const planner = new Planner(catalog, newId)
  const items = [
    ...configuration.identities.map(each => planner.takeIdentity(each)),
    ...planner.takeSessions(configuration.sessions),
    ...configuration.tools.map(each => planner.takeTool(each)),
    ...configuration.profiles.map(each => planner.takeProfile(each)),
  ]
  return { items, additions: planner.additions(configuration) }
}

type Verdict = Omit<ConfigurationItem, 'what' | 'name' | 'detail'>

class Planner {
  readonly #before: CatalogData
  readonly #newId: () => string
  /** As it would be with all that was taken so far. */
  #catalog: CatalogData
  /** Names of sessions that are not taken. */
  readonly #left = new Set<string>()

  constructor(catalog: CatalogData, newId: () => string) {
    this.#before = catalog
    this.#catalog = catalog
    this.#newId = newId
  }

  takeIdentity(entry: FileIdentity): ConfigurationItem {
    const known = this.#catalog.identities.find(each => each.name === entry.name)
    const verdict =
      known === undefined
        ? this.#addIdentity(entry)
        : compared(entry, toFileIdentity(known), otherUser(entry, known))
    return { what: 'identity', name: shown(entry.name), detail: shown(detailOf(entry)), ...verdict }
  }

  /** Whatever their order: each when its source is decided. */
  takeSessions(entries: readonly FileSession[]): readonly ConfigurationItem[] {
    const verdicts = new Map<FileSession, Verdict>()
    const inFile = new Set(entries.map(each => each.name))
    let waiting = entries
    for (;;) {
      const ready = waiting.filter(({ source }) => !('session' in source) || !inFile.has(source.session))
      if (ready.length === 0) break
      for (const each of ready) {
        const verdict = this.#takeSession(each)
        if (verdict.fate === 'left') this.#left.add(each.name)
        verdicts.set(each, verdict)
        inFile.delete(each.name)
      }
      waiting = waiting.filter(each => !verdicts.has(each))
    }
    return entries.map(entry => ({
      what: 'session',
      name: shown(entry.name),
      detail: shown(
        'roleArn' in entry
          ? entry.roleArn
          : 'targetPrincipal' in entry
            ? entry.targetPrincipal
            : entry.operation,
      ),
      ...(verdicts.get(entry) ?? left('Its sources go round in a circle.')),
    }))
  }

  takeTool(entry: FileTool): ConfigurationItem {
    const known = this.#catalog.grants.find(each => each.name === entry.name)
    const verdict =
      known === undefined ? this.#addTool(entry) : compared(entry, toFileTool(known, this.#catalog))
    return { what: 'tool', name: shown(entry.name), detail: targetInWords(entry.target), ...verdict }
  }

  takeProfile(entry: FileProfile): ConfigurationItem {
    const known = this.#catalog.profiles.find(each => each.name === entry.name)
    const verdict =
      known === undefined ? this.#addProfile(entry) : compared(entry, toFileProfile(known, this.#catalog))
    return { what: 'profile', name: shown(entry.name), detail: targetInWords(entry.target), ...verdict }
  }

  /** In the order of the file. */
  additions({ sessions }: Configuration): Additions {
    const place = new Map(sessions.map(({ name }, index) => [name, index]))
    const placeOf = ({ name }: Session): number => place.get(name) ?? 0
    const { identities, grants, profiles } = this.#catalog
    return {
      identities: identities.slice(this.#before.identities.length),
      sessions: this.#catalog.sessions
        .slice(this.#before.sessions.length)
        .sort((a, b) => placeOf(a) - placeOf(b)),
      grants: grants.slice(this.#before.grants.length),
      profiles: profiles.slice(this.#before.profiles.length),
    }
  }

  #addIdentity(entry: FileIdentity): Verdict {
    const { value, notes, why } = toIdentity(entry, this.#newId() as IdentityId, this.#newId)
    if (value === null) return left(why)
    const problems = [...checkIdentity(value), ...checkUser(value)]
    if (problems.length > 0) return left(inWords(problems))
    this.#catalog = { ...this.#catalog, identities: [...this.#catalog.identities, value] }
    return { fate: 'added', notes }
  }

  #takeSession(entry: FileSession): Verdict {
    const known = this.#catalog.sessions.find(each => each.name === entry.name)
    if (known !== undefined) return compared(entry, toFileSession(known, this.#catalog))
    const { source } = entry
    const name = 'session' in source ? source.session : source.identity
    const from = idOf<SessionId | IdentityId>(
      'session' in source ? this.#catalog.sessions : this.#catalog.identities,
      name,
    )
    if (from === null)
      return left(
        this.#left.has(name)
          ? `Its source, ${shown(name)}, is left out.`
          : `Its source, ${shown(name)}, can’t be taken and is not here.`,
      )
    const { value, notes, why } = toSession(entry, from, this.#newId() as SessionId)
    if (value === null) return left(why)
    const problems = checkSession(value, this.#catalog, null)
    if (problems.length > 0) return left(inWords(problems))
    this.#catalog = { ...this.#catalog, sessions: [...this.#catalog.sessions, value] }
    return { fate: 'added', notes }
  }

  #addTool({ name, target, sessionPolicies }: FileTool): Verdict {
    const session = target === 'current' ? null : idOf<SessionId>(this.#catalog.sessions, target.session)
    if (target !== 'current' && session === null) return left('Its session can’t be taken and is not here.')
    const grant: Grant & Named = {
      id: this.#newId() as GrantId,
      name,
      target: session === null ? { kind: 'current' } : { kind: 'session', id: session },
      sessionPolicies,
    }
    const problems = checkGrant(grant, this.#catalog)
    if (problems.length > 0) return left(inWords(problems))
    this.#catalog = { ...this.#catalog, grants: [...this.#catalog.grants, grant] }
    return { fate: 'added', notes: [] }
  }

  #addProfile({ name, target: wanted, region, output }: FileProfile): Verdict {
    const target = this.#profileTarget(wanted)
    if (target === null) return left('What it is for can’t be taken and is not here.')
    const profile: ManagedProfile = { name, target, region, output, unwritten: true }
    const problems = checkProfile(profile)
    if (problems.length > 0) return left(inWords(problems))
    this.#catalog = { ...this.#catalog, profiles: [...this.#catalog.profiles, profile] }
    return { fate: 'added', notes: ['Your AWS files are not changed: write it there under Profiles.'] }
  }

  #profileTarget(target: FileProfile['target']): ProfileTarget | null {
    if (target === 'current') return { kind: 'current' }
    if ('tool' in target) {
      const id = this.#catalog.grants.find(each => each.name === target.tool)?.id
      return id === undefined ? null : { kind: 'grant', id }
    }
    const id = idOf<SessionId>(this.#catalog.sessions, target.session)
    return id === null ? null : { kind: 'session', id }
  }
}

function left(why: string): Verdict {
  return { fate: 'left', notes: [why] }
}

function compared(entry: unknown, here: unknown, notes: readonly string[] = []): Verdict {
  return JSON.stringify(canonical(entry)) === JSON.stringify(canonical(here))
    ? { fate: 'same', notes: [] }
    : { fate: 'kept', notes: ['It differs from the one that is here, which stays as it is.', ...notes] }
}

/** A team's file may have a name that is somebody else's on this computer. */
function otherUser(entry: FileIdentity, here: Identity): readonly string[] {
  if (entry.kind !== 'iam-user' || here.kind !== 'iam-user' || entry.arn === here.arn) return []
  return [`What starts from it in the file starts from ${here.arn} here.`]
}

function idOf<Id>(list: readonly { readonly id: Id; readonly name: string }[], name: string): Id | null
function idOf(list: readonly { readonly id: unknown; readonly name: string }[], name: string): unknown {
  return list.find(each => each.name === name)?.id ?? null
}

function detailOf(entry: FileIdentity): string {
  switch (entry.kind) {
    case 'iam-user':
      return entry.arn
    case 'saml-provider':
      return entry.signInUrl
    case 'oidc-provider':
      return 'file' in entry.token ? entry.token.file : entry.token.command
  }
}

function targetInWords(target: FileProfile['target']): string {
  if (target === 'current') return 'the current session'
  return shown('tool' in target ? target.tool : target.session)
}

function inWords(problems: readonly Problem[]): string {
  return problems.map(each => each.problem).join(' ')
}
