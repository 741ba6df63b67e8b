import type { Clock } from '../clock.ts'
import { done, type Failure, fail, type Result, succeed } from '../failures/failure.ts'
import { type Effect, effectOn } from './effect.ts'
import type { EditHistory, EditId, EditRecord, HiddenOfFiles } from './history.ts'
import { type IniFile, parseIni, readLines } from './ini.ts'
import { hunksOf, type Line, toText } from './lines.ts'
import { type AwsFileKind, type AwsFiles, awsFileKinds } from './profiles.ts'
import { shownLines } from './sensitive.ts'
import { unharmed } from './set-profile.ts'
import { type FileRecord, type Recorded, record, type Side, undone, type WholeHunk } from './undo.ts'
import type { FileText, UserFiles } from './user-files.ts'

export type FileEdit = (files: AwsFiles) => Result<AwsFiles>

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

  /** @returns how many files were changed, or may have been, before it failed, if it did */
  async change(work: Work): Promise<{ readonly written: number; readonly failure: Failure | null }> {
    let written = 0
    const records: FileRecord[] = []
    const hidden: HiddenOfFiles = {}
    /** The files that were changed already, as they were. */
    let past: Partial<AwsFiles> = {}
    const account = `aws-files/${this.#parts.newId()}`
    const ready = await this.#lookAhead(work, hidden)
    if (!ready.ok) return { written, failure: ready.failure }
    for (const kind of awsFileKinds) {
      if (work.effect[kind].length === 0) continue
      const changed = await this.#parts.files.change(kind, async current => {
        const edited = await this.#edited(kind, current, work, past)
        if (!edited.ok) return edited
        const { before, after } = edited.value
        past = { ...past, [kind]: before }
        const noted = await this.#note(work, kind, current, before, after, { records, hidden, account })
        return noted.ok ? succeed(toText(after.lines)) : noted
      })
      if (!changed.ok) {
        if (await this.#mayBeWritten(kind, work, records))
          return { written: written + 1, failure: changed.failure }
        await this.#unnote(work.id, kind, records)
        return { written, failure: changed.failure }
      }
      written++
    }
    return { written, failure: null }
  }

  /** Without a record. A file that was made here, and in which nothing is left, goes. */
  async changeForGood(edit: FileEdit): Promise<Result<void>> {
    for (const kind of awsFileKinds) {
      const wasMade = this.#parts.history.list.some(({ files }) =>
        files.some(({ file, digests }) => file === kind && digests.before === null),
      )
      const changed = await this.#parts.files.change(kind, async current => {
        const files = await this.read()
        if (!files.ok) return files
        if (current.kind === 'missing') return succeed(null)
        const edited = edit({ ...files.value, [kind]: parseIni(current.text) })
        if (!edited.ok) return edited
        const text = toText(edited.value[kind].lines)
        return succeed(text === '' && current.text !== '' && wasMade ? null : text)
      })
      if (!changed.ok) return changed
    }
    return done
  }

  /** Every byte as before, where nobody has changed the files since; else what this change did, in its place. */
  async undo(edit: EditRecord): Promise<Result<void>> {
    const { files, history } = this.#parts
    const hunks = await history.wholeHunks(edit)
    if (!hunks.ok) return hunks
    // Both or none, as far as can be known before.
    const possible = await this.previewUndo(edit)
    if (!possible.ok) return possible
    let left = edit.files
    // The keys first: what has taken their place may need them.
    for (const each of [...edit.files].reverse()) {
      const changed = await files.change(each.file, current => {
        const restored = this.#restored(edit, each, hunks.value.get(each) ?? [], current)
        if (!restored.ok) return Promise.resolve(restored)
        const text = toText(restored.value.lines)
        return Promise.resolve(succeed(text === '' && each.digests.before === null ? null : text))
      })
      if (!changed.ok) return changed
      left = left.filter(other => other !== each)
      const noted = await history.trim(edit.id, left)
      if (!noted.ok) return noted
    }
    return history.forget(edit.id)
  }

  /** What {@link undo} would make of the files. */
  async previewUndo(
    edit: EditRecord,
  ): Promise<Result<{ readonly before: AwsFiles; readonly after: AwsFiles }>> {
    const hunks = await this.#parts.history.wholeHunks(edit)
    if (!hunks.ok) return hunks
    const files = await this.read()
    if (!files.ok) return files
    let [before, after] = [files.value, files.value]
    for (const each of edit.files) {
      const current = await this.#parts.files.read(each.file)
      if (!current.ok) return current
      const restored = this.#restored(edit, each, hunks.value.get(each) ?? [], current.value)
      if (!restored.ok) return restored
      // Both of the very lines of one reading, by which it is known which of them stay.
      before = { ...before, [each.file]: restored.value.now }
      after = { ...after, [each.file]: readLines(restored.value.lines) }
    }
    return succeed({ before, after })
  }

  #restored(
    { names }: EditRecord,
    { path, file, digests }: FileRecord,
    hunks: readonly WholeHunk[],
    current: FileText,
  ): Result<{ readonly now: IniFile; readonly lines: readonly Line[] }> {
    const changed = fail({ kind: 'not-undone', reason: 'changed', path } as const)
    // Where the environment names another file now, that one was never changed.
    if (path !== current.path) return changed
    const now = parseIni(current.kind === 'text' ? current.text : '')
    const digest = this.#digestOf(current)
    // A crash may have come between the file and its record.
    if (digest === digests.before) return succeed({ now, lines: now.lines })
    const isHarmless = (lines: readonly Line[]): boolean => saysTheSame(file, now, readLines(lines), names)
    const lines = undone(now.lines, hunks, digest === digests.after, isHarmless)
    return lines === null ? changed : succeed({ now, lines })
  }

  /** Before the first file is written: whether the second one is as it was too, and what of it is to be hidden. */
  async #lookAhead(work: Work, hidden: HiddenOfFiles): Promise<Result<void>> {
    for (const kind of awsFileKinds) {
      if (work.effect[kind].length === 0) continue
      const current = await this.#parts.files.read(kind)
      if (!current.ok) return current
      const edited = await this.#edited(kind, current.value, work, {})
      if (!edited.ok) return edited
      hidden[kind] = this.#record(edited.value.before, edited.value.after).map(each => each.hidden)
    }
    return done
  }

  async #readOne(kind: AwsFileKind): Promise<Result<IniFile>> {
    const found = await this.#parts.files.read(kind)
    return found.ok ? succeed(parseIni(found.value.kind === 'text' ? found.value.text : '')) : found
  }

  async #edited(
    kind: AwsFileKind,
    current: FileText,
    { edit, effect }: Work,
    past: Partial<AwsFiles>,
  ): Promise<Result<{ readonly before: IniFile; readonly after: IniFile }>> {
    const files = await this.read()
    if (!files.ok) return files
    const before = parseIni(current.kind === 'text' ? current.text : '')
    // What becomes of one file may hang on the other: on what it was, as in what was shown.
    const edited = edit({ ...files.value, ...past, [kind]: before })
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
    { records, hidden, account }: { records: FileRecord[]; hidden: HiddenOfFiles; account: string },
  ): Promise<Result<void>> {
    const recorded = this.#record(before, after)
    hidden[kind] = recorded.map(each => each.hidden)
    const others = records.filter(each => each.file !== kind)
    records.length = 0
    records.push(...others, {
      file: kind,
      path: current.path,
      digests: {
        before: this.#digestOf(current),
        after: this.#parts.files.digestOf(toText(after.lines)),
      },
      hunks: recorded.map(each => each.hunk),
    })
    const holdsSecrets = Object.values(hidden).some(each =>
      each.some(texts => Object.values(texts).some(text => text !== null)),
    )
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
      hidden,
    )
  }

  #record(before: IniFile, after: IniFile): readonly Recorded[] {
    return record(hunksOf(before.lines, after.lines), this.#side(before), this.#side(after))
  }

  #side(file: IniFile): Side {
    const shown = shownLines(file)
    const isSecret = (index: number): boolean => {
      const text = file.lines[index]?.text ?? ''
      return index in shown && shown[index] !== text && !this.#parts.isOurs(text)
    }
    return { file, isSecret }
  }

  /**
   * Whether a file that was about to be changed may be changed, though that has failed: what comes after a rename can
   * fail as well, and what has left the file then is in the keychain alone.
   */
  async #mayBeWritten(kind: AwsFileKind, { effect }: Work, records: readonly FileRecord[]): Promise<boolean> {
    if (!records.some(each => each.file === kind)) return false
    const current = await this.#parts.files.read(kind)
    if (!current.ok) return true
    const text = current.value.kind === 'text' ? current.value.text : ''
    return !effect[kind].every(
      ([removed, inserted]) => text.includes(removed) && (inserted === '' || !text.includes(inserted)),
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

/** Whether what others have in a file says the same still, and no program stops at something that is there twice now. */
function saysTheSame(file: AwsFileKind, now: IniFile, after: IniFile, names: readonly string[]): boolean {
  const nothing = readLines([])
  const both = { config: nothing, credentials: nothing }
  const twice = ({ troubles }: IniFile): number =>
    troubles.filter(({ kind }) => kind.endsWith('twice')).length
  const same = unharmed({ ...both, [file]: now }, { ...both, [file]: after }, new Set(names), NO_PATHS)
  return same.ok && twice(after) <= twice(now)
}

const NO_PATHS = { config: '', credentials: '' }
