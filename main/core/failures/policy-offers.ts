import { accountOfArn, partitionOfArn } from '../sts/arns.ts'
import type { CallFacts } from '../sts/call-facts.ts'
import { partitionNamed } from '../sts/partitions.ts'
import { rootArnOf, type StsRequest, type StsRequestOf } from '../sts/sts-request.ts'

/** A policy for somebody to put where it belongs, and what must be said of it. */
export interface PolicyOffer {
  readonly text: string
  /** Where it is not exactly what it should be; null where it is. */
  readonly caution: string | null
}

/**
 * A role's trust policy that lets the caller in with what the request brings. Null where the caller is not known, or
 * is none that a trust policy can name.
 * @param actions that must be allowed
 */
export function trustPolicyFor(call: CallFacts, actions: readonly string[]): PolicyOffer | null {
  const { request } = call
  if (request?.operation === 'AssumeRoleWithSAML') return samlTrust(request, actions)
  if (request?.operation === 'AssumeRoleWithWebIdentity') return webTrust(request, call.proof, actions)
  if (request?.operation !== 'AssumeRole' || call.caller === null) return null
  const principal = principalOf(call.caller)
  if (principal === null) return null
  const { externalId } = request
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: principal.arn },
    Action: actions,
    ...(externalId === null ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
  }
  return { text: policyOf(statement), caution: principal.caution }
}

/** What the caller's own policies must allow; null where no policy of the caller's is asked. */
export function identityPolicyFor({ request }: CallFacts, actions: readonly string[]): string | null {
  if (request === null) return null
  switch (request.operation) {
    case 'AssumeRole':
      return policyOf({ Effect: 'Allow', Action: actions, Resource: request.roleArn })
    case 'AssumeRoot':
      // Whoever may use it on any account, and for any task, is above all of them.
      return policyOf({
        Effect: 'Allow',
        Action: actions,
        Resource: rootArnOf(request),
        Condition: { StringEquals: { 'sts:TaskPolicyArn': request.taskPolicyArn } },
      })
    case 'GetFederationToken':
      return policyOf({ Effect: 'Allow', Action: actions, Resource: '*' })
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
    case 'GetSessionToken':
      return null
  }
}

/**
 * Every action that a call must be allowed: what it brings along has actions of its own, and so has what the sessions
 * before it pass on.
 * @param refused the action that AWS's text names, or null
 */
export function actionsOf(
  { operation, request, passedOn = [] }: CallFacts,
  refused: string | null,
): readonly string[] {
  const known = [actionOf(operation), ...(request === null ? [] : broughtBy(request)), ...passedOn]
  // Only a company or an issuer can have set what nobody here has: then it may be both.
  const unknown = refused !== null && ATTRIBUTES.includes(refused) && !known.includes(refused)
  return [...new Set([...known, ...(unknown ? ATTRIBUTES : [])])]
}

/** As policies name it. */
export function actionOf(operation: CallFacts['operation']): string {
  return operation === 'ListMFADevices' ? 'iam:ListMFADevices' : `sts:${operation}`
}

/** What it takes to give tags and a source identity to a session. */
const ATTRIBUTES: readonly string[] = ['sts:TagSession', 'sts:SetSourceIdentity']

function broughtBy(request: StsRequest): readonly string[] {
  const tagged = 'tags' in request && request.tags.length > 0
  const role = request.operation === 'AssumeRole' ? request : null
  return [
    ...(tagged ? ['sts:TagSession'] : []),
    ...(role !== null && role.sourceIdentity !== null ? ['sts:SetSourceIdentity'] : []),
    ...(role !== null && role.providedContexts.length > 0 ? ['sts:SetContext'] : []),
  ]
}

/**
 * What a role must allow for what the sessions before it pass on.
 * Source: "Chaining session tags" and "Permissions required to set source identity" in the IAM User Guide.
 * @param before the requests that lead to its own
 */
export function actionsPassedOn(before: readonly StsRequest[]): readonly string[] {
  const roles = before.flatMap(each => (each.operation === 'AssumeRole' ? [each] : []))
  return [
    ...(roles.some(each => each.transitiveTagKeys.length > 0) ? ['sts:TagSession'] : []),
    ...(roles.some(each => each.sourceIdentity !== null) ? ['sts:SetSourceIdentity'] : []),
  ]
}

/** Whether the caller and the role are of one account, where a trust policy that names the user is enough by itself. */
export function isWithinAccount({ request, caller }: CallFacts): boolean {
  return (
    request?.operation === 'AssumeRole' &&
    caller !== null &&
    accountOfArn(request.roleArn) === accountOfArn(caller)
  )
}

/** Whether a role's credentials signed. */
export function isRoleSession(caller: string | null): boolean {
  return caller !== null && /^arn:[^:]+:sts::\d{12}:assumed-role\//.test(caller)
}

/** How a trust policy names a caller: a role in the place of its session. */
function principalOf(caller: string): { readonly arn: string; readonly caution: string | null } | null {
  const [, partition, account, role] =
    /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(caller) ?? []
  if (partition === undefined)
    return /^arn:[^:]+:iam::\d{12}:user\/.+$/.test(caller) ? { arn: caller, caution: null } : null
  return {
    arn: `arn:${partition}:iam::${account}:role/${role}`,
    caution: `AWS does not tell the path of ${role}: if it has one, as in role/team/${role}, add it.`,
  }
}

/** AWS means by `SAML:aud` where the response was to be posted to, which differs from partition to partition. */
function samlTrust(
  { principalArn }: StsRequestOf<'AssumeRoleWithSAML'>,
  actions: readonly string[],
): PolicyOffer {
  const host = partitionNamed(partitionOfArn(principalArn))?.console?.signInHost ?? null
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: principalArn },
    Action: [...new Set([...actions, 'sts:TagSession'])],
    ...(host === null ? {} : { Condition: { StringEquals: { 'SAML:aud': `https://${host}/saml` } } }),
  }
  return {
    text: policyOf(statement),
    caution:
      host === null
        ? 'Add a condition on SAML:aud: the address that the company’s sign-in posts to.'
        : 'Where the company’s sign-in posts to the address of a Region, or of the provider itself, SAML:aud must name that.',
  }
}

/**
 * For one subject alone: many issuers serve whole worlds, with one audience for all.
 * Source: "Create a role for OpenID Connect federation" in the IAM User Guide.
 */
function webTrust(
  { roleArn }: StsRequestOf<'AssumeRoleWithWebIdentity'>,
  proof: CallFacts['proof'],
  actions: readonly string[],
): PolicyOffer | null {
  if (proof === null || proof.issuer === null || proof.audience === null || proof.subject === null)
    return null
  const provider = proof.issuer.replace(/^https:\/\//, '').replace(/\/$/, '')
  const [partition, account] = [partitionOfArn(roleArn), accountOfArn(roleArn)]
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${provider}` },
    Action: actions,
    Condition: {
      StringEquals: { [`${provider}:aud`]: proof.audience, [`${provider}:sub`]: proof.subject },
    },
  }
  return { text: policyOf(statement), caution: null }
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2)
}
