import type { Result } from '../failures/failure.ts'
import { hasComments, isBare, removeSection, removeSettings, setValues } from './edits.ts'
import { type IniFile, readLines, strip } from './ini.ts'
import { type Line, lineEndOf } from './lines.ts'
import type { ManagedProfile } from './managed-profile.ts'
import { type AwsFileKind, type AwsFiles, profileOf } from './profiles.ts'
import { inTurn, onlyOnce, type Paths, type ProfileWay, setProfile, unharmed } from './set-profile.ts'
import { keysToGo } from './winners.ts'

/** One that is to be written, with how it gets its credentials. */
export interface WrittenProfile {
  readonly profile: ManagedProfile
  readonly way: ProfileWay
}

/**
 * The same as {@link setProfile} for each, in a time that grows with the file and not with its square: a company's file
 * has hundreds of profiles, and no tool is served meanwhile. Each section is edited by itself; where that would change what
 * stands around it, and for profiles that have no section yet, it goes one after another.
 */
export function setProfiles(
  files: AwsFiles,
  written: readonly WrittenProfile[],
  paths: Paths,
): Result<AwsFiles> {
  const one = (before: AwsFiles, { profile, way }: WrittenProfile) => setProfile(before, profile, way, paths)
  const once = onlyOnce(
    files,
    written.map(each => each.profile.name),
    paths,
  )
  if (!once.ok) return once
  const names = new Set(
    files.config.sections.map(section => profileOf('config', section)).filter(name => name !== null),
  )
  const there = new Map(
    written.filter(({ profile }) => names.has(profile.name)).map(each => [each.profile.name, each]),
  )
  const edited: AwsFiles = {
    config: bySection(files.config, 'config', there, ({ profile, way }, slice) => {
      const { region, output } = profile
      const cleared = withoutKeys(slice, 'config')
      const [section] = cleared.sections
      const values = { credential_process: way.process, region, output }
      const end = lineEndOf(files.config.lines, '\n')
      return section === undefined ? cleared : setValues(cleared, section, values, end)
    }),
    credentials: bySection(files.credentials, 'credentials', there, (_each, slice) =>
      withoutBareSection(withoutKeys(slice, 'credentials'), slice),
    ),
  }
  const safe = unharmed(files, edited, new Set(there.keys()), paths)
  return safe.ok && hasSameSections(files.config, edited.config)
    ? inTurn(
        safe.value,
        written.filter(({ profile }) => !there.has(profile.name)),
        one,
      )
    : inTurn(files, written, one)
}

function hasSameSections(before: IniFile, after: IniFile): boolean {
  return (
    before.sections.length === after.sections.length &&
    before.sections.every(({ header }, index) => header === after.sections[index]?.header)
  )
}

/** Edits the lines of each of these profiles as if they were a file of their own. */
function bySection(
  file: IniFile,
  kind: AwsFileKind,
  written: ReadonlyMap<string, WrittenProfile>,
  edit: (each: WrittenProfile, slice: IniFile) => IniFile,
): IniFile {
  const lines: Line[] = file.lines.slice(0, file.sections[0]?.line ?? file.lines.length)
  for (const section of file.sections) {
    const own = file.lines.slice(section.line, section.end)
    // How far that one is indented counts for what may stand above it.
    const next = file.lines.slice(section.end, section.end + 1)
    const name = profileOf(kind, section)
    const each = name === null ? undefined : written.get(name)
    const after = each === undefined ? null : edit(each, readLines([...own, ...next]))
    // With a section goes the blank line before it.
    const last = lines.at(-1)
    const isGone = after !== null && after.sections.length === next.length
    if (isGone && last !== undefined && strip(last.text) === '') lines.pop()
    lines.push(...(after === null ? own : after.lines.slice(0, after.lines.length - next.length)))
  }
  const last = lines.at(-1)
  const isOpen = file.lines.at(-1)?.end === '' && last !== undefined && last.text !== ''
  return readLines(isOpen ? [...lines.slice(0, -1), last.end === '' ? last : { ...last, end: '' }] : lines)
}

function withoutKeys(slice: IniFile, kind: AwsFileKind): IniFile {
  const [section] = slice.sections
  return section === undefined ? slice : removeSettings(slice, section, keysToGo(kind))
}

function withoutBareSection(after: IniFile, before: IniFile): IniFile {
  const [[section], [had]] = [after.sections, before.sections]
  if (section === undefined || had === undefined || after.lines.length === before.lines.length) return after
  const isEmpty = section.settings.length === 0 && isBare(after, section)
  return isEmpty && !hasComments(before, had) ? removeSection(after, section) : after
}
