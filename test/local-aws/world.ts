import { createPublicKey, X509Certificate } from 'node:crypto'
import type { JWK } from 'jose'
import { parseArn } from './arn.ts'
import { type PolicyDocument, policyProblem } from './policy.ts'
import { base32Decode, type MfaDevice } from './totp.ts'

/**
 * What exists in this AWS. It is read anew for each call, so a test may change it while the server runs:
 * deactivate a key, rewrite a trust policy, delete a user.
 */
export type World = {
  /** `aws` unless said otherwise. */
  partition?: string
  accounts: Account[]
  organization?: Organization
  /**
   * Whether a refused AssumeRole says that no identity-based policy allows it. AWS says so in some accounts and not
   * in others, and not is usual: off unless said.
   */
  tellsSilentPolicies?: boolean
}

/** AWS Organizations, as far as it decides about root users and service control policies. */
export type Organization = {
  managementAccount: string
  /** Members that manage the root users of the others. */
  delegatedAdministrators: string[]
  /** All but the management account. */
  members: string[]
  /** Centralized root access: whether AssumeRoot works at all. */
  rootSessions: boolean
}

export type Account = {
  /** Twelve digits. */
  id: string
  users: User[]
  roles: Role[]
  /** Policies that a session may name in PolicyArns, by their name (AWS's own ones too). */
  managedPolicies?: ManagedPolicy[]
  samlProviders?: SamlProvider[]
  oidcProviders?: OidcProvider[]
  /** Regions in which its STS is not activated. */
  disabledRegions?: string[]
  /** One level of them: where there are any, nobody in the account may more than they allow. */
  serviceControlPolicies?: PolicyDocument[]
  /** The account's root user, where it has keys. */
  root?: { keys: AccessKey[]; mfaDevices: MfaDevice[] }
}

export type User = {
  name: string
  /** `/` unless said otherwise; starts and ends with a slash. */
  path?: string
  /** `AIDA…` */
  userId: string
  keys: AccessKey[]
  mfaDevices: MfaDevice[]
  policies: PolicyDocument[]
  permissionsBoundary?: PolicyDocument
  tags?: ReadonlyMap<string, string>
}

export type AccessKey = { accessKeyId: string; secretAccessKey: string; active: boolean }

export type Role = {
  name: string
  path?: string
  /** `AROA…` */
  roleId: string
  trust: PolicyDocument
  policies: PolicyDocument[]
  permissionsBoundary?: PolicyDocument
  /** MaxSessionDuration: 3600 unless said otherwise, 43 200 at most. */
  maxSessionSeconds?: number
  tags?: ReadonlyMap<string, string>
}

export type ManagedPolicy = { arn: string; document: PolicyDocument }

/** An identity provider whose signed SAML assertions the account's roles may trust. */
export type SamlProvider = {
  arn: string
  /** What it calls itself, as Issuer of its assertions. */
  entityId: string
  /** What its signatures are checked with, in PEM. */
  certificate: string
}

/** An identity provider whose signed JWTs the account's roles may trust. */
export type OidcProvider = {
  /** The `iss` of its tokens, with https; its ARN has the same without. */
  url: string
  /** The audiences that its tokens may be for. */
  clientIds: string[]
  /** What it publishes: public keys, each with its `kid`. */
  keys: JWK[]
  /** AWS can't fetch the keys now. */
  unreachable?: boolean
}

export type Owner =
  | { readonly kind: 'root'; readonly account: Account }
  | { readonly kind: 'user'; readonly account: Account; readonly user: User }

export const DEFAULT_MAX_SESSION_SECONDS = 3600

export const partitionOf = (world: World) => world.partition ?? 'aws'
export const rootArn = (world: World, account: Pick<Account, 'id'>) =>
  `arn:${partitionOf(world)}:iam::${account.id}:root`
export const userArn = (world: World, account: Account, user: User) =>
  `arn:${partitionOf(world)}:iam::${account.id}:user${user.path ?? '/'}${user.name}`
export const roleArn = (world: World, account: Account, role: Role) =>
  `arn:${partitionOf(world)}:iam::${account.id}:role${role.path ?? '/'}${role.name}`

/** The issuer without its scheme: how ARNs and condition keys name it. */
export const oidcName = ({ url }: OidcProvider) => url.replace('https://', '')
export const oidcArn = (world: World, account: Account, provider: OidcProvider) =>
  `arn:${partitionOf(world)}:iam::${account.id}:oidc-provider/${oidcName(provider)}`

export function findKey(world: World, accessKeyId: string): { owner: Owner; key: AccessKey } | null {
  for (const account of world.accounts) {
    const rootKey = account.root?.keys.find(key => key.accessKeyId === accessKeyId)
    if (rootKey !== undefined) return { owner: { kind: 'root', account }, key: rootKey }
    for (const user of account.users) {
      const key = user.keys.find(one => one.accessKeyId === accessKeyId)
      if (key !== undefined) return { owner: { kind: 'user', account, user }, key }
    }
  }
  return null
}

