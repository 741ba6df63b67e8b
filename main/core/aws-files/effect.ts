import type { IniFile } from './ini.ts'
import { hunksOf, toText } from './lines.ts'
import type { AwsFileKind, AwsFiles } from './profiles.ts'

/** What an edit would do to each file, as texts: two edits with equal ones do the same, wherever it stands meanwhile. */
export type Effect = {
  readonly [Kind in AwsFileKind]: readonly (readonly [removed: string, inserted: string])[]
}

export function effectOf(before: AwsFiles, after: AwsFiles): Effect {
  return {
    config: effectOn(before.config, after.config),
    credentials: effectOn(before.credentials, after.credentials),
  }
}

export function effectOn(before: IniFile, after: IniFile): Effect[AwsFileKind] {
  return hunksOf(before.lines, after.lines).map(({ removed, inserted }) => [
    toText(removed),
    toText(inserted),
  ])
}
