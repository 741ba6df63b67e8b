import type { LineEnd } from '../aws-files/lines.ts'
import { grantOf } from '../aws-files/managed-profile.ts'
import type { Planned, PlanView } from '../aws-files/plan.ts'
import type { ProfileFiles } from '../aws-files/profile-files.ts'
import { type AwsFiles, readProfile } from '../aws-files/profiles.ts'
import { canStandInFile } from '../aws-files/set-profile.ts'
import { setProfiles, type WrittenProfile } from '../aws-files/set-profiles.ts'
import type { AccessKey } from '../broker/credentials.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { type CatalogData, findIamUser } from '../catalog/catalog-data.ts'
import type { EndpointSettings, IdentityId } from '../catalog/identity.ts'
import type { Keys } from '../catalog/keys.ts'
import { done, fail, type Result, succeed } from '../failures/failure.ts'
import { Secret } from '../secret.ts'
import type { Session } from '../sessions/session.ts'
import type { Grant, GrantId } from '../tools/grants.ts'
import { offerOfAwsFiles } from './aws-files-offer.ts'
import { type Drafts, draftImport } from './draft.ts'
import { type Chosen, choose, type ImportChoice, keyProfiles, notesOf, sessionsOf } from './import-choice.ts'
import { type ImportView, toView } from './import-view.ts'
import type { KeyPlace, Offer } from './offer.ts'

/** Where to look. Another tool's keyring is not looked into unless the user asks for it. */
export type ImportPlace = 'aws-files' | 'aws-vault' | 'leapp'

export const importPlaces = ['aws-files', 'aws-vault', 'leapp'] as const satisfies readonly ImportPlace[]

export interface ImportAsk {
  readonly place: ImportPlace
  readonly choices: readonly ImportChoice[]
  /** For what names no Region, and where STS is. */
  readonly endpoint: EndpointSettings
}

/** What other tools on this machine keep. */
export interface OtherTools {
  /** The names under which aws-vault keeps keys; where its keyring is locked, the system asks for the password. */
  vaultItems(): Promise<Result<readonly string[]>>
  /** Null where Leapp was never used. */
  leapp(): Promise<Result<Offer | null>>
  readKey(place: Exclude<KeyPlace, { kind: 'aws-files' }>): Promise<Result<AccessKey>>
}

export interface ImportsParts {
  readonly profileFiles: ProfileFiles
  readonly catalog: Catalog
  readonly keys: Keys
  readonly others: OtherTools
  readonly newId: () => string
  readonly processOf: (grant: GrantId) => string | null
  readonly isOurs: (process: string) => boolean
  readonly newFile: LineEnd
}

interface Counted {
  readonly files: AwsFiles
  readonly identities: CatalogData['identities']
  readonly sessions: CatalogData['sessions']
  readonly count: number
}

/** Only how many there are depends on it. */
const UNKNOWN_ENDPOINT: EndpointSettings = {
  region: 'us-east-1',
  fallbackRegion: null,
  globalSts: false,
  stsUrl: null,
}

/** Takes over what the user has elsewhere. Nothing is read of a key, and nothing changed, before he has accepted. */
export class Imports {
  readonly #parts: ImportsParts
  /** So that what was shown has the ids that it gets. */
  readonly #ids = new Map<string, string>()
  #counted: Counted | null = null

  constructor(parts: ImportsParts) {
    this.#parts = parts
  }

  async find(place: ImportPlace, endpoint: EndpointSettings): Promise<Result<ImportView>> {
    const drafts = await this.#draft(place, endpoint)
    if (!drafts.ok) return drafts
    return succeed({ candidates: drafts.value.drafts.map(toView), left: drafts.value.left })
  }

  /** How much there is in the user's AWS files that is not here yet, as they were when last looked at. */
  count(): number {
    const { profileFiles, catalog, isOurs } = this.#parts
    const read = profileFiles.files
    if (!read?.ok) return 0
    const { identities, sessions } = catalog.data
    const known = this.#counted
    if (known?.files === read.value && known.identities === identities && known.sessions === sessions)
      return known.count
    const offer = offerOfAwsFiles(read.value, [], isOurs)
    const { drafts } = draftImport(offer, catalog.data, UNKNOWN_ENDPOINT, what => what)
    const count = drafts.filter(each => !(each.key === null ? each.isThere : each.key.isKnown)).length
    this.#counted = { files: read.value, identities, sessions, count }
    return count
  }

  async preview({ place, choices, endpoint }: ImportAsk): Promise<Result<PlanView>> {
    const drafts = await this.#draft(place, endpoint)
    if (!drafts.ok) return drafts
    const chosen = choose(drafts.value.drafts, choices)
    if (!chosen.ok) return chosen
    const planned = this.#plan(chosen.value)
    return planned.ok ? this.#parts.profileFiles.show(planned.value) : planned
  }