/** The user or root user that has this ARN. */
export function findOwner(world: World, arn: string): Owner | null {
  for (const account of world.accounts) {
    if (rootArn(world, account) === arn) return { kind: 'root', account }
    const user = account.users.find(one => userArn(world, account, one) === arn)
    if (user !== undefined) return { kind: 'user', account, user }
  }
  return null
}

export function findRole(world: World, arn: string): { account: Account; role: Role } | null {
  for (const account of world.accounts) {
    const role = account.roles.find(one => roleArn(world, account, one) === arn)
    if (role !== undefined) return { account, role }
  }
  return null
}

export const findManagedPolicy = (world: World, arn: string): ManagedPolicy | null =>
  world.accounts.flatMap(account => account.managedPolicies ?? []).find(policy => policy.arn === arn) ?? null

export const findDevice = (world: World, serial: string): MfaDevice | null =>
  world.accounts
    .flatMap(({ root, users }) => [root, ...users])
    .flatMap(holder => holder?.mfaDevices ?? [])
    .find(device => device.serial === serial) ?? null

const boundaryOf = ({ permissionsBoundary: boundary }: User | Role) =>
  boundary === undefined ? [] : [boundary]

/** Its accounts must be there, and its administrators among its members. */
function checkOrganization({ accounts, organization }: World) {
  if (organization === undefined) return
  const { managementAccount, delegatedAdministrators, members } = organization
  const unknown = [managementAccount, ...members].find(id => !accounts.some(account => account.id === id))
  if (unknown !== undefined) throw new Error(`no such world: ${unknown} in its organization is no account`)
  if (members.includes(managementAccount))
    throw new Error('no such world: the management account is a member')
  if (!delegatedAdministrators.every(id => members.includes(id))) {
    throw new Error('no such world: a delegated administrator is no member')
  }
}

/** An identity provider's certificate or keys must be such as AWS takes. */
function checkProviders({ id, samlProviders = [], oidcProviders = [] }: Account) {
  for (const { arn, certificate } of samlProviders) {
    const { account, resource = '' } = parseArn(arn) ?? {}
    if (account !== id || !resource.startsWith('saml-provider/')) {
      throw new Error(`no such world: ${arn} is no SAML provider of ${id}`)
    }
    new X509Certificate(certificate)
  }
  for (const { url, clientIds, keys } of oidcProviders) {
    if (!/^https:\/\/[^?#]+[^?#/]$/.test(url) || clientIds.length === 0) {
      throw new Error(`no such world: ${url} is no OIDC provider`)
    }
    for (const key of keys) createPublicKey({ key, format: 'jwk' })
  }
}

/** Throws on a world that AWS could not hold, so that a slip in a test's world is not taken for a refusal. */
export function checkWorld(world: World) {
  const fail = (what: string) => {
    throw new Error(`no such world: ${what}`)
  }
  const seen = new Set<string>()
  const once = (what: string) => (seen.has(what) ? fail(`${what} is there twice`) : seen.add(what))
  const checkPolicies = (where: string, documents: readonly PolicyDocument[], kind: 'identity' | 'trust') => {
    for (const document of documents) {
      const problem = policyProblem(document, kind)
      if (problem !== null) fail(`in a policy of ${where} ${problem}`)
    }
  }
  checkOrganization(world)
  for (const account of world.accounts) {
    if (!/^\d{12}$/.test(account.id)) fail(`${account.id} is no account id`)
    once(account.id)
    checkProviders(account)
    checkPolicies(account.id, account.serviceControlPolicies ?? [], 'identity')
    if (account.serviceControlPolicies?.length === 0)
      fail(`${account.id} has an empty list of control policies`)
    for (const { arn } of account.samlProviders ?? []) once(arn)
    for (const provider of account.oidcProviders ?? []) once(oidcArn(world, account, provider))
    for (const { keys, mfaDevices } of [...account.users, ...(account.root ? [account.root] : [])]) {
      for (const { accessKeyId } of keys) {
        if (!/^AKIA[A-Z2-7]{16}$/.test(accessKeyId)) fail(`${accessKeyId} is no access key id`)
        once(accessKeyId)
      }
      for (const { serial, secret } of mfaDevices) {
        if (base32Decode(secret).length < 10) fail(`the secret of ${serial} is too short`)
        once(serial)
      }
    }
    for (const user of account.users) {
      once(userArn(world, account, user))
      checkPolicies(user.name, [...user.policies, ...boundaryOf(user)], 'identity')
    }
    for (const role of account.roles) {
      const life = role.maxSessionSeconds ?? DEFAULT_MAX_SESSION_SECONDS
      if (life < 3600 || life > 43_200) fail(`a role can't last ${life} s`)
      once(roleArn(world, account, role))
      checkPolicies(role.name, [role.trust], 'trust')
      checkPolicies(role.name, [...role.policies, ...boundaryOf(role)], 'identity')
    }
    for (const { arn, document } of account.managedPolicies ?? []) {
      if (parseArn(arn)?.resource.startsWith('policy/') !== true) fail(`${arn} is no managed policy`)
      once(arn)
      checkPolicies(arn, [document], 'identity')
    }
  }
}
