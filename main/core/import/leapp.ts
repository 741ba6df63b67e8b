import { checkRegion, checkSignInUrl } from '../catalog/identity-rules.ts'
import type { Problem } from '../failures/problem.ts'
import { checkMfaSerial, checkRoleArn, checkSamlProviderArn } from '../sts/arns.ts'
import { checkDuration, checkText, STS_PARAMETERS } from '../sts/limits.ts'
import type { LeappSession, LeappWorkspace } from './leapp-workspace.ts'
import type { Offer, Offered, OfferedKey, OfferedRole, OfferedSaml } from './offer.ts'
import { UniqueNames } from './unique-names.ts'

/** What of Leapp's sessions could be taken over, and what could not. */
export function leappOffer(workspace: LeappWorkspace): Offer {
  const sessions = new Map(workspace.sessions.map(session => [session.id, session]))
  const family: Family = { workspace, sessions, names: new Map() }
  const left: Offer['left'][number][] = []
  const taken: LeappSession[] = []
  for (const session of sessions.values()) {
    const why = whyLeft(session, family, [])
    if (why === null) taken.push(session)
    else left.push({ name: session.name, why })
  }
  if (workspace.unknown > 0)
    left.push({ name: `${workspace.unknown} more`, why: 'Leapp’s file does not say what they are.' })
  const names = new UniqueNames()
  const named = new Map(taken.map(session => [session.id, names.take(session.name)]))
  return { offered: taken.flatMap(session => offer(session, { ...family, names: named })), left }
}

/** Several sessions share one in Leapp, which fills it with the one that is active and empties it again. */
const NO_PROFILE = null

interface Family {
  readonly workspace: LeappWorkspace
  readonly sessions: ReadonlyMap<string, LeappSession>
  /** What each that is offered is called, by its id. */
  readonly names: ReadonlyMap<string, string>
}

/** Null where it can be taken over. @param below those that start from it, up to the one that is asked about */
function whyLeft(session: LeappSession, family: Family, below: readonly LeappSession[]): string | null {
  switch (session.type) {
    case 'awsIamUser':
      return null
    case 'awsIamRoleFederated':
      return firstOf(checkSaml(session, family.workspace))
    case 'awsIamRoleChained':
      return firstOf(checkRoleArn('roleArn', session.roleArn ?? '')) ?? whyOrphan(session, family, below)
    case 'awsSsoRole':
      return 'It is a role of IAM Identity Center (AWS SSO), which Understudy can’t sign in to. Keep it in Leapp, or set it up with “aws configure sso”.'
    case 'azure':
      return 'It is of Azure, and Understudy is for AWS alone. Keep it in Leapp, or sign in with “az login”.'
    case 'localstack':
      return 'It is of LocalStack, which checks no key. Give your tools the key ID “test”, the secret “test” and the address http://localhost:4566.'
    default:
      return `It is of a kind that Understudy does not know (${session.type}). Keep it in Leapp.`
  }
}

function whyOrphan(session: LeappSession, family: Family, below: readonly LeappSession[]): string | null {
  const line = [...below, session]
  const parent = family.sessions.get(session.parentId ?? '')
  if (parent === undefined) return 'The session that it starts from is not in Leapp any more.'
  if (line.includes(parent)) return 'It starts from itself.'
  const why = whyLeft(parent, family, line)
  return why === null ? null : `It starts from “${parent.name}”, which can’t be taken over either.`
}

function checkSaml(session: LeappSession, workspace: LeappWorkspace): readonly Problem[] {
  return [
    ...checkRoleArn('roleArn', session.roleArn ?? ''),
    ...checkSamlProviderArn('principalArn', session.idpArn ?? ''),
    ...checkSignInUrl('signInUrl', signInUrlOf(session, workspace)),
  ]
}

function signInUrlOf(session: LeappSession, workspace: LeappWorkspace): string {
  return workspace.idpUrls.get(session.idpUrlId ?? '') ?? ''
}

function firstOf(problems: readonly Problem[]): string | null {
  return problems[0]?.problem ?? null
}

function offer(session: LeappSession, family: Family): readonly Offered[] {
  const name = family.names.get(session.id)
  if (name === undefined) return []
  switch (session.type) {
    case 'awsIamUser':
      return [offerKey(session, name, family)]
    case 'awsIamRoleFederated':
      return [offerSaml(session, name, family)]
    case 'awsIamRoleChained':
      return offerRole(session, name, family)
    default:
      return []
  }
}

