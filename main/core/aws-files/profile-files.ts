import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogData } from '../catalog/catalog-data.ts'
import { done, type Failure, fail, type Result, succeed } from '../failures/failure.ts'
import type { GrantId } from '../tools/grants.ts'
import {
  type Confirmation,
  type ConfirmationKind,
  confirmationsFor,
  confirmDefault,
} from './confirmations.ts'
import { diffOf } from './diff.ts'
import { type Effect, effectOf } from './effect.ts'
import type { FileWork } from './file-work.ts'
import { notesOfFollowers } from './followers.ts'
import type { EditHistory, EditId, EditRecord } from './history.ts'
import type { LineEnd } from './lines.ts'
import type { ManagedProfile } from './managed-profile.ts'
import type { PlanId, Planned, PlanView, ProfileChange } from './plan.ts'
import { planRemove, planSet, without } from './plan-profile.ts'
import { profileTrouble } from './profile-states.ts'
import { type AwsFiles, awsFileKinds, eachApart } from './profiles.ts'
import { inTurn, type Paths, removeProfile } from './set-profile.ts'

/** As long as nothing has changed that they depend on: each snapshot asks for all of them. */
interface Troubles {
  readonly files: AwsFiles
  readonly profiles: CatalogData['profiles']
  readonly grants: CatalogData['grants']
  readonly of: ReadonlyMap<ManagedProfile, Failure | null>
}

interface Shown {
  readonly planned: Planned | { readonly undo: EditRecord }
  readonly effect: Effect
  readonly confirmations: readonly Confirmation[]
  /** The same as the catalog has it by now: what a sentence speaks of may have become another thing since. */
  readonly askNow: () => readonly Confirmation[]
}

export interface ProfileFilesParts {
  readonly paths: Paths
  readonly work: FileWork
  readonly history: EditHistory
  readonly catalog: Catalog
  readonly newId: () => string
  /** The `credential_process` that fetches by a grant; null where there is no curl. */
  readonly processOf: (grant: GrantId) => string | null
  /** Whether a line is of ours. */
  readonly isOurs: (text: string) => boolean
  readonly newFile: LineEnd
  readonly onChange: () => void
  /** A profile that was well gives its credentials no more. */
  readonly onTrouble: (failure: Failure) => void
}

/** Plans that were shown and may still be accepted; who looks at more has lost sight of the first. */
const MOST_SHOWN = 10

/** The profiles in the user's AWS files that get their credentials from here. */
export class ProfileFiles {
  readonly #parts: ProfileFilesParts
  readonly #shown = new Map<PlanId, Shown>()
  #files: Result<AwsFiles> | null = null
  #troubles: Troubles | null = null
  /** Those that were well when they were last looked at. */
  #well: ReadonlySet<string> = new Set()
  #queue: Promise<unknown> = Promise.resolve()

  constructor(parts: ProfileFilesParts) {
    this.#parts = parts
  }

  /** As they were when last looked at; null before that. */
  get files(): Result<AwsFiles> | null {
    return this.#files
  }

  get edits(): readonly EditRecord[] {
    return this.#parts.history.list
  }

  get paths(): Paths {
    return this.#parts.paths
  }

  /** Reads the files, and tells of the profiles that another program has changed since. */
  look(): Promise<void> {
    return this.#inTurn(() => this.#look())
  }

  readNow(): Promise<Result<AwsFiles>> {
    return this.#parts.work.read()
  }

  trouble(profile: ManagedProfile): Failure | null {
    if (this.#files === null) return null
    return this.#files.ok ? (this.#troublesIn(this.#files.value).get(profile) ?? null) : this.#files.failure
  }

  preview(change: ProfileChange): Promise<Result<PlanView>> {
    return this.#inTurn(async () => {
      if (change.kind === 'undo') return this.#previewUndo(change.id)
      const files = await this.#parts.work.read()
      if (!files.ok) return files
      const parts = { ...this.#parts, catalog: this.#parts.catalog.data, files: files.value }
      const planned =
        change.kind === 'set-profile' ? planSet(change.profile, parts) : planRemove(change.name, parts)
      return planned.ok ? this.#show(planned.value) : planned
    })
  }

  /** The same for a change that was thought through elsewhere. */
  show(planned: Planned): Promise<Result<PlanView>> {
    return this.#inTurn(() => this.#show(planned))
  }

