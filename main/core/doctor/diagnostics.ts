import type { CatalogData } from '../catalog/catalog-data.ts'
import { checksOf } from './checks.ts'
import type { Facts } from './facts.ts'
import { masker, type Person, withoutNames } from './mask.ts'
import { textOf } from './report.ts'

export interface DiagnosticsParts {
  readonly version: string
  /** The system and the runtime: "linux x64, Electron 45.4.1". */
  readonly system: string
  readonly facts: Facts
  readonly catalog: CatalogData
  readonly person: Person
  /** The latest lines of the log. */
  readonly log: readonly string[]
}

/** What a report of a fault should have with it: no secret, no account, no name. */
export function diagnosticsText({ version, system, facts, catalog, person, log }: DiagnosticsParts): string {
  const { sessions, identities, grants, profiles } = catalog
  const text = [
    `Understudy ${version}, ${system}`,
    `Sessions: ${sessions.length}, identities: ${identities.length}, grants: ${grants.length}, profiles: ${profiles.length}`,
    '',
    textOf(checksOf(withoutNames(facts))),
    'Log',
    ...log,
    '',
  ].join('\n')
  return masker(catalog, person)(text)
}
