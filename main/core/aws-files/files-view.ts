import type { CatalogData } from '../catalog/catalog-data.ts'
import { explain } from '../failures/explain.ts'
import type { Explanation } from '../failures/explanation.ts'
import { assertNever } from '../failures/failure.ts'
import type { EditId, EditRecord } from './history.ts'
import { blockOf, type IniFile, type Trouble } from './ini.ts'
import type { ManagedProfile } from './managed-profile.ts'
import type { ProfileFiles } from './profile-files.ts'
import { sessionOfProfile } from './profile-states.ts'
import { awsFileKinds } from './profiles.ts'
import type { Paths } from './set-profile.ts'

export interface ProfileView {
  readonly profile: ManagedProfile
  /** Null where it follows the tray and nothing is current, or where what it was for is gone. */
  readonly session: { readonly name: string; readonly production: boolean } | null
  /** What the user calls the tool whose access it uses; null where it has all that the session may. */
  readonly tool: string | null
  /** Why it does not give what it is for; null where it does. */
  readonly why: Explanation | null
  /** Whether writing it again mends that. */
  readonly canMend: boolean
}

/** A change of the files that can be taken back. */
export interface EditView {
  readonly id: EditId
  readonly at: number
  readonly what: EditRecord['what']
  readonly names: readonly string[]
}

/** The user's AWS files, and what of them is ours. */
export interface AwsFilesView {
  readonly paths: Paths
  readonly profiles: readonly ProfileView[]
  /** The newest first. */
  readonly edits: readonly EditView[]
  /** Why the files can't be read; null where they can, or are not there. */
  readonly why: Explanation | null
  /** What keeps awscli from reading them, each a sentence. */
  readonly warnings: readonly string[]
  /** How many keys and roles could be taken over from them. */
  readonly importable: number
}

export function awsFilesView(files: ProfileFiles, catalog: CatalogData, importable: number): AwsFilesView {
  const read = files.files
  return {
    paths: files.paths,
    profiles: catalog.profiles.map(profile => {
      const trouble = files.trouble(profile)
      const { target } = profile
      const grant = target.kind === 'grant' ? catalog.grants.find(each => each.id === target.id) : undefined
      return {
        profile,
        session: sessionOfProfile(catalog, profile),
        tool: grant?.name ?? null,
        why: trouble === null ? null : explain(trouble),
        canMend: trouble?.kind === 'profile' && trouble.reason !== 'orphaned',
      }
    }),
    edits: files.edits.map(({ id, at, what, names }) => ({ id, at, what, names })),
    why: read === null || read.ok ? null : explain(read.failure),
    warnings: read?.ok ? awsFileKinds.flatMap(kind => warningsOf(read.value[kind], files.paths[kind])) : [],
    importable,
  }
}

/** The first thing that is wrong: whoever mends it looks again. */
function warningsOf(file: IniFile, path: string): readonly string[] {
  const [trouble] = [...file.troubles, ...brokenBlocks(file)]
  if (trouble === undefined) return []
  return [`awscli reads nothing of ${path}: ${wording(trouble)} (line ${trouble.line}).`]
}

function brokenBlocks({ sections }: IniFile): readonly Trouble[] {
  return sections.flatMap(section =>
    section.settings
      .filter(({ value }) => value.startsWith('\n') && blockOf(value) === null)
      .map(({ key, first }) => ({ kind: 'block', line: first + 1, what: key }) as const),
  )
}

function wording({ kind, what }: Trouble): string {
  switch (kind) {
    case 'byte-order-mark':
      return 'it begins with a byte order mark; save it as UTF-8 without one'
    case 'no-section':
      return 'a setting stands before the first section'
    case 'no-setting':
      return 'a line is neither a section nor a setting'
    case 'section-twice':
      return `the section [${what}] is there twice`
    case 'setting-twice':
      return `${what} is there twice in one section`
    case 'block':
      return `a line of the block under ${what} has no =`
    default:
      return assertNever(kind)
  }
}
