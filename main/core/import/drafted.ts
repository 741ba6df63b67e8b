import type { EndpointSettings, IamUser, Identity, IdentityId } from '../catalog/identity.ts'
import type { KeySettings } from '../catalog/keys.ts'
import type { AssumeRoleSession, Session, Source } from '../sessions/session.ts'
import { GLOBAL_STS, partitionOfRegion } from '../sts/partitions.ts'
import type { Offered, OfferedRole } from './offer.ts'

/** What all sessions have, whatever their operation. */
export type DraftCommon = Pick<
  Session,
  'id' | 'name' | 'minimumSessionTokenSize' | 'production' | 'consent' | 'console' | 'look'
>

/** @param endpoint where STS is, and the Region of what names none */
export function draftIdentity(
  offered: Exclude<Offered, OfferedRole>,
  id: IdentityId,
  name: string,
  endpoint: EndpointSettings,
): Identity {
  const common = {
    ...endpoint,
    id,
    name,
    ...(offered.region === null ? {} : { region: offered.region, fallbackRegion: null }),
  }
  switch (offered.kind) {
    case 'key':
      return {
        ...common,
        ...globalStsOf(offered.globalSts || endpoint.globalSts, common),
        kind: 'iam-user',
        mfaSerial: offered.mfaSerial,
        // AWS tells them when the key is taken.
        arn: 'arn:aws:iam::000000000000:user/unknown',
        account: '000000000000',
        accessKeyHint: '',
        keychainAccount: '',
      }
    case 'web-identity':
      return { ...common, kind: 'oidc-provider', token: { kind: 'file', path: offered.tokenFile } }
    case 'saml':
      return { ...common, kind: 'saml-provider', signInUrl: offered.signInUrl }
  }
}

/** Only one partition has it; and no Region can stand in for it. */
function globalStsOf(
  isWanted: boolean,
  { region, fallbackRegion, stsUrl }: EndpointSettings,
): Pick<EndpointSettings, 'globalSts' | 'fallbackRegion'> {
  const globalSts = isWanted && stsUrl === null && partitionOfRegion(region).name === GLOBAL_STS.partition
  return { globalSts, fallbackRegion: globalSts ? null : fallbackRegion }
}

/** Of a key it is that of the user itself. */
export function draftRootSession(
  offered: Exclude<Offered, OfferedRole>,
  identity: Identity,
  drafted: DraftCommon,
): Session {
  const common = { ...drafted, source: { kind: 'identity', id: identity.id } } as const
  switch (offered.kind) {
    case 'key':
      return {
        ...common,
        operation: 'GetSessionToken',
        mfa: offered.mfa && identity.kind === 'iam-user' && identity.mfaSerial !== null,
        durationSeconds: null,
      }
    case 'web-identity':
      return {
        ...common,
        operation: 'AssumeRoleWithWebIdentity',
        roleArn: offered.roleArn,
        roleSessionName: offered.roleSessionName,
        providerId: null,
        sessionPolicies: null,
        durationSeconds: offered.durationSeconds,
      }
    case 'saml':
      return {
        ...common,
        operation: 'AssumeRoleWithSAML',
        roleArn: offered.roleArn,
        principalArn: offered.principalArn,
        sessionPolicies: null,
        durationSeconds: offered.durationSeconds,
      }
  }
}

/** @param hasDevice whether the source is a key that codes can be given with */
export function draftRole(
  offered: OfferedRole,
  source: Source,
  hasDevice: boolean,
  common: DraftCommon,
): AssumeRoleSession {
  return {
    ...common,
    operation: 'AssumeRole',
    source,
    roleArn: offered.roleArn,
    roleSessionName: offered.roleSessionName,
    externalId: offered.externalId,
    mfa: offered.mfa && hasDevice ? 'session-token' : 'none',
    sessionPolicies: null,
    tags: [],
    transitiveTagKeys: [],
    sourceIdentity: null,
    providedContexts: [],
    durationSeconds: offered.durationSeconds,
  }
}

/** All that decides whether AWS gives something, and what that may do; but for a role's codes, which only add to it. */
export function rightsOf(session: Session): string {
  const {
    id: _,
    name,
    durationSeconds,
    minimumSessionTokenSize,
    production,
    consent,
    console,
    look,
    ...rest
  } = session
  const mfa = session.operation === 'GetSessionToken' && session.mfa
  return JSON.stringify(Object.entries({ ...rest, mfa }).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function settingsOf({
  name,
  region,
  fallbackRegion,
  globalSts,
  stsUrl,
  mfaSerial,
}: IamUser): KeySettings {
  return { name, region, fallbackRegion, globalSts, stsUrl, mfaSerial }
}
