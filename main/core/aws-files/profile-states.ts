import { type CatalogData, findSession } from '../catalog/catalog-data.ts'
import type { Failure } from '../failures/failure.ts'
import type { GrantId } from '../tools/grants.ts'
import { grantOf, type ManagedProfile } from './managed-profile.ts'
import { type AwsFiles, readProfile, sectionsOf } from './profiles.ts'
import type { Paths } from './set-profile.ts'
import { winnersOf } from './winners.ts'

export interface StateParts {
  readonly files: AwsFiles
  readonly catalog: CatalogData
  readonly paths: Paths
  readonly processOf: (grant: GrantId) => string | null
}

/** Why a profile does not give what it is for; null where it does. */
export function profileTrouble(profile: ManagedProfile, parts: StateParts): Failure | null {
  const { files, paths, processOf } = parts
  const { name } = profile
  const trouble = (
    reason: Extract<Failure, { kind: 'profile' }>['reason'],
    path = paths.config,
    line: number | null = null,
    key: string | null = null,
  ): Failure => ({ kind: 'profile', reason, name, path, line, key })
  const grant = grantOf(parts.catalog, profile.target)
  if (grant === null) return trouble('orphaned')
  const process = processOf(grant.id)
  if (process === null) return { kind: 'no-profiles', reason: 'no-curl' }
  const lines = sectionsOf(files, 'config', name).map(section => section.line + 1)
  if (lines.length > 1) return { kind: 'profile-twice', name, path: paths.config, lines }
  const found = readProfile(files, name).get('credential_process')
  if (profile.unwritten === true) return found?.setting.value === process ? null : trouble('unwritten')
  if (found === undefined)
    return lines[0] === undefined ? trouble('missing') : trouble('changed', paths.config, lines[0])
  const [winner] = winnersOf(files, profile)
  if (winner !== undefined) return trouble('outwon', paths[winner.file], winner.line, winner.key)
  if (found.setting.value !== process) return trouble('changed', paths[found.file], found.setting.first + 1)
  return null
}

/** The session that a profile gives at this moment; null where it follows the tray and nothing is current. */
export function sessionOfProfile(
  catalog: CatalogData,
  profile: ManagedProfile,
): { readonly name: string; readonly production: boolean } | null {
  const target = grantOf(catalog, profile.target)?.target
  const id = target?.kind === 'session' ? target.id : catalog.current
  if (target === undefined || id === null) return null
  const session = findSession(catalog, id)
  return session.ok ? session.value : null
}
