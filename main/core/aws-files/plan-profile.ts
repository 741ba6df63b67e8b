import { type CatalogData, regionOf } from '../catalog/catalog-data.ts'
import { fail, type Result, succeed } from '../failures/failure.ts'
import type { Grant, GrantId } from '../tools/grants.ts'
import type { LineEnd } from './lines.ts'
import { checkProfile, grantOf, type ManagedProfile } from './managed-profile.ts'
import type { Planned } from './plan.ts'
import { type AwsFiles, readProfile } from './profiles.ts'
import { canStandInFile, type Paths, removeProfile, setProfile } from './set-profile.ts'

export interface PlanParts {
  readonly files: AwsFiles
  readonly catalog: CatalogData
  readonly paths: Paths
  readonly processOf: (grant: GrantId) => string | null
  readonly isOurs: (text: string) => boolean
  readonly newFile: LineEnd
}

export function planSet(asked: ManagedProfile, parts: PlanParts): Result<Planned> {
  const { catalog, paths, processOf, newFile } = parts
  const { name, target, output } = asked
  const problems = checkProfile(asked)
  if (problems.length > 0) return fail({ kind: 'invalid', problems })
  const grant = grantOf(catalog, target)
  if (grant === null) return fail({ kind: 'not-found', what: 'session' })
  const process = processOf(grant.id)
  if (process === null) return fail({ kind: 'no-profiles', reason: 'no-curl' })
  if (!canStandInFile(process)) return fail({ kind: 'no-profiles', reason: 'folder' })
  const profile = { name, target, region: asked.region ?? regionFor(name, grant, parts), output }
  return succeed({
    ...nothingElse,
    what: 'set-profile',
    names: [name],
    edit: files => setProfile(files, profile, { process, newFile }, paths),
    profiles: before => [...without(before, [name]), profile],
  })
}

export function planRemove(name: string, { catalog, paths, isOurs }: PlanParts): Result<Planned> {
  const profile = catalog.profiles.find(each => each.name === name)
  if (profile === undefined) return fail({ kind: 'not-found', what: 'profile' })
  return succeed({
    ...nothingElse,
    what: 'remove-profile',
    names: [name],
    edit: files => removeProfile(files, profile, isOurs, paths),
    profiles: before => without(before, [name]),
  })
}

export function without(
  profiles: readonly ManagedProfile[],
  names: readonly string[],
): readonly ManagedProfile[] {
  return profiles.filter(each => !names.includes(each.name))
}

const nothingElse = {
  notes: [],
  keysTaken: [],
  adds: { sessions: [], grants: [] },
  prepare: () => Promise.resolve(succeed(() => Promise.resolve())),
}

/**
 * For a profile that was asked for without one. One that has none in the file gets the session's, since it is of little use
 * without; where the file has one, it is ours to write again only if we have written it. Null leaves the file as it is.
 */
function regionFor(name: string, { target }: Grant, { catalog, files }: PlanParts): string | null {
  const there = readProfile(files, name).get('region')?.setting.value
  if (there === undefined) return target.kind === 'session' ? regionOf(catalog, target.id) : null
  const known = catalog.profiles.find(each => each.name === name)?.region ?? null
  return known === there ? known : null
}
