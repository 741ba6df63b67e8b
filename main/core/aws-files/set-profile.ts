import { done, fail, type Result, succeed } from '../failures/failure.ts'
import { addSection, hasComments, isBare, removeSection, removeSettings, setValues } from './edits.ts'
import type { Section } from './ini.ts'
import { type LineEnd, lineEndOf } from './lines.ts'
import { headerOf, type ManagedProfile } from './managed-profile.ts'
import { type AwsFileKind, type AwsFiles, awsFileKinds, profileOf, sectionsOf } from './profiles.ts'
import { keysToGo } from './winners.ts'

/** How a profile gets its credentials from here. */
export interface ProfileWay {
  /** The value of its `credential_process`. */
  readonly process: string
  /** How lines end in a file that is not there yet. */
  readonly newFile: LineEnd
}

/** Where the two files are, for what is said of them. */
export type Paths = { readonly [Kind in AwsFileKind]: string }

/**
 * Has a profile get its credentials from here, and removes what would win over that. Region and output are set where
 * the profile has some, and else stay as they are.
 */
export function setProfile(
  files: AwsFiles,
  profile: ManagedProfile,
  way: ProfileWay,
  paths: Paths,
): Result<AwsFiles> {
  const once = onlyOnce(files, [profile.name], paths)
  if (!once.ok) return once
  const { region, output } = profile
  const values = { credential_process: way.process, region, output }
  const credentials = withoutKeys(files, 'credentials', profile.name)
  const config = withoutKeys(files, 'config', profile.name)
  const [section] = sectionsOf({ ...files, config }, 'config', profile.name)
  const after = {
    config:
      section === undefined
        ? addSection(config, headerOf(profile.name), values, way.newFile)
        : setValues(config, section, values, lineEndOf(files.config.lines, '\n')),
    credentials: withoutBareSection(credentials, files.credentials, profile.name),
  }
  return unharmed(files, after, new Set([profile.name]), paths)
}

/**
 * Takes away what was written for a profile, and its section where nothing else is left in it.
 * @param isOurs whether a `credential_process` is of ours, and not what another program has put there
 */
export function removeProfile(
  files: AwsFiles,
  profile: ManagedProfile,
  isOurs: (process: string) => boolean,
  paths: Paths,
): Result<AwsFiles> {
  const once = onlyOnce(files, [profile.name], paths)
  if (!once.ok) return once
  const [section] = sectionsOf(files, 'config', profile.name)
  const process = section?.settings.find(each => each.key === 'credential_process')
  if (section === undefined || process === undefined || !isOurs(process.value)) return succeed(files)
  const written = { region: profile.region, output: profile.output }
  const ours = section.settings.filter(
    ({ key, value }) =>
      key === 'credential_process' || ((key === 'region' || key === 'output') && written[key] === value),
  )
  const isWhole = ours.length === section.settings.length && !hasComments(files.config, section)
  const config = isWhole
    ? removeSection(files.config, section)
    : removeSettings(files.config, section, new Set(ours.map(each => each.key)))
  return unharmed(files, { ...files, config }, new Set([profile.name]), paths)
}

/** Each line is a setting of its own, and the SDK of JavaScript takes `#` and `;` after a blank for a comment. */
export function canStandInFile(process: string): boolean {
  return !/[\r\n]|\s[#;]/.test(process)
}

/** Several changes, each upon what the one before has left. */
export function inTurn<Each>(
  files: AwsFiles,
  all: readonly Each[],
  change: (files: AwsFiles, each: Each) => Result<AwsFiles>,
): Result<AwsFiles> {
  return all.reduce<Result<AwsFiles>>(
    (before, each) => (before.ok ? change(before.value, each) : before),
    succeed(files),
  )
}

/** Of a profile that stands in a file twice, nobody can say which one a tool reads. */
export function onlyOnce(files: AwsFiles, names: readonly string[], paths: Paths): Result<void> {
  const wanted = new Set(names)
  for (const file of awsFileKinds) {
    const lines = new Map<string, number[]>()
    for (const section of files[file].sections) {
      const name = profileOf(file, section)
      if (name !== null && wanted.has(name)) lines.set(name, [...(lines.get(name) ?? []), section.line + 1])
    }
    for (const [name, at] of lines)
      if (at.length > 1) return fail({ kind: 'profile-twice', name, path: paths[file], lines: at })
  }
  return done
}

function withoutKeys(files: AwsFiles, file: AwsFileKind, name: string): AwsFiles[AwsFileKind] {
  const [section] = sectionsOf(files, file, name)
  return section === undefined ? files[file] : removeSettings(files[file], section, keysToGo(file))
}

/** A section of `credentials` that had nothing but keys says nothing any more. */
function withoutBareSection(
  after: AwsFiles['credentials'],
  before: AwsFiles['credentials'],
  name: string,
): AwsFiles['credentials'] {
  const section = after.sections.find(each => profileOf('credentials', each) === name)
  if (section === undefined || after === before || section.settings.length > 0) return after
  const had = before.sections.find(each => profileOf('credentials', each) === name)
  const hadKeys = had !== undefined && had.settings.length > 0
  return hadKeys && !hasComments(before, had) && isBare(after, section)
    ? removeSection(after, section)
    : after
}

/**
 * Line by line all is as it was; but a deeper line goes on with the one above it, so that a line more or less can
 * change what another one says. That is looked for, and refused.
 */
export function unharmed(
  before: AwsFiles,
  after: AwsFiles,
  names: ReadonlySet<string>,
  paths: Paths,
): Result<AwsFiles> {
  for (const file of awsFileKinds) {
    const [was, is] = [others(before, file, names), others(after, file, names)]
    const at = was.findIndex((each, index) => each !== is[index])
    if (at >= 0 || was.length !== is.length)
      return fail({
        kind: 'aws-file',
        path: paths[file],
        reason: 'layout',
        detail: headerAt(before, file, names, at),
      })
  }
  return succeed(after)
}

function others(files: AwsFiles, file: AwsFileKind, names: ReadonlySet<string>): readonly string[] {
  return foreign(files, file, names).map(({ header, settings }) =>
    JSON.stringify([header, settings.map(({ key, value }) => [key, value])]),
  )
}

function foreign(files: AwsFiles, file: AwsFileKind, names: ReadonlySet<string>): readonly Section[] {
  return files[file].sections.filter(section => {
    const name = profileOf(file, section)
    return name === null || !names.has(name)
  })
}

function headerAt(files: AwsFiles, file: AwsFileKind, names: ReadonlySet<string>, at: number): string {
  const section = foreign(files, file, names)[at]
  return section === undefined ? 'at its end' : `[${section.header}], line ${section.line + 1}`
}
