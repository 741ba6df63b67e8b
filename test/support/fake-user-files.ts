import type { EditRecord, EditStore } from '../../main/core/aws-files/history.ts'
import type { AwsFileKind } from '../../main/core/aws-files/profiles.ts'
import type { FileText, NewText, UserFiles } from '../../main/core/aws-files/user-files.ts'
import type { AccessKey } from '../../main/core/broker/credentials.ts'
import { done, type Failure, fail, type Result, succeed } from '../../main/core/failures/failure.ts'
import type { OtherTools } from '../../main/core/import/imports.ts'
import type { Offer } from '../../main/core/import/offer.ts'

/** The user's files in memory, in which other programs write too. */
export class FakeUserFiles implements UserFiles {
  readonly paths: Record<AwsFileKind, string> = { config: '/aws/config', credentials: '/aws/credentials' }
  readonly texts: Record<AwsFileKind, string | null> = { config: null, credentials: null }
  /** What another program does, once, between the look at a file and its replacement. */
  meanwhile: (() => void) | null = null
  /** Why nothing can be read; null while it can. */
  unreadable: Failure | null = null
  /** Why the n-th replacement fails, from 1 on. */
  readonly failures = new Map<number, Failure>()
  /** The same for one that has replaced the file when it fails. */
  readonly lateFailures = new Map<number, Failure>()
  readonly #log: string[]
  #replacements = 0

  constructor(log: string[] = []) {
    this.#log = log
  }

  readonly pathOf = (file: AwsFileKind): string => this.paths[file]

  read(file: AwsFileKind): Promise<Result<FileText>> {
    return Promise.resolve(this.unreadable === null ? succeed(this.#find(file)) : fail(this.unreadable))
  }

  async change(
    file: AwsFileKind,
    edit: (current: FileText) => Promise<Result<NewText>>,
  ): Promise<Result<void>> {
    for (;;) {
      const before = this.texts[file]
      const edited = await edit(this.#find(file))
      if (!edited.ok) return edited
      const act = this.meanwhile
      this.meanwhile = null
      act?.()
      if (this.texts[file] !== before) continue
      if (edited.value === before) return done
      this.#replacements += 1
      const failure = this.failures.get(this.#replacements)
      if (failure !== undefined) return fail(failure)
      this.#log.push(`write ${file}`)
      this.texts[file] = edited.value
      const late = this.lateFailures.get(this.#replacements)
      return late === undefined ? done : fail(late)
    }
  }

  digestOf(text: string): string {
    return `digest of ${text.length} ${[...text].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 2 ** 45, 7)}`
  }

  #find(file: AwsFileKind): FileText {
    const text = this.texts[file]
    const path = this.pathOf(file)
    return text === null ? { kind: 'missing', path } : { kind: 'text', path, text }
  }
}

/** The records of changes, as the settings file has them: as JSON. */
export class FakeEditStore implements EditStore {
  json = '[]'
  /** Why the n-th saving fails, from 1 on. */
  readonly failures = new Map<number, Failure>()
  #saves = 0

  get edits(): readonly EditRecord[] {
    return JSON.parse(this.json)
  }

  saveEdits(edits: readonly EditRecord[]): Result<void> {
    this.#saves += 1
    const failure = this.failures.get(this.#saves)
    if (failure !== undefined) return fail(failure)
    this.json = JSON.stringify(edits)
    return done
  }
}

/** What other tools keep. */
export class FakeOtherTools implements OtherTools {
  items: Result<readonly string[]> = succeed([])
  offer: Result<Offer | null> = succeed(null)
  key: Result<AccessKey> = fail({ kind: 'keychain', reason: 'missing', detail: '' })
  readonly #log: string[]

  constructor(log: string[] = []) {
    this.#log = log
  }

  vaultItems(): Promise<Result<readonly string[]>> {
    this.#log.push('list aws-vault')
    return Promise.resolve(this.items)
  }

  leapp(): Promise<Result<Offer | null>> {
    return Promise.resolve(this.offer)
  }

  readKey(place: Parameters<OtherTools['readKey']>[0]): Promise<Result<AccessKey>> {
    this.#log.push(`read ${place.kind}`)
    return Promise.resolve(this.key)
  }
}
