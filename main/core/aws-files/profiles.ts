import { EVERY_SECTION, type IniFile, type Section, type Setting } from './ini.ts'
import { shellWords } from './shell-words.ts'

/** The two files of AWS tools. What both have of a profile counts from `credentials`. */
export const awsFileKinds = ['config', 'credentials'] as const

export type AwsFileKind = (typeof awsFileKinds)[number]

export type AwsFiles = { readonly [Kind in AwsFileKind]: IniFile }

/** A setting, and where it stands. */
export interface Placed {
  readonly file: AwsFileKind
  readonly section: Section
  readonly setting: Setting
}

/** The name of the profile that a section is of; null where it is of none, such as `[sso-session corp]`. */
export function profileOf(file: AwsFileKind, { header }: Section): string | null {
  if (header === EVERY_SECTION) return null
  if (file === 'credentials' || header === 'default') return header
  if (!header.startsWith('profile')) return null
  // As nearly all are; to look at each character of a thousand headers a thousand times takes seconds.
  const plain = /^profile ([^\s'"\\]+)$/.exec(header)?.[1]
  if (plain !== undefined) return plain
  const words = shellWords(header)
  return words?.length === 2 ? (words[1] ?? null) : null
}

export function sectionsOf(files: AwsFiles, file: AwsFileKind, name: string): readonly Section[] {
  return files[file].sections.filter(section => profileOf(file, section) === name)
}

/** The same files with no other profile's sections, for what would look through all of them for each of a thousand. */
export function eachApart(files: AwsFiles): (name: string) => AwsFiles {
  const apart = (file: AwsFileKind): ((name: string) => IniFile) => {
    const everywhere = files[file].sections.filter(({ header }) => header === EVERY_SECTION)
    const own = new Map<string | null, Section[]>()
    for (const section of files[file].sections) {
      const name = profileOf(file, section)
      const same = own.get(name)
      if (same === undefined) own.set(name, [section])
      else same.push(section)
    }
    return name => ({ ...files[file], sections: [...everywhere, ...(own.get(name) ?? [])] })
  }
  const [config, credentials] = [apart('config'), apart('credentials')]
  return name => ({ config: config(name), credentials: credentials(name) })
}

/** The names of all profiles, in the order in which the files have them. */
export function profileNames(files: AwsFiles): readonly string[] {
  const names = awsFileKinds.flatMap(file => files[file].sections.map(section => profileOf(file, section)))
  return [...new Set(names.filter(name => name !== null))]
}

/** All that stands in the files under a profile's name, whether it counts or not. */
export function placedIn(files: AwsFiles, name: string): readonly Placed[] {
  return awsFileKinds.flatMap(file =>
    sectionsOf(files, file, name).flatMap(section =>
      section.settings.map(setting => ({ file, section, setting })),
    ),
  )
}

/** What counts of a profile: of two sections of one file the later one, as a whole; of the two files each value of the later one. */
export function readProfile(files: AwsFiles, name: string): ReadonlyMap<string, Placed> {
  return profileReader(files)(name)
}

/** The same for many profiles. */
export function profileReader(files: AwsFiles): (name: string) => ReadonlyMap<string, Placed> {
  const read = awsFileKinds.map(file => {
    const { sections } = files[file]
    return {
      file,
      everywhere: sections.filter(({ header }) => header === EVERY_SECTION),
      counting: new Map(sections.map(section => [profileOf(file, section), section])),
    }
  })
  return name => {
    const counting = new Map<string, Placed>()
    for (const { file, everywhere, counting: sections } of read) {
      const section = sections.get(name)
      if (section === undefined) continue
      for (const each of [...everywhere, section])
        for (const setting of each.settings) counting.set(setting.key, { file, section: each, setting })
    }
    return counting
  }
}
