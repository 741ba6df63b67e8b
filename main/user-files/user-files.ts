import { FileWork } from '../core/aws-files/file-work.ts'
import { type AwsFilesView, awsFilesView } from '../core/aws-files/files-view.ts'
import { EditHistory, type EditStore } from '../core/aws-files/history.ts'
import { ProfileFiles } from '../core/aws-files/profile-files.ts'
import type { Catalog } from '../core/catalog/catalog.ts'
import type { Keys } from '../core/catalog/keys.ts'
import type { Clock } from '../core/clock.ts'
import type { Failure } from '../core/failures/failure.ts'
import { Imports, type OtherTools } from '../core/import/imports.ts'
import type { SecretStore } from '../core/secret-store.ts'
import type { GrantId } from '../core/tools/grants.ts'
import { DiskFiles } from './disk-files.ts'
import { awsFilePaths } from './paths.ts'
import { sweep } from './temporary.ts'
import { watchUserFiles } from './watch-files.ts'

export interface UserFilesParts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  readonly newId: () => string
  readonly catalog: Catalog
  readonly keys: Keys
  readonly secrets: SecretStore
  readonly edits: EditStore
  readonly others: OtherTools
  /** The `credential_process` that fetches by a grant; null where there is no curl. */
  readonly processOf: (grant: GrantId) => string | null
  /** Where the files for tools are, by which our own lines are known. */
  readonly toolsFolder: string
  readonly onChange: () => void
  readonly onTrouble: (failure: Failure) => void
}

/** All that has to do with the user's own AWS files. */
export interface OpenUserFiles {
  readonly profileFiles: ProfileFiles
  readonly imports: Imports
  readonly view: () => AwsFilesView
  /** Tidies up after a killed Understudy, and reads the files from then on whenever they change. */
  start(): Promise<void>
  close(): void
}

export function openUserFiles(parts: UserFilesParts): OpenUserFiles {
  const { clock, newId, catalog, keys, processOf, toolsFolder, onChange, onTrouble } = parts
  const paths = awsFilePaths(parts.env, parts.home, toolsFolder)
  const newFile = parts.platform === 'win32' ? '\r\n' : '\n'
  const history = new EditHistory(parts.edits, parts.secrets)
  // As the shell's quotes have it, where the folder's name needs some.
  const isOurs = (text: string): boolean => text.replaceAll("'\\''", "'").includes(toolsFolder)
  const work = new FileWork({
    files: new DiskFiles({ paths, platform: parts.platform, clock, newId }),
    history,
    clock,
    newId,
    isOurs,
  })
  const profileFiles = new ProfileFiles({
    paths,
    work,
    history,
    catalog,
    newId,
    processOf,
    isOurs,
    newFile,
    onChange,
    onTrouble,
  })
  const imports = new Imports({
    profileFiles,
    catalog,
    keys,
    others: parts.others,
    newId,
    processOf,
    isOurs,
    newFile,
  })
  let watched: { close(): void } | null = null
  return {
    profileFiles,
    imports,
    view: () => awsFilesView(profileFiles, catalog.data, imports.count()),
    start: async () => {
      await sweep(Object.values(paths))
      watched = watchUserFiles(Object.values(paths), clock, () => void profileFiles.look())
      await profileFiles.look()
    },
    close: () => watched?.close(),
  }
}
