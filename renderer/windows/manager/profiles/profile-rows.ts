import type { EditView, ProfileView } from '../../../../main/core/aws-files/files-view.ts'
import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import { assertNever } from '../../../../main/core/failures/failure.ts'
import { listedInShort } from '../../../../main/core/listed.ts'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { GrantId } from '../../../../main/core/tools/grants.ts'

/** What a profile gives: "payments-prod", "Follows the tray: now payments-dev", "payments-dev, as Agent may". */
export function describeProfile({ profile, session, tool }: ProfileView): string {
  const { target, region, output } = profile
  const name = session?.name ?? null
  const more = [...(region === null ? [] : [region]), ...(output === null ? [] : [`output ${output}`])]
  return [given(target.kind, name, tool), ...more].join(' · ')
}

function given(
  kind: ProfileView['profile']['target']['kind'],
  session: string | null,
  tool: string | null,
): string {
  switch (kind) {
    case 'session':
      return session === null ? 'A session that is gone' : `Session ${session}`
    case 'current':
      return `Follows the tray: ${session === null ? 'none at the moment' : `now ${session}`}`
    case 'grant':
      if (tool === null) return 'A tool’s access that is gone'
      return `The access of ${tool}: ${session ?? 'no session at the moment'}`
    default:
      return assertNever(kind)
  }
}

/** What all profiles that are not well have in common, such as that there is no curl: it is said once. */
export function commonWhy(profiles: readonly ProfileView[]): Explanation | null {
  const whys = profiles.flatMap(({ why }) => why ?? [])
  return whys.find((why, index) => whys.slice(index + 1).some(({ title }) => title === why.title)) ?? null
}

/** What a change of the files was, for whoever wants it undone. */
export function describeEdit({ what, names }: EditView): string {
  const which = `${names.length === 1 ? 'profile' : 'profiles'} ${listedInShort(names)}`
  switch (what) {
    case 'set-profile':
      return `Wrote ${which}`
    case 'remove-profile':
      return `Removed ${which}`
    case 'import':
      return names.length === 0 ? 'Imported' : `Imported, and wrote ${which}`
    default:
      return assertNever(what)
  }
}

/** The names of the profiles that are for a session, or for a tool's access to it. */
export function profilesFor(
  id: SessionId,
  { awsFiles, grants }: Pick<Snapshot, 'awsFiles' | 'grants'>,
): readonly string[] {
  const tools = grants.flatMap(({ grant }) =>
    grant.name !== null && grant.target.kind === 'session' && grant.target.id === id ? [grant.id] : [],
  )
  return awsFiles.profiles.flatMap(({ profile: { name, target } }) => {
    const isFor =
      target.kind === 'session' ? target.id === id : target.kind === 'grant' && tools.includes(target.id)
    return isFor ? [name] : []
  })
}

/** The names of the profiles that fetch by a tool's access. */
export function profilesWith(id: GrantId, { awsFiles }: Pick<Snapshot, 'awsFiles'>): readonly string[] {
  return awsFiles.profiles.flatMap(({ profile: { name, target } }) =>
    target.kind === 'grant' && target.id === id ? [name] : [],
  )
}

/** What becomes of profiles when that is gone which they are for; none where there are none. */
export function withoutIt(profiles: readonly string[]): readonly string[] {
  if (profiles.length === 0) return []
  const [verb, they] = profiles.length === 1 ? ['profile', 'It'] : ['profiles', 'They']
  return [
    `The ${verb} ${listedInShort(profiles)} in your AWS files will give nothing then. ${they} can be removed under Profiles.`,
  ]
}

/** Where the files are, in as few words as are true. */
export function placeOf({ paths: { config } }: Snapshot['awsFiles']): {
  readonly folder: string
  readonly config: string
} {
  return /[\\/]\.aws[\\/]config$/.test(config)
    ? { folder: '~/.aws', config: '~/.aws/config' }
    : { folder: 'Your AWS Files', config: 'the AWS Config File' }
}
