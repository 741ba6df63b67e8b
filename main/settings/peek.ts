import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogData } from '../core/catalog/catalog-data.ts'
import type { UnreadableSettings } from '../core/doctor/facts.ts'
import type { Preferences } from '../core/preferences.ts'
import { nothing, read } from './settings.ts'

/** The settings as they are on disk. */
export interface PeekedSettings {
  readonly catalog: CatalogData
  readonly preferences: Preferences
  /** Of the endpoint; null before the first start. */
  readonly port: number | null
  /** What is wrong with the file; null where it can be read, or is not there. */
  readonly unreadable: UnreadableSettings | null
}

/** Reads the settings beside an Understudy that may be running: nothing is written, mended or put aside. */
export function peekAtSettings(folder: string): PeekedSettings {
  const pathOf = (name: string): string => join(folder, `${name}.json`)
  const open = (name: string) => {
    const path = pathOf(name)
    return { path, store: existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {} }
  }
  try {
    const reading = read(open, pathOf, 'understudy')
    const { catalog, preferences, port } = reading.kind === 'read' ? reading.document : nothing
    const unreadable =
      reading.kind === 'unreadable' ? ({ kind: 'broken', reason: reading.reason } as const) : null
    return { catalog, preferences, port, unreadable }
  } catch {
    const { catalog, preferences, port } = nothing
    return { catalog, preferences, port, unreadable: { kind: 'newer' } }
  }
}