function offerKey(session: LeappSession, name: string, { workspace }: Family): OfferedKey {
  const { mfaDevice } = session
  const mfaSerial = deviceOf(session)
  return {
    kind: 'key',
    name,
    profile: NO_PROFILE,
    region: regionOf(session),
    globalSts: false,
    mfaSerial,
    mfa: mfaSerial !== null,
    accessKeyHint: null,
    place: { kind: 'leapp', session: session.id },
    notes: [
      ...commonNotes(session, name, workspace),
      'Leapp also gave tools a session token of this user. Add a session of GetSessionToken where one is needed.',
      ...(mfaSerial === null
        ? []
        : ['One MFA code opens all roles of its device for 12 hours; Leapp asked for one every 10 hours.']),
      ...(mfaDevice !== null && mfaSerial === null
        ? [`“${mfaDevice}” is no MFA device’s ARN or serial number. It is not taken over.`]
        : []),
    ],
  }
}

function offerSaml(session: LeappSession, name: string, { workspace }: Family): OfferedSaml {
  const { samlDuration } = workspace
  const bound = STS_PARAMETERS.AssumeRoleWithSAML.DurationSeconds
  const isGood = samlDuration !== null && checkDuration('', samlDuration, bound, '').length === 0
  return {
    kind: 'saml',
    name,
    profile: NO_PROFILE,
    region: regionOf(session),
    roleArn: session.roleArn ?? '',
    principalArn: session.idpArn ?? '',
    signInUrl: signInUrlOf(session, workspace),
    durationSeconds: isGood ? samlDuration : null,
    notes: [
      ...commonNotes(session, name, workspace),
      'You sign in to your company’s page anew: what Leapp has of that is not taken over.',
    ],
  }
}

function offerRole(session: LeappSession, name: string, family: Family): readonly OfferedRole[] {
  const parent = family.sessions.get(session.parentId ?? '')
  const from = family.names.get(session.parentId ?? '')
  if (parent === undefined || from === undefined) return []
  const { roleSessionName } = session
  const mfaSerial = parent.type === 'awsIamUser' ? deviceOf(parent) : null
  const bound = STS_PARAMETERS.AssumeRole.RoleSessionName
  const isGood = roleSessionName !== null && checkText('', '', bound, roleSessionName).length === 0
  return [
    {
      kind: 'role',
      name,
      profile: NO_PROFILE,
      roleArn: session.roleArn ?? '',
      from,
      externalId: null,
      roleSessionName: isGood ? roleSessionName : null,
      durationSeconds: null,
      mfa: mfaSerial !== null,
      mfaSerial,
      notes: [
        ...commonNotes(session, name, family.workspace),
        ...regionNotes(session, rootOf(parent, family)),
        ...(roleSessionName === null || isGood
          ? []
          : [
              `“${roleSessionName}” is no role session name that AWS takes. The IAM user’s name takes its place.`,
            ]),
      ],
    },
  ]
}

/** A role has no Region of its own here: STS is asked where its first identity is. */
function regionNotes(session: LeappSession, root: LeappSession): readonly string[] {
  const [own, other] = [regionOf(session), regionOf(root)]
  if (own === null || own === other) return []
  return [
    `In Leapp it had the Region ${own}. Here it has that of “${root.name}”${other ? `, ${other}` : ''}.`,
  ]
}

function rootOf(session: LeappSession, family: Family): LeappSession {
  const parent = family.sessions.get(session.parentId ?? '')
  return session.type === 'awsIamRoleChained' && parent !== undefined ? rootOf(parent, family) : session
}

function commonNotes(session: LeappSession, name: string, workspace: LeappWorkspace): readonly string[] {
  const profile = workspace.profiles.get(session.profileId ?? '')
  return [
    ...(name === session.name ? [] : [`Leapp has more than one “${session.name}”.`]),
    ...(profile === undefined
      ? []
      : [
          `Leapp wrote its credentials to the profile “${profile}”. That is not taken over: connect your tools to Understudy.`,
        ]),
  ]
}

function regionOf({ region }: LeappSession): string | null {
  return region !== null && checkRegion('', region).length === 0 ? region : null
}

function deviceOf({ mfaDevice }: LeappSession): string | null {
  return mfaDevice !== null && checkMfaSerial('', mfaDevice).length === 0 ? mfaDevice : null
}
