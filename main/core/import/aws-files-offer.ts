import { type AwsFiles, type Placed, profileNames, profileReader } from '../aws-files/profiles.ts'
import { shellWords } from '../aws-files/shell-words.ts'
import { keyHint } from '../broker/credentials.ts'
import { checkAccessKeyId, checkRegion, checkSecretAccessKey } from '../catalog/identity-rules.ts'
import { checkMfaSerial } from '../sts/arns.ts'
import type { Offer, Offered, OfferedKey, OfferedRole } from './offer.ts'

type Values = (key: string) => string | null
type Left = Offer['left'][number]

/**
 * What of the user's profiles can be taken over. Files are only read: no program that they name is run.
 * @param vaultItems the names under which aws-vault keeps keys, where the user has had them looked for
 * @param isOurs whether a `credential_process` is of ours
 */
export function offerOfAwsFiles(
  files: AwsFiles,
  vaultItems: readonly string[],
  isOurs: (process: string) => boolean,
): Offer {
  const inFiles = profileNames(files)
  const all = new Set([...inFiles, ...vaultItems])
  const read = profileReader(files)
  const byDefault = read('default')
  const [inVault, profiles] = [new Set(vaultItems), new Set(inFiles)]
  const sources = new Set(inFiles.map(name => read(name).get('source_profile')?.setting.value))
  const results = [...all].flatMap(name => {
    const values = valuesOf(read(name), byDefault)
    const isHere = isOurs(values('credential_process') ?? '')
    if (isHere) return []
    return offerProfile(name, values, {
      isInVault: inVault.has(name),
      isProfile: profiles.has(name),
      isSource: sources.has(name),
      keyNameOf: whose => keyNameOf(whose, all),
      sourceNameOf: source => (isRoleAndKey(read(source)) ? keyNameOf(source, all) : source),
    })
  })
  const left = results.filter(each => 'why' in each)
  return withDevices({ offered: results.filter(each => 'kind' in each), left })
}

function valuesOf(profile: ReadonlyMap<string, Placed>, byDefault: ReadonlyMap<string, Placed>): Values {
  return key => {
    const own = profile.get(key)?.setting.value ?? null
    // Which Region is told to a tool is the same as the user had it; where the profile has none, tools look nowhere else.
    return own ?? (key === 'region' ? (byDefault.get(key)?.setting.value ?? null) : null)
  }
}

interface Family {
  readonly isInVault: boolean
  readonly isProfile: boolean
  /** Whether other profiles start from it. */
  readonly isSource: boolean
  /** What the key of a profile is called that is a role as well. */
  readonly keyNameOf: (profile: string) => string
  /** What a role starts from that has this source. */
  readonly sourceNameOf: (profile: string) => string
}

function offerProfile(name: string, values: Values, family: Family): readonly (Offered | Left)[] {
  const { isInVault, isProfile, isSource, keyNameOf, sourceNameOf } = family
  const hasRole = values('role_arn') !== null
  const hasKey = hasKeyOf(values) || isInVault
  const profile = isProfile ? name : null
  if (!hasRole) return hasKey ? [offerKey(name, profile, values, isInVault)] : leaveOther(name, values)
  if (values('web_identity_token_file') !== null) return [offerWebIdentity(name, values)]
  const source = values('source_profile') ?? (hasKey && values('credential_source') === null ? name : null)
  if (source === name && !hasKey) return [{ name, why: 'Its source_profile is itself, and it has no key.' }]
  // A profile may be a role and the key that assumes it at once, or the key that assumes others.
  const isKey = source === name || (isSource && hasKeyOf(values))
  const keyName = keyNameOf(name)
  const key = isKey ? offerKey(keyName, null, values, isInVault, name) : null
  const keys = key === null ? [] : ['why' in key ? { ...key, name } : key]
  if (source === null) return [...keys, leaveSourceless(name, values)]
  if (source !== name) return [...keys, offerRole(name, sourceNameOf(source), values)]
  return keys.some(each => 'why' in each) ? keys : [...keys, offerRole(name, keyName, values)]
}

function hasKeyOf(values: Values): boolean {
  return values('aws_access_key_id') !== null || values('aws_secret_access_key') !== null
}

/** To those that start from such a profile it is the key, and a role only to whoever uses it by its name. */
function isRoleAndKey(profile: ReadonlyMap<string, Placed>): boolean {
  const isSomewhereElse = profile.has('web_identity_token_file')
  const hasKey = profile.has('aws_access_key_id') || profile.has('aws_secret_access_key')
  return profile.has('role_arn') && hasKey && !isSomewhereElse
}

function keyNameOf(profile: string, taken: ReadonlySet<string>): string {
  let name = `${profile}-key`
  while (taken.has(name)) name += '-key'
  return name
}

function offerKey(
  name: string,
  profile: string | null,
  values: Values,
  isInVault: boolean,
  place = name,
): OfferedKey | Left {
  const id = values('aws_access_key_id')
  const secret = values('aws_secret_access_key')
  const notes: string[] = []
  const isInFiles = !isInVault || (id !== null && secret !== null)
  if (isInFiles) {
    const problem = whyNoKey(id, secret, values)
    if (problem !== null) return { name, why: problem }
  }
  const region = checkedRegion(values, notes)
  const serial = checkedSerial(values, notes)
  return {
    kind: 'key',
    name,
    profile,
    region,
    globalSts: values('sts_regional_endpoints') === 'legacy',
    mfaSerial: serial,
    mfa: serial !== null && profile !== null,
    accessKeyHint: isInFiles && id !== null ? keyHint(id) : null,
    place: isInFiles ? { kind: 'aws-files', profile: place } : { kind: 'aws-vault', item: place },
    notes: [...notes, ...ignored(values)],
  }
}

