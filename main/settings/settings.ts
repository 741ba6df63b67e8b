import { existsSync, renameSync } from 'node:fs'
import { basename } from 'node:path'
import * as v from 'valibot'
import { editRecords } from '../core/aws-files/file-shapes.ts'
import type { EditRecord, EditStore } from '../core/aws-files/history.ts'
import type { KeptToken, KeptTokenIndex } from '../core/broker/kept-tokens.ts'
import type { CatalogStore } from '../core/catalog/catalog.ts'
import { type CatalogData, emptyCatalog } from '../core/catalog/catalog-data.ts'
import type { Clock } from '../core/clock.ts'
import { codeOf, done, type Failure, fail, type Result } from '../core/failures/failure.ts'
import { defaultPreferences, type Preferences } from '../core/preferences.ts'
import { catalogData, keptTokens, preferences } from '../core/shapes.ts'
import { toLatest, VERSION } from './migrations.ts'

/** The face of electron-store that is used: assigning `store` writes the whole file, by rename. */
export interface JsonFile {
  readonly path: string
  store: Record<string, unknown>
}

/** Throws if the file is there and can't be read as JSON. */
export type OpenJsonFile = (name: string) => JsonFile

interface Document {
  readonly catalog: CatalogData
  /** The endpoint's port, once it was chosen: shells and IDEs keep it for days. */
  readonly port: number | null
  /** The same for instance metadata, once that was on. */
  readonly metadataPort: number | null
  readonly preferences: Preferences
  readonly keptTokens: readonly KeptToken[]
  readonly edits: readonly EditRecord[]
}

const portNumber = v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(65535))
const shape = v.strictObject({
  version: v.literal(VERSION),
  port: v.nullable(portNumber),
  metadataPort: v.nullable(portNumber),
  catalog: catalogData,
  preferences,
  keptTokens,
  edits: editRecords,
})
/** What a first start finds. */
export const nothing: Document = {
  catalog: emptyCatalog,
  port: null,
  metadataPort: null,
  preferences: defaultPreferences,
  keptTokens: [],
  edits: [],
}

/** Not to be put aside: the Understudy that wrote them can still read them. */
class NewerSettings extends Error {
  constructor(path: string) {
    super(`${path} was written by a newer Understudy. Start that one; this one has changed nothing.`)
  }
}

type Reading =
  | { readonly kind: 'missing'; readonly file: JsonFile }
  | { readonly kind: 'read'; readonly file: JsonFile; readonly document: Document }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }

/** What is kept between two starts and is no secret. A second file holds the last good state. */
export class Settings implements CatalogStore, KeptTokenIndex, EditStore {
  readonly #main: JsonFile
  readonly #spare: JsonFile
  readonly notice: Failure | null
  #document: Document

  private constructor(main: JsonFile, spare: JsonFile, document: Document, notice: Failure | null) {
    this.#main = main
    this.#spare = spare
    this.#document = document
    this.notice = notice
  }

  /**
   * A file that can't be read is never overwritten: it is put aside under another name, and the spare one,
   * written beside it at each change, takes its place.
   * @param pathOf where a file is, for when it can't even be opened
   * @throws with a sentence where the app must not start: newer settings, or a folder that can't be written to
   */
  static load(open: OpenJsonFile, pathOf: (name: string) => string, clock: Clock): Settings {
    const stamp = new Date(clock.wall()).toISOString().replace(/[:.]/g, '-')
    const main = read(open, pathOf, 'understudy')
    const spare = read(open, pathOf, 'understudy.last-good')
    const spareFile =
      spare.kind !== 'unreadable' ? spare.file : putAside(spare.path, stamp, open, 'understudy.last-good')
    if (main.kind === 'read') return new Settings(main.file, spareFile, main.document, null)
    if (main.kind === 'missing')
      return new Settings(main.file, spareFile, spare.kind === 'read' ? spare.document : nothing, null)
    const mainFile = putAside(main.path, stamp, open, 'understudy')
    const saved = spare.kind === 'read' ? spare.document : null
    const notice: Failure = {
      kind: 'settings-put-aside',
      reason: main.reason,
      file: basename(asideName(main.path, stamp)),
      restored: saved !== null,
    }
    const settings = new Settings(mainFile, spareFile, saved ?? nothing, notice)
    if (saved !== null) settings.#write(saved)
    return settings
  }

  get catalog(): CatalogData {
    return this.#document.catalog
  }

  save(catalog: CatalogData): Promise<Result<void>> {
    return Promise.resolve(this.#write({ ...this.#document, catalog }))
  }

  /** Where each of the endpoint's servers was last time. */
  readonly ports = {
    credentials: this.#portMemory('port'),
    instanceMetadata: this.#portMemory('metadataPort'),
  } as const

  get preferences(): Preferences {
    return this.#document.preferences
  }

  savePreferences(chosen: Preferences): Result<void> {
    return this.#write({ ...this.#document, preferences: chosen })
  }

  get keptTokens(): readonly KeptToken[] {
    return this.#document.keptTokens
  }

  saveKeptTokens(tokens: readonly KeptToken[]): Result<void> {
    return this.#write({ ...this.#document, keptTokens: tokens })
  }

  get edits(): readonly EditRecord[] {
    return this.#document.edits
  }

  saveEdits(edits: readonly EditRecord[]): Result<void> {
    return this.#write({ ...this.#document, edits })
  }

  #portMemory(name: 'port' | 'metadataPort'): {
    readonly port: number | null
    savePort(port: number): Result<void>
  } {
    const settings = this
    return {
      get port() {
        return settings.#document[name]
      },
      savePort: port => settings.#write({ ...settings.#document, [name]: port }),
    }
  }

  #write(document: Document): Result<void> {
    try {
      // The spare one first: if it fails, nothing has changed, and the main one is what counts.
      this.#spare.store = { version: VERSION, ...document }
      this.#main.store = { version: VERSION, ...document }
      this.#document = document
      return done
    } catch (error) {
      return fail({ kind: 'not-saved', detail: codeOf(error) })
    }
  }
}

export function read(open: OpenJsonFile, pathOf: (name: string) => string, name: string): Reading {
  try {
    const file = open(name)
    if (!existsSync(file.path)) return { kind: 'missing', file }
    const { version } = file.store
    if (typeof version === 'number' && version > VERSION) throw new NewerSettings(file.path)
    const parsed = v.safeParse(shape, toLatest(file.store))
    if (parsed.success) return { kind: 'read', file, document: parsed.output }
    const [issue] = parsed.issues
    return {
      kind: 'unreadable',
      path: file.path,
      reason: `${v.getDotPath(issue) ?? 'its content'} is not as expected`,
    }
  } catch (error) {
    if (error instanceof NewerSettings) throw error
    const reason = error instanceof SyntaxError ? 'it is not JSON' : codeOf(error)
    return { kind: 'unreadable', path: pathOf(name), reason }
  }
}

function putAside(path: string, stamp: string, open: OpenJsonFile, name: string): JsonFile {
  try {
    renameSync(path, asideName(path, stamp))
  } catch (error) {
    throw new Error(
      `${path} can’t be read, and can’t be put aside either (${codeOf(error)}). Check who may write to its folder, then start Understudy again.`,
    )
  }
  return open(name)
}

function asideName(path: string, stamp: string): string {
  return path.replace(/\.json$/, `.unreadable-${stamp}.json`)
}