  async #draft(place: ImportPlace, endpoint: EndpointSettings): Promise<Result<Drafts>> {
    const offer = await this.#offer(place)
    return offer.ok
      ? succeed(
          draftImport(offer.value, this.#parts.catalog.data, endpoint, what =>
            this.#idOf(`${place} ${what}`),
          ),
        )
      : offer
  }

  async #offer(place: ImportPlace): Promise<Result<Offer>> {
    const { others, isOurs } = this.#parts
    if (place === 'leapp') {
      const leapp = await others.leapp()
      return leapp.ok ? succeed(leapp.value ?? { offered: [], left: [] }) : leapp
    }
    const items = place === 'aws-vault' ? await others.vaultItems() : succeed([])
    if (!items.ok) return items
    const files = await this.#files()
    return files.ok ? succeed(offerOfAwsFiles(files.value, items.value, isOurs)) : files
  }

  async #files(): Promise<Result<AwsFiles>> {
    const { profileFiles } = this.#parts
    await profileFiles.look()
    return profileFiles.files ?? fail({ kind: 'files-changed' })
  }

  #plan(chosen: readonly Chosen[]): Result<Planned> {
    const { catalog, newFile, profileFiles } = this.#parts
    const pointed = chosen.flatMap(({ draft, point }) =>
      point && draft.offered.profile !== null
        ? [{ profile: draft.offered.profile, session: draft.session, grant: this.#grantFor(draft.session) }]
        : [],
    )
    const written: WrittenProfile[] = []
    for (const { profile, session, grant } of pointed) {
      const process = this.#parts.processOf(grant.id)
      if (process === null) return fail({ kind: 'no-profiles', reason: 'no-curl' })
      if (!canStandInFile(process)) return fail({ kind: 'no-profiles', reason: 'folder' })
      const target = { kind: 'session', id: session.id } as const
      const way = { process, newFile }
      written.push({ profile: { name: profile, target, region: null, output: null }, way })
    }
    const names = written.map(each => each.profile.name)
    const sessions = chosen.flatMap(({ draft, point }) => sessionsOf(draft, point))
    const grants = pointed.map(each => each.grant).filter(grant => !catalog.data.grants.includes(grant))
    return succeed({
      what: 'import',
      names,
      notes: notesOf(chosen, names),
      keysTaken: keyProfiles(chosen),
      edit: files => setProfiles(files, written, profileFiles.paths),
      profiles: before => [
        ...before.filter(each => !names.includes(each.name)),
        ...written.map(each => each.profile),
      ],
      adds: { sessions, grants },
      prepare: () => this.#take(chosen, sessions, grants),
    })
  }

  /** Keys first, each asked of AWS and read back from the keychain; what fails takes all of it away again. */
  async #take(
    chosen: readonly Chosen[],
    sessions: readonly Session[],
    grants: readonly Grant[],
  ): Promise<Result<() => Promise<void>>> {
    const { catalog, keys } = this.#parts
    const taken = new Set<string>([...catalog.data.identities, ...catalog.data.sessions].map(each => each.id))
    const fresh = [
      ...chosen.flatMap(({ draft: { key, provider } }) =>
        key === null || key.isKnown ? (provider?.id ?? []) : key.id,
      ),
      ...sessions.map(each => each.id),
    ]
    // Another window was shown the same, and has taken it meanwhile.
    if (fresh.some(id => taken.has(id))) return fail({ kind: 'files-changed' })
    const added: TakeBack[] = []
    const takeBack = async (): Promise<void> => {
      for (const undo of [...added].reverse()) await undo()
    }
    for (const { draft } of chosen) {
      const { key } = draft
      if (key === null) continue
      const read = await this.#readKey(key.place)
      if (key.isKnown) {
        const same = read.ok ? await this.#isSameKey(key.id, read.value) : read
        if (same.ok) continue
        await takeBack()
        return same
      }
      const taken = read.ok ? await keys.add(key.settings, read.value, key.id) : read
      if (!taken.ok) {
        await takeBack()
        return taken
      }
      added.push(async () => void (await keys.remove(key.id)))
    }
    const identities = chosen.flatMap(({ draft }) => (draft.provider === null ? [] : [draft.provider]))
    const all = await catalog.addAll({ identities, sessions, grants, profiles: [] })
    if (!all.ok) {
      await takeBack()
      return all
    }
    // The next import is of others, even if they have the same names.
    this.#ids.clear()
    added.push(async () => {
      for (const session of [...sessions].reverse()) await catalog.removeSession(session.id)
      for (const identity of identities) await catalog.removeIdentity(identity.id)
    })
    return succeed(takeBack)
  }

  /** The last characters are not the key: before lines are removed, the keychain must really have it. */
  async #isSameKey(id: IdentityId, key: AccessKey): Promise<Result<void>> {
    const user = findIamUser(this.#parts.catalog.data, id)
    if (!user.ok) return user
    const kept = await this.#parts.keys.read(user.value)
    if (!kept.ok) return kept
    const isSame =
      kept.value.accessKeyId === key.accessKeyId &&
      kept.value.secretAccessKey.reveal() === key.secretAccessKey.reveal()
    if (isSame) return done
    const problem = `The key ${user.value.accessKeyHint} in the keychain is another one. Give ${user.value.name} the one from the file under Identities first.`
    return fail({ kind: 'invalid', problems: [{ field: 'choices', problem }] })
  }

  async #readKey(place: KeyPlace): Promise<Result<AccessKey>> {
    if (place.kind !== 'aws-files') return this.#parts.others.readKey(place)
    const files = await this.#parts.profileFiles.readNow()
    if (!files.ok) return files
    const profile = readProfile(files.value, place.profile)
    const id = profile.get('aws_access_key_id')?.setting.value
    const secret = profile.get('aws_secret_access_key')?.setting.value
    if (id === undefined || secret === undefined) return fail({ kind: 'files-changed' })
    return succeed({ accessKeyId: id, secretAccessKey: new Secret(secret) })
  }

  #grantFor(session: Session): Grant {
    const target = { kind: 'session', id: session.id } as const
    const standing = grantOf(this.#parts.catalog.data, target)
    const id = this.#idOf(`grant ${session.id}`) as GrantId
    return standing ?? { id, name: null, target, sessionPolicies: null }
  }

  #idOf(what: string): string {
    const known = this.#ids.get(what)
    if (known !== undefined) return known
    const id = this.#parts.newId()
    this.#ids.set(what, id)
    return id
  }
}

type TakeBack = () => Promise<void>
