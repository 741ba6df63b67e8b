import type { ConfirmationKind } from '../../../main/core/aws-files/confirmations.ts'
import { FileWork } from '../../../main/core/aws-files/file-work.ts'
import { awsFilesView } from '../../../main/core/aws-files/files-view.ts'
import { EditHistory } from '../../../main/core/aws-files/history.ts'
import type { LineEnd } from '../../../main/core/aws-files/lines.ts'
import type { ManagedProfile } from '../../../main/core/aws-files/managed-profile.ts'
import type { PlanView, ProfileChange } from '../../../main/core/aws-files/plan.ts'
import { ProfileFiles } from '../../../main/core/aws-files/profile-files.ts'
import { Catalog } from '../../../main/core/catalog/catalog.ts'
import type { CatalogData } from '../../../main/core/catalog/catalog-data.ts'
import type { EndpointSettings } from '../../../main/core/catalog/identity.ts'
import { Keys } from '../../../main/core/catalog/keys.ts'
import type { Failure, Result } from '../../../main/core/failures/failure.ts'
import type { ImportChoice } from '../../../main/core/import/import-choice.ts'
import { type ImportAsk, Imports } from '../../../main/core/import/imports.ts'
import type { GrantId } from '../../../main/core/tools/grants.ts'
import { FakeEditStore, FakeOtherTools, FakeUserFiles } from '../../support/fake-user-files.ts'
import {
  countingIds,
  FakeCatalogStore,
  FakeClock,
  FakeLookups,
  FakeSecretStore,
} from '../../support/fakes.ts'
import { catalogOf, role, sessionId } from '../world.ts'

/** What a credential process of ours looks like here. */
export const processOf = (grant: GrantId): string => `/usr/bin/curl --config "/tools/${grant}/curl"`
export const isOurs = (text: string): boolean => text.includes('/tools/')

/** The ports tell what is done in one log, for what must come first. */
class LoggedLookups extends FakeLookups {
  readonly #log: string[]

  constructor(log: string[]) {
    super()
    this.#log = log
  }

  override whoAmI(...of: Parameters<FakeLookups['whoAmI']>): ReturnType<FakeLookups['whoAmI']> {
    this.#log.push('ask AWS')
    return super.whoAmI(...of)
  }
}

/** The catalog's file, of which the n-th saving fails. */
class NumberedStore extends FakeCatalogStore {
  readonly failures = new Map<number, Failure>()
  #saves = 0

  override save(data: CatalogData): Promise<Result<void>> {
    this.#saves += 1
    this.failure = this.failures.get(this.#saves) ?? null
    return super.save(data)
  }
}

/** All that has to do with the AWS files, among fakes, as main/user-files puts it together. */
export class AwsDesk {
  readonly clock = new FakeClock()
  readonly secrets = new FakeSecretStore()
  readonly log = this.secrets.log
  readonly files = new FakeUserFiles(this.log)
  readonly edits = new FakeEditStore()
  readonly store = new NumberedStore()
  readonly lookups = new LoggedLookups(this.log)
  readonly others = new FakeOtherTools(this.log)
  readonly troubles: Failure[] = []
  changes = 0
  hasCurl = true
  newFile: LineEnd = '\n'
  readonly #newId = countingIds()
  readonly #newGrantId = countingIds('grant')
  catalog: Catalog
  keys: Keys
  profileFiles: ProfileFiles
  imports: Imports

  constructor(data: CatalogData = catalogOf([role('dev-role'), role('prod-role', { production: true })])) {
    const app = this.#newApp(data)
    this.catalog = app.catalog
    this.keys = app.keys
    this.profileFiles = app.profileFiles
    this.imports = app.imports
  }

  #newApp(data: CatalogData) {
    const catalog = new Catalog(data, this.store, this.#newGrantId, () => {})
    const keys = new Keys(this.secrets, catalog, this.lookups, this.#newId)
    const history = new EditHistory(this.edits, this.secrets)
    const work = new FileWork({
      files: this.files,
      history,
      clock: this.clock,
      newId: this.#newId,
      isOurs,
    })
    const common = {
      catalog,
      newId: this.#newId,
      processOf: (grant: GrantId) => (this.hasCurl ? processOf(grant) : null),
      isOurs,
      newFile: this.newFile,
    }
    const profileFiles = new ProfileFiles({
      ...common,
      paths: this.files.paths,
      work,
      history,
      onChange: () => {
        this.changes += 1
      },
      onTrouble: failure => this.troubles.push(failure),
    })
    const imports = new Imports({ ...common, profileFiles, keys, others: this.others })
    return { catalog, keys, profileFiles, imports }
  }

  /** The app is started again, over what is kept. */
  restart(): void {
    Object.assign(this, this.#newApp(this.store.saved.at(-1) ?? this.catalog.data))
  }

  get config(): string | null {
    return this.files.texts.config
  }

  set config(text: string | null) {
    this.files.texts.config = text
  }

  get credentials(): string | null {
    return this.files.texts.credentials
  }

  set credentials(text: string | null) {
    this.files.texts.credentials = text
  }

  /** Both files, as they are now. */
  get both(): { readonly config: string | null; readonly credentials: string | null } {
    return { ...this.files.texts }
  }

  get profiles(): readonly ManagedProfile[] {
    return this.catalog.data.profiles
  }

  get view() {
    return awsFilesView(this.profileFiles, this.catalog.data, this.imports.count())
  }

  /** The way to the credentials of a session, as it stands in a file. */
  processFor(session: string): string {
    const grant = this.catalog.data.grants.find(
      ({ name, target }) => name === null && target.kind === 'session' && target.id === session,
    )
    if (grant === undefined) throw new Error(`${session} has no grant.`)
    return processOf(grant.id)
  }

  async preview(change: ProfileChange): Promise<PlanView> {
    return taken(await this.profileFiles.preview(change))
  }

  /** With a yes to all that is asked. */
  accept(plan: PlanView, confirmed: readonly ConfirmationKind[] = plan.confirmations.map(each => each.kind)) {
    return this.profileFiles.apply(plan.id, confirmed)
  }

  async change(change: ProfileChange): Promise<Result<void>> {
    const plan = await this.profileFiles.preview(change)
    return plan.ok ? this.accept(plan.value) : plan
  }

  set(name: string, session = 'dev-role', more: Partial<ManagedProfile> = {}): Promise<Result<void>> {
    return this.change(setting(name, session, more))
  }

  /** Takes the newest change back. */
  undo(index = 0): Promise<Result<void>> {
    const edit = this.edits.edits[index]
    if (edit === undefined) throw new Error('There is no change to take back.')
    return this.change({ kind: 'undo', id: edit.id })
  }

  ask(choices: readonly ImportChoice[], more: Partial<ImportAsk> = {}): ImportAsk {
    return { place: 'aws-files', choices, endpoint: ENDPOINT, ...more }
  }

  async take(choices: readonly ImportChoice[], more: Partial<ImportAsk> = {}): Promise<Result<void>> {
    const plan = await this.imports.preview(this.ask(choices, more))
    return plan.ok ? this.accept(plan.value) : plan
  }
}

export const ENDPOINT: EndpointSettings = {
  region: 'eu-central-1',
  fallbackRegion: null,
  globalSts: false,
  stsUrl: null,
}

export function setting(
  name: string,
  session = 'dev-role',
  more: Partial<ManagedProfile> = {},
): Extract<ProfileChange, { kind: 'set-profile' }> {
  const target = { kind: 'session', id: sessionId(session) } as const
  return { kind: 'set-profile', profile: { name, target, region: null, output: null, ...more } }
}

export function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}