  /** Does what was shown and nothing else. @param confirmed what the user has said yes to */
  apply(id: PlanId, confirmed: readonly ConfirmationKind[]): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const shown = this.#shown.get(id)
      if (shown === undefined) return fail({ kind: 'files-changed' })
      if (JSON.stringify(shown.askNow()) !== JSON.stringify(shown.confirmations))
        return fail({ kind: 'files-changed' })
      const open = shown.confirmations.filter(each => !confirmed.includes(each.kind))
      if (open.length > 0)
        return fail({
          kind: 'invalid',
          problems: open.map(each => ({ field: each.kind, problem: each.text })),
        })
      const { planned } = shown
      const applied =
        'undo' in planned ? await this.#undo(planned.undo) : await this.#make(planned, shown.effect)
      if (applied.ok) this.#shown.delete(id)
      await this.#look()
      return applied
    })
  }

  /** Takes every profile of ours out of the files, for good: nothing is kept to undo it. */
  removeAll(): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const { catalog, work, isOurs, paths } = this.#parts
      if (catalog.data.profiles.length === 0) return done
      const removed = await work.changeForGood(files =>
        inTurn(files, catalog.data.profiles, (before, each) => removeProfile(before, each, isOurs, paths)),
      )
      const ended = removed.ok ? await catalog.editProfiles(() => []) : removed
      await this.#look()
      return ended
    })
  }

  async #look(): Promise<void> {
    const { work, onTrouble, onChange } = this.#parts
    this.#files = await work.read()
    if (this.#files.ok) {
      const troubles = [...this.#troublesIn(this.#files.value)]
      for (const [{ name }, trouble] of troubles)
        if (trouble?.kind === 'profile' && trouble.reason !== 'orphaned' && this.#well.has(name))
          onTrouble(trouble)
      this.#well = new Set(troubles.filter(([, trouble]) => trouble === null).map(([{ name }]) => name))
    }
    onChange()
  }

  #troublesIn(files: AwsFiles): Troubles['of'] {
    const { paths, processOf } = this.#parts
    const catalog = this.#parts.catalog.data
    const { profiles, grants } = catalog
    const known = this.#troubles
    if (known?.files === files && known.profiles === profiles && known.grants === grants) return known.of
    const apart = eachApart(files)
    const of = new Map(
      profiles.map(each => [
        each,
        profileTrouble(each, { files: apart(each.name), catalog, paths, processOf }),
      ]),
    )
    this.#troubles = { files, profiles, grants, of }
    return of
  }

  async #show(planned: Planned): Promise<Result<PlanView>> {
    const before = await this.#parts.work.read()
    if (!before.ok) return before
    const after = planned.edit(before.value)
    if (!after.ok) return after
    const { catalog, isOurs } = this.#parts
    const { names, keysTaken, adds } = planned
    const askNow = (): readonly Confirmation[] => {
      const { data } = catalog
      const known = planned.profiles(data.profiles).filter(each => names.includes(each.name))
      const all = confirmationsFor(known, before.value, after.value, {
        catalog: {
          ...data,
          sessions: [...data.sessions, ...adds.sessions],
          grants: [...data.grants, ...adds.grants],
        },
        isOurs,
        keysTaken,
      })
      // Of an import each profile was chosen by itself.
      return planned.what === 'import' ? all.filter(each => each.kind !== 'take-over') : all
    }
    const same = new Set(catalog.data.profiles.map(each => JSON.stringify([each.name, each.target])))
    const others = planned
      .profiles(catalog.data.profiles)
      .filter(each => names.includes(each.name) && !same.has(JSON.stringify([each.name, each.target])))
    const written = others.map(each => each.name)
    const notes = [...planned.notes, ...notesOfFollowers(before.value, written, isOurs)]
    return succeed(this.#remember({ planned, askNow }, before.value, after.value, notes))
  }

  async #previewUndo(id: EditId): Promise<Result<PlanView>> {
    const edit = this.#parts.history.find(id)
    if (edit === null) return fail({ kind: 'not-undone', reason: 'gone', path: '' })
    const restored = await this.#parts.work.previewUndo(edit)
    if (!restored.ok) return restored
    const { before, after } = restored.value
    const notes =
      edit.what === 'import'
        ? ['The keys and sessions stay in Understudy; only the files are as before.']
        : []
    const { catalog } = this.#parts
    const askNow = () => confirmDefault(profilesAfter(edit)(catalog.data.profiles), catalog.data)
    return succeed(this.#remember({ planned: { undo: edit }, askNow }, before, after, notes))
  }

  #remember(
    shown: Pick<Shown, 'planned' | 'askNow'>,
    before: AwsFiles,
    after: AwsFiles,
    notes: readonly string[],
  ): PlanView {
    const { newId, paths, isOurs } = this.#parts
    const effect = effectOf(before, after)
    const id = newId() as PlanId
    const confirmations = shown.askNow()
    this.#shown.set(id, { ...shown, effect, confirmations })
    for (const old of [...this.#shown.keys()].slice(0, -MOST_SHOWN)) this.#shown.delete(old)
    const files = awsFileKinds
      .filter(kind => effect[kind].length > 0)
      .map(kind => ({
        path: paths[kind],
        isNew: before[kind].lines.length === 0,
        lines: diffOf(before[kind], after[kind], isOurs),
      }))
    return { id, files, confirmations, notes }
  }

  async #make(planned: Planned, effect: Effect): Promise<Result<void>> {
    const { catalog, work, newId } = this.#parts
    const { what, names, edit } = planned
    const prepared = await planned.prepare()
    if (!prepared.ok) return prepared
    const profilesBefore = catalog.data.profiles.filter(each => names.includes(each.name))
    // First, so that what a crash leaves in the files is known to be ours.
    const noted = await catalog.editProfiles(planned.profiles)
    const result = noted.ok
      ? await work.change({ id: newId() as EditId, what, names, profilesBefore, edit, effect })
      : { written: 0, failure: noted.failure }
    if (result.failure === null) return done
    // What was written stays, with its profiles: it can be seen, and taken back.
    if (result.written > 0) return fail({ kind: 'half-changed', why: result.failure })
    if (noted.ok) await catalog.editProfiles(profiles => [...without(profiles, names), ...profilesBefore])
    await prepared.value()
    return fail(result.failure)
  }

  async #undo(edit: EditRecord): Promise<Result<void>> {
    const undone = await this.#parts.work.undo(edit)
    if (!undone.ok) return undone
    return this.#parts.catalog.editProfiles(profilesAfter(edit))
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(run)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

/** The profiles that are ours once a change is taken back, out of those before. */
function profilesAfter({ names, profilesBefore }: EditRecord): Planned['profiles'] {
  return profiles => [...without(profiles, names), ...profilesBefore]
}
