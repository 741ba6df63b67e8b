import { type Issuer, NO_ATTRIBUTES, type SessionAttributes, type Temporary } from './issuer.ts'
import type { PolicyDocument, PrincipalName } from './policy.ts'
import { invalidToken, Refusal } from './refusal.ts'
import {
  type Authorization,
  headerOf,
  parseAuthorization,
  type RawRequest,
  verifySignature,
} from './sigv4.ts'
import type { MfaDevice } from './totp.ts'
import {
  type Account,
  findKey,
  findOwner,
  findRole,
  type Owner,
  partitionOf,
  rootArn,
  userArn,
  type World,
} from './world.ts'

/** Who signed a call, and with what. */
export type Caller = {
  /**
   * `long-term` keys, credentials of GetSessionToken (`session`), of an assumed `role`, of GetFederationToken
   * (`federation`), or of AssumeRoot (`root-task`).
   */
  readonly credentials: 'long-term' | 'session' | 'role' | 'federation' | 'root-task'
  readonly isRoot: boolean
  readonly account: string
  readonly arn: string
  readonly userId: string
  /** An IAM user's own name. */
  readonly userName: string | null
  /** The names under which trust policies may mean this caller. */
  readonly names: readonly PrincipalName[]
  /** The ARN that `aws:PrincipalArn` holds: a role's, where `arn` is its session's. */
  readonly principalArn: string
  readonly tags: ReadonlyMap<string, string>
  readonly identityPolicies: readonly PolicyDocument[]
  readonly sessionPolicies: readonly PolicyDocument[]
  /** Null where there is none. */
  readonly permissionsBoundary: PolicyDocument | null
  /** Of the caller's account; null where nothing bounds it. */
  readonly serviceControlPolicies: readonly PolicyDocument[] | null
  readonly mfaDevices: readonly MfaDevice[]
  readonly mfaAt: number | null
  readonly attributes: SessionAttributes
}

const accountNames = (world: World, account: Account): readonly PrincipalName[] =>
  [rootArn(world, account), account.id].map(name => ({ type: 'AWS', name, reach: 'account' }) as const)

/** They don't hold for the organization's management account. */
const controlPolicies = ({ organization }: World, { id, serviceControlPolicies }: Account) =>
  organization?.managementAccount === id ? null : (serviceControlPolicies ?? null)

function ownerCaller(
  world: World,
  owner: Owner,
  credentials: Exclude<Caller['credentials'], 'role' | 'federation'>,
  temporary: Temporary | null,
): Caller {
  const { account } = owner
  const common = {
    credentials,
    serviceControlPolicies: controlPolicies(world, account),
    account: account.id,
    mfaAt: temporary?.mfaAt ?? null,
    sessionPolicies: temporary?.sessionPolicies ?? [],
    attributes: temporary?.attributes ?? NO_ATTRIBUTES,
  }
  if (owner.kind === 'root') {
    const arn = rootArn(world, account)
    return {
      ...common,
      isRoot: true,
      arn,
      principalArn: arn,
      userId: account.id,
      userName: null,
      names: accountNames(world, account),
      tags: new Map(),
      identityPolicies: [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
      permissionsBoundary: null,
      mfaDevices: account.root?.mfaDevices ?? [],
    }
  }
  const { user } = owner
  const arn = userArn(world, account, user)
  return {
    ...common,
    isRoot: false,
    arn,
    principalArn: arn,
    userId: user.userId,
    userName: user.name,
    names: [...accountNames(world, account), { type: 'AWS', name: arn, reach: 'exact' }],
    tags: user.tags ?? new Map(),
    identityPolicies: user.policies,
    permissionsBoundary: user.permissionsBoundary ?? null,
    mfaDevices: user.mfaDevices,
  }
}

function roleCaller(world: World, arn: string, sessionName: string, temporary: Temporary): Caller | null {
  const found = findRole(world, arn)
  if (found === null) return null
  const { account, role } = found
  return {
    credentials: 'role',
    isRoot: false,
    account: account.id,
    arn: temporary.arn,
    principalArn: arn,
    userId: `${role.roleId}:${sessionName}`,
    userName: null,
    names: [
      ...accountNames(world, account),
      { type: 'AWS', name: arn, reach: 'role' },
      { type: 'AWS', name: temporary.arn, reach: 'exact' },
    ],
    // A session's tag overrides the role's own.
    tags: new Map([...(role.tags ?? []), ...temporary.attributes.tags]),
    attributes: temporary.attributes,
    identityPolicies: role.policies,
    permissionsBoundary: role.permissionsBoundary ?? null,
    serviceControlPolicies: controlPolicies(world, account),
    sessionPolicies: temporary.sessionPolicies,
    mfaDevices: [],
    // MFA stays behind with whoever assumed the role: it does not travel down a chain.
    mfaAt: null,
  }
}

/** Somebody else in the user's place, known by the session's name and by the tags that were given to it. */
const federatedCaller = (owner: Caller, name: string, { arn, attributes }: Temporary): Caller => ({
  ...owner,
  credentials: 'federation',
  isRoot: false,
  arn,
  principalArn: arn,
  userId: `${owner.account}:${name}`,
  userName: null,
  names: [
    ...owner.names.filter(({ reach }) => reach === 'account'),
    { type: 'AWS', name: arn, reach: 'exact' },
  ],
  tags: new Map([...owner.tags, ...attributes.tags]),
  mfaDevices: [],
})

export const federatedArn = (world: World, accountId: string, name: string) =>
  `arn:${partitionOf(world)}:sts::${accountId}:federated-user/${name}`

export const sessionArn = (world: World, accountId: string, roleName: string, sessionName: string) =>
  `arn:${partitionOf(world)}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`

function temporaryCaller(world: World, temporary: Temporary): Caller {
  const { holder } = temporary
  if (holder.kind === 'role') {
    const caller = roleCaller(world, holder.roleArn, holder.sessionName, temporary)
    if (caller === null) throw invalidToken()
    return caller
  }
  const owner = findOwner(world, holder.arn)
  if (owner === null) throw invalidToken()
  switch (holder.kind) {
    case 'owner':
      return ownerCaller(world, owner, 'session', temporary)
    case 'root-task':
      return ownerCaller(world, owner, 'root-task', temporary)
    case 'federation':
      return federatedCaller(ownerCaller(world, owner, 'session', temporary), holder.name, temporary)
  }
}

/** Finds out who signed this request, or refuses it with the words that AWS has for the reason. */
export function identify(
  world: World,
  issuer: Issuer,
  request: RawRequest,
  service: string,
  now: number,
): Caller {
  const authorization: Authorization = parseAuthorization(request)
  const token = headerOf(request, 'x-amz-security-token')
  const temporary = issuer.find(authorization.accessKeyId)
  if (temporary === null) {
    const found = findKey(world, authorization.accessKeyId)
    if (found === null || !found.key.active || token !== undefined) throw invalidToken()
    verifySignature(request, authorization, found.key.secretAccessKey, service, now)
    return ownerCaller(world, found.owner, 'long-term', null)
  }
  if (token !== temporary.sessionToken) throw invalidToken()
  verifySignature(request, authorization, temporary.secretAccessKey, service, now)
  if (now >= temporary.expiresAt) {
    throw new Refusal('ExpiredToken', 403, 'The security token included in the request is expired')
  }
  return temporaryCaller(world, temporary)
}
