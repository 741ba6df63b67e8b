import type { CatalogData } from '../catalog/catalog-data.ts'
import { listed } from '../listed.ts'
import { MOST_EDITS } from './history.ts'
import type { Setting } from './ini.ts'
import { DEFAULT_PROFILE, type ManagedProfile } from './managed-profile.ts'
import { sessionOfProfile } from './profile-states.ts'
import { type AwsFiles, placedIn, readProfile } from './profiles.ts'
import { keysToGo } from './winners.ts'

export const confirmationKinds = ['take-over', 'default', 'remove-keys'] as const

export type ConfirmationKind = (typeof confirmationKinds)[number]

/** What is not done unless the user says yes to this very sentence. */
export interface Confirmation {
  readonly kind: ConfirmationKind
  readonly text: string
}

export interface ConfirmationParts {
  readonly catalog: CatalogData
  /** Whether a `credential_process` is of ours. */
  readonly isOurs: (process: string) => boolean
  /** The profiles whose keys are no loss to the file. */
  readonly keysTaken: readonly string[]
}

/** Of a change that writes these profiles. */
export function confirmationsFor(
  profiles: readonly ManagedProfile[],
  before: AwsFiles,
  after: AwsFiles,
  { catalog, isOurs, keysTaken }: ConfirmationParts,
): readonly Confirmation[] {
  const names = profiles.map(each => each.name)
  const taken = names.filter(name => isForeign(name, before, catalog, isOurs))
  const keys = names.filter(name => {
    const isKept = keysTaken.includes(name) ? isCounting(before, name) : () => false
    return keyLines(before, name, isKept) > keyLines(after, name, isKept)
  })
  const whose = keys.map(name => (keysTaken.includes(name) ? `${name} that are not imported` : name))
  return [
    ...(taken.length === 0
      ? []
      : [
          {
            kind: 'take-over' as const,
            text: `${listed(taken)} ${taken.length === 1 ? 'is' : 'are'} there already: let Understudy take ${taken.length === 1 ? 'its' : 'their'} place.`,
          },
        ]),
    ...(keys.length === 0
      ? []
      : [
          {
            kind: 'remove-keys' as const,
            text: `Remove the keys of ${listed(whose)} from the file. The keychain keeps the lines, so that this can be undone, until ${MOST_EDITS} more changes were made.`,
          },
        ]),
    ...confirmDefault(profiles, catalog),
  ]
}

/** Of whatever makes these the profiles that are ours. */
export function confirmDefault(
  profiles: readonly ManagedProfile[],
  catalog: CatalogData,
): readonly Confirmation[] {
  const byDefault = profiles.find(each => each.name === DEFAULT_PROFILE)
  const wasDefault = catalog.profiles.find(each => each.name === DEFAULT_PROFILE)
  const isNews = byDefault !== undefined && JSON.stringify(byDefault) !== JSON.stringify(wasDefault)
  return isNews ? [{ kind: 'default', text: defaultText(byDefault, catalog) }] : []
}

function defaultText(profile: ManagedProfile, catalog: CatalogData): string {
  const every = 'Every tool that is told no profile gets'
  if (profile.target.kind === 'current') return `${every} whatever session is current, production or not.`
  const session = sessionOfProfile(catalog, profile)
  if (session === null) return `${every} these credentials.`
  return session.production
    ? `${every} the session ${session.name}, which is PRODUCTION: a command without --profile works there.`
    : `${every} the session ${session.name}.`
}

/** Whether there is a profile of this name that does not ask Understudy. */
function isForeign(
  name: string,
  files: AwsFiles,
  catalog: CatalogData,
  isOurs: (process: string) => boolean,
): boolean {
  const placed = placedIn(files, name)
  if (placed.length === 0) return false
  if (catalog.profiles.some(each => each.name === name && each.unwritten !== true)) return false
  return !placed.some(({ setting }) => setting.key === 'credential_process' && isOurs(setting.value))
}

/** Whether a setting says what counts: of a profile that is in both files, or has a key twice, another key may not. */
function isCounting(files: AwsFiles, name: string): (setting: Setting) => boolean {
  const counting = readProfile(files, name)
  return ({ key, value }) => counting.get(key)?.setting.value === value
}

function keyLines(files: AwsFiles, name: string, isKept: (setting: Setting) => boolean): number {
  return placedIn(files, name).filter(
    ({ file, setting }) =>
      keysToGo(file).has(setting.key) &&
      /^aws_(access|secret|session|security)/.test(setting.key) &&
      !isKept(setting),
  ).length
}
