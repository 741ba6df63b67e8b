import { listedInShort } from '../listed.ts'
import { type AwsFiles, profileNames, profileReader } from './profiles.ts'

/**
 * Profiles that are left as they are and start from one that is written, by their `source_profile`: from then on they
 * start from what that one gives, be it another user's or another role's.
 * @param written the names of those that get other credentials than before
 */
export function notesOfFollowers(
  files: AwsFiles,
  written: readonly string[],
  isOurs: (process: string) => boolean,
): readonly string[] {
  const read = profileReader(files)
  const followers = new Map<string, string[]>(written.map(name => [name, []]))
  for (const name of profileNames(files)) {
    const profile = read(name)
    const isLeft = !followers.has(name) && !isOurs(profile.get('credential_process')?.setting.value ?? '')
    if (isLeft) followers.get(profile.get('source_profile')?.setting.value ?? '')?.push(name)
  }
  return [...followers].flatMap(([source, names]) =>
    names.length === 0
      ? []
      : [
          `${listedInShort(names)} ${names.length === 1 ? 'starts' : 'start'} from ${source}, and will start from what Understudy gives there.`,
        ],
  )
}
