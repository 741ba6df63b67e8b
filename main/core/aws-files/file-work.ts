import type { Clock } from '../clock.ts'
import { type Failure, fail, type Result, succeed } from '../failure.ts'
import type { EditHistory, EditId, EditRecord, RemovedTexts } from './history.ts'
import { type IniFile, parseIni, readLines } from './ini.ts'
import { hunksOf, type Line, toLines, toText } from './lines.ts'
import { type AwsFileKind, type AwsFiles, awsFileKinds } from './profiles.ts'
import { shownLines } from './sensitive.ts'
import { type FileRecord, record, undone } from './undo.ts'
import type { FileText, UserFiles } from './user-files.ts'

export type FileEdit = (files: AwsFiles) => Result<AwsFiles>

/** What an edit would do to each file, as texts: two edits with equal ones do the same, wherever it stands meanwhile. */
export type Effect = {
  readonly [Kind in AwsFileKind]: readonly (readonly [removed: string, inserted: string])[]
}

interface Work {
  readonly id: EditId
  readonly what: EditRecord['what']
  readonly names: readonly string[]
  readonly profilesBefore: EditRecord['profilesBefore']
  readonly edit: FileEdit
  /** What was shown to the user, and nothing else, is to be done. */
  readonly effect: Effect
}

export interface FileWorkParts {
  readonly files: UserFiles
  readonly history: EditHistory
  readonly clock: Clock
  readonly newId: () => string
  /** Whether a line is ours, and so no secret. */
  readonly isOurs: (text: string) => boolean
}

/** Reads, changes and restores the user's two files. */
export class FileWork {
  readonly #parts: FileWorkParts

  constructor(parts: FileWorkParts) {
    this.#parts = parts
  }

  async read(): Promise<Result<AwsFiles>> {
    const config = await this.#readOne('config')
    if (!config.ok) return config
    const credentials = await this.#readOne('credentials')
    return credentials.ok ? succeed({ config: config.value, credentials: credentials.value }) : credentials
  }