function whyNoKey(id: string | null, secret: string | null, values: Values): string | null {
  if (id === null) return 'It has a secret access key and no access key ID.'
  if (secret === null) return 'It has an access key ID and no secret access key.'
  if (values('aws_session_token') !== null || id.startsWith('ASIA'))
    return 'Its credentials are temporary: they end by themselves, and are not worth keeping.'
  const [problem] = [...checkAccessKeyId('', id), ...checkSecretAccessKey('', secret)]
  return problem?.problem ?? null
}

function offerRole(name: string, from: string, values: Values): OfferedRole {
  const notes: string[] = []
  const serial = checkedSerial(values, notes)
  return {
    kind: 'role',
    name,
    profile: name,
    roleArn: values('role_arn') ?? '',
    from,
    externalId: values('external_id'),
    roleSessionName: values('role_session_name'),
    durationSeconds: checkedDuration(values, notes),
    mfa: serial !== null,
    mfaSerial: serial,
    notes: [...notes, ...ignored(values)],
  }
}

function offerWebIdentity(name: string, values: Values): Offered {
  const notes: string[] = []
  return {
    kind: 'web-identity',
    name,
    profile: name,
    region: checkedRegion(values, notes),
    roleArn: values('role_arn') ?? '',
    tokenFile: values('web_identity_token_file') ?? '',
    roleSessionName: values('role_session_name'),
    durationSeconds: checkedDuration(values, notes),
    notes: [...notes, ...ignored(values)],
  }
}

function leaveSourceless(name: string, values: Values): Left {
  const source = values('credential_source')
  if (source === null)
    return { name, why: 'It has a role_arn, and neither source_profile nor credential_source.' }
  return {
    name,
    why: `Its role starts from credentials of the machine or its environment (${source}), which Understudy does not have. It stays as it is.`,
  }
}

function leaveOther(name: string, values: Values): readonly Left[] {
  const process = values('credential_process')
  if (process !== null) {
    const program = shellWords(process)?.[0]?.split(/[\\/]/).at(-1) ?? ''
    // What stands before a program may be a variable with a secret, which most SDKs leave to a shell.
    const which = /^[\w.+-]{1,32}$/.test(program) ? ` (${program})` : ''
    const hint = /^aws-vault(\.exe)?$/.test(program)
      ? ' Choose aws-vault’s keyring above to take its key.'
      : ''
    return [{ name, why: `It runs a program${which}, and no program that a file names is run here.${hint}` }]
  }
  const isCenter = ['sso_session', 'sso_start_url', 'sso_account_id'].some(key => values(key) !== null)
  if (isCenter)
    return [
      {
        name,
        why: 'It signs in at IAM Identity Center (SSO), which Understudy can’t do. Go on with aws sso login.',
      },
    ]
  if (values('login_session') !== null)
    return [
      { name, why: 'It uses a sign-in of the console, which Understudy can’t do. Go on with aws login.' },
    ]
  // A Region and a format alone are no credentials, and nothing to miss.
  return []
}

/** Who chooses where STS is receives MFA codes; and what is fetched for tools needs no certificates of theirs. */
function ignored(values: Values): readonly string[] {
  const names = ['endpoint_url', 'ca_bundle'].filter(key => values(key) !== null)
  return names.map(key => `Its ${key} stays with the tools: Understudy does not take it from a file.`)
}

function checkedRegion(values: Values, notes: string[]): string | null {
  const region = values('region')
  if (region === null || checkRegion('', region).length === 0) return region
  notes.push(`Its region, “${region}”, is no AWS Region.`)
  return null
}

function checkedSerial(values: Values, notes: string[]): string | null {
  const serial = values('mfa_serial')
  if (serial === null) return null
  const [problem] = checkMfaSerial('', serial)
  if (problem !== undefined) notes.push(`Its mfa_serial is left out. ${problem.problem}`)
  return problem === undefined ? serial : null
}

function checkedDuration(values: Values, notes: string[]): number | null {
  const text = values('duration_seconds')
  if (text === null) return null
  if (/^\d{1,6}$/.test(text)) return Number(text)
  notes.push(`Its duration_seconds, “${text}”, is no number.`)
  return null
}

/** In these files it is the role that names the user's device; here it is the key. */
function withDevices({ offered, left }: Offer): Offer {
  const roots = new Map(offered.filter(each => each.kind === 'role').map(role => [role.name, role.from]))
  const keyOf = (name: string): string => {
    const seen = new Set<string>()
    let at = name
    for (let next = roots.get(at); next !== undefined && !seen.has(at); next = roots.get(at)) {
      seen.add(at)
      at = next
    }
    return at
  }
  const devices = new Map<string, string>()
  for (const each of offered)
    if (each.kind === 'key' && each.mfaSerial !== null) devices.set(each.name, each.mfaSerial)
  for (const each of offered) {
    if (each.kind !== 'role' || each.mfaSerial === null || devices.has(keyOf(each.from))) continue
    devices.set(keyOf(each.from), each.mfaSerial)
  }
  return {
    left,
    offered: offered.map(each => {
      if (each.kind === 'key') return { ...each, mfaSerial: devices.get(each.name) ?? null }
      if (each.kind !== 'role' || each.mfaSerial === null) return each
      const device = devices.get(keyOf(each.from))
      return device === undefined || device === each.mfaSerial
        ? each
        : {
            ...each,
            notes: [
              ...each.notes,
              `It asked for codes of ${each.mfaSerial}; here it is ${device}, as the key has one device.`,
            ],
          }
    }),
  }
}
