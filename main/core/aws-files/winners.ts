import { EVERY_SECTION } from './ini.ts'
import type { ManagedProfile } from './managed-profile.ts'
import { type AwsFileKind, type AwsFiles, type Placed, placedIn, readProfile } from './profiles.ts'

/**
 * What some AWS tool asks before a profile's `credential_process`, in whichever of the two files it stands. A second
 * `credential_process` is in `credentials`, which counts before `config`.
 */
const WINNERS: ReadonlyMap<string, Winner['kind']> = new Map([
  ['aws_access_key_id', 'key'],
  ['aws_secret_access_key', 'key'],
  ['aws_session_token', 'key'],
  ['role_arn', 'role'],
  ['web_identity_token_file', 'role'],
  ['sso_session', 'identity-center'],
  ['sso_start_url', 'identity-center'],
  ['sso_region', 'identity-center'],
  ['sso_account_id', 'identity-center'],
  ['sso_role_name', 'identity-center'],
  ['login_session', 'login'],
  ['credential_process', 'process'],
])

/** What means nothing any more where they are gone. */
const COMPANIONS = [
  'aws_security_token',
  'aws_credential_expiration',
  'aws_account_id',
  'source_profile',
  'credential_source',
  'mfa_serial',
  'external_id',
  'role_session_name',
  'duration_seconds',
]

/** A setting that gives credentials of its own, or takes part in it. */
export interface Winner {
  readonly kind: 'key' | 'role' | 'identity-center' | 'login' | 'process'
  readonly file: AwsFileKind
  readonly key: string
  /** As editors count. */
  readonly line: number
}

export function winnersOf(files: AwsFiles, { name }: Pick<ManagedProfile, 'name'>): readonly Winner[] {
  // To Python the settings of DEFAULT are in each section that has none of that key.
  const everywhere = [...readProfile(files, name).values()].filter(
    ({ section }) => section.header === EVERY_SECTION,
  )
  return [...placedIn(files, name), ...everywhere].flatMap(placed => {
    const kind = winnerKind(placed)
    if (kind === null) return []
    return [{ kind, file: placed.file, key: placed.setting.key, line: placed.setting.first + 1 }]
  })
}

function winnerKind({ file, setting }: Placed): Winner['kind'] | null {
  if (setting.key === 'credential_process' && file === 'config') return null
  return WINNERS.get(setting.key) ?? null
}

/** The keys that go from a file where Understudy takes a profile over. */
export function keysToGo(file: AwsFileKind): ReadonlySet<string> {
  const winners = [...WINNERS.keys()].filter(key => file === 'credentials' || key !== 'credential_process')
  return new Set([...winners, ...COMPANIONS])
}