  /** @returns how many files were changed before it failed, if it did */
  async change(work: Work): Promise<{ readonly written: number; readonly failure: Failure | null }> {
    let written = 0
    const records: FileRecord[] = []
    const removed: RemovedTexts = {}
    const account = `aws-files/${this.#parts.newId()}`
    for (const kind of awsFileKinds) {
      if (work.effect[kind].length === 0) continue
      const changed = await this.#parts.files.change(kind, async current => {
        const edited = await this.#edited(kind, current, work)
        if (!edited.ok) return edited
        const { before, after } = edited.value
        const noted = await this.#note(work, kind, current, before, after, { records, removed, account })
        return noted.ok ? succeed(toText(after.lines)) : noted
      })
      if (!changed.ok) {
        await this.#unnote(work.id, kind, records)
        return { written, failure: changed.failure }
      }
      written++
    }
    return { written, failure: null }
  }

  /** Every byte as before, where nobody has changed the files since; else what this change did, in its place. */
  async undo(edit: EditRecord): Promise<Result<void>> {
    const hunks = await this.#parts.history.wholeHunks(edit)
    if (!hunks.ok) return hunks
    // The keys first: what has taken their place may need them.
    for (const each of [...edit.files].reverse()) {
      const changed = await this.#parts.files.change(each.file, current => {
        const lines = toLines(current.kind === 'text' ? current.text : '')
        const restored = this.#restored(each, hunks.value.get(each) ?? [], lines, this.#digestOf(current))
        if (!restored.ok) return Promise.resolve(restored)
        const text = toText(restored.value)
        return Promise.resolve(succeed(text === '' && each.digests.before === null ? null : text))
      })
      if (!changed.ok) return changed
    }
    return this.#parts.history.forget(edit.id)
  }

  /** What {@link undo} would make of the files. */
  async previewUndo(
    edit: EditRecord,
  ): Promise<Result<{ readonly before: AwsFiles; readonly after: AwsFiles }>> {
    const hunks = await this.#parts.history.wholeHunks(edit)
    if (!hunks.ok) return hunks
    const before = await this.read()
    if (!before.ok) return before
    let after = before.value
    for (const each of edit.files) {
      const { lines } = after[each.file]
      const digest = lines.length === 0 ? null : this.#parts.files.digestOf(toText(lines))
      const restored = this.#restored(each, hunks.value.get(each) ?? [], lines, digest)
      if (!restored.ok) return restored
      after = { ...after, [each.file]: readLines(restored.value) }
    }
    return succeed({ before: before.value, after })
  }

  #restored(
    { path, file, digests }: FileRecord,
    hunks: Parameters<typeof undone>[1],
    lines: readonly Line[],
    digest: string | null,
  ): Result<readonly Line[]> {
    // Where the environment names another file now, that one was never changed.
    const isThere = path === this.#parts.files.pathOf(file)
    const before = isThere ? undone(lines, hunks, digest === digests.after) : null
    return before === null ? fail({ kind: 'not-undone', reason: 'changed', path }) : succeed(before)
  }

  async #readOne(kind: AwsFileKind): Promise<Result<IniFile>> {
    const found = await this.#parts.files.read(kind)
    return found.ok ? succeed(parseIni(found.value.kind === 'text' ? found.value.text : '')) : found
  }

  async #edited(
    kind: AwsFileKind,
    current: FileText,
    { edit, effect }: Work,
  ): Promise<Result<{ readonly before: IniFile; readonly after: IniFile }>> {
    const files = await this.read()
    if (!files.ok) return files
    const before = parseIni(current.kind === 'text' ? current.text : '')
    const edited = edit({ ...files.value, [kind]: before })
    if (!edited.ok) return edited
    const after = edited.value[kind]
    return JSON.stringify(effectOn(before, after)) === JSON.stringify(effect[kind])
      ? succeed({ before, after })
      : fail({ kind: 'files-changed' })
  }

  /** Before the file is written: a crash in between leaves a record of what did not happen, and that is harmless. */
  #note(
    work: Work,
    kind: AwsFileKind,
    current: FileText,
    before: IniFile,
    after: IniFile,
    { records, removed, account }: { records: FileRecord[]; removed: RemovedTexts; account: string },
  ): Promise<Result<void>> {
    const shown = shownLines(before)
    const isSecret = (index: number): boolean => {
      const text = before.lines[index]?.text ?? ''
      return shown[index] !== text && !this.#parts.isOurs(text)
    }
    const all = hunksOf(before.lines, after.lines)
    const hunks = record(all, before.lines, isSecret)
    removed[kind] = hunks.map((hunk, index) =>
      hunk.removed === null ? toText(all[index]?.removed ?? []) : null,
    )
    const others = records.filter(each => each.file !== kind)
    records.length = 0
    records.push(...others, {
      file: kind,
      path: current.path,
      digests: {
        before: this.#digestOf(current),
        after: this.#parts.files.digestOf(toText(after.lines)),
      },
      hunks,
    })
    const holdsSecrets = records.some(each => each.hunks.some(hunk => hunk.removed === null))
    const { id, what, names, profilesBefore } = work
    return this.#parts.history.note(
      {
        id,
        at: this.#parts.clock.wall(),
        what,
        names,
        files: [...records],
        profilesBefore,
        keychainAccount: holdsSecrets ? account : null,
      },
      removed,
    )
  }

  /** Takes back that a file was about to be changed. */
  async #unnote(id: EditId, kind: AwsFileKind, records: readonly FileRecord[]): Promise<void> {
    const noted = this.#parts.history.find(id)
    if (noted === null) return
    const files = records.filter(each => each.file !== kind)
    await this.#parts.history.trim(id, files)
  }

  #digestOf(current: FileText): string | null {
    return current.kind === 'text' ? this.#parts.files.digestOf(current.text) : null
  }
}

export function effectOf(before: AwsFiles, after: AwsFiles): Effect {
  return {
    config: effectOn(before.config, after.config),
    credentials: effectOn(before.credentials, after.credentials),
  }
}

function effectOn(before: IniFile, after: IniFile): Effect[AwsFileKind] {
  return hunksOf(before.lines, after.lines).map(({ removed, inserted }) => [
    toText(removed),
    toText(inserted),
  ])
}
