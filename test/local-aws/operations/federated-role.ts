import { parseArn } from '../arn.ts'
import { sessionArn } from '../caller.ts'
import type { RequestContext } from '../conditions.ts'
import { NO_ATTRIBUTES } from '../issuer.ts'
import type { Parameters } from '../parameters.ts'
import { judgeTrust } from '../policy.ts'
import { accessDenied, validationError } from '../refusal.ts'
import { DEFAULT_MAX_SESSION_SECONDS, findRole, type World } from '../world.ts'
import { type Xml, xml } from '../xml.ts'
import { credentialsXml, type OpenCall } from './operation.ts'
import {
  type AttributeParameters,
  attributeActions,
  attributeContext,
  checkAttributes,
} from './session-attributes.ts'
import {
  packedPercent,
  readSessionPolicies,
  type SessionPolicyParameters,
  sessionPolicies,
} from './session-policy.ts'

const DEFAULT_SECONDS = 3600

type Operation = 'AssumeRoleWithSAML' | 'AssumeRoleWithWebIdentity'

/** What anyone may ask for who has proved to an identity provider who they are. */
type RoleParameters = {
  readonly roleArn: string
  readonly seconds: number | undefined
  readonly leastTokenBytes: number
  readonly policies: SessionPolicyParameters
}

/** What the proof says. */
type Proof = {
  readonly providerArn: string
  readonly sessionName: string
  readonly attributes: AttributeParameters
  /** Condition keys that only this kind of proof has, in lower case. */
  readonly claims: RequestContext
  /** The session ends by then, whatever was asked. */
  readonly endsAt: number | null
}

export const readRoleParameters = (parameters: Parameters): RoleParameters => ({
  roleArn: parameters.required('RoleArn', { min: 20, max: 2048 }),
  seconds: parameters.whole('DurationSeconds', { min: 900, max: 43_200 }),
  leastTokenBytes: parameters.whole('MinimumSessionTokenSize', { min: 0, max: 4096 }) ?? 0,
  policies: readSessionPolicies(parameters),
})

/** The account in a role's ARN: whose providers count. */
export function accountOfRole(roleArn: string): string {
  const arn = parseArn(roleArn)
  if (arn === null || arn.service !== 'iam') throw validationError(`${roleArn} is invalid`)
  return arn.account
}

export const notAuthorized = (action: string) => accessDenied(`Not authorized to perform ${action}`)

/** The role, once it is sure that it trusts the provider with all this. One that does not exist answers alike. */
function openRole(
  world: World,
  roleArn: string,
  providerArn: string,
  actions: readonly string[],
  context: RequestContext,
) {
  const found = findRole(world, roleArn)
  for (const action of actions) {
    if (found === null) throw notAuthorized(action)
    const names = [{ type: 'Federated', name: providerArn, reach: 'exact' }] as const
    const { denied, reaches } = judgeTrust(found.role.trust, names, { action, resource: roleArn, context })
    if (denied || reaches.size === 0) throw notAuthorized(action)
  }
  if (found === null) throw new Error('a role is opened for at least one action')
  return found
}

/** Opens a session of the role for whoever brought the proof: the part of the answer that all such operations share. */
export function federatedSession(
  operation: Operation,
  { roleArn, seconds = DEFAULT_SECONDS, leastTokenBytes, policies }: RoleParameters,
  proof: Proof,
  { sts, now }: OpenCall,
): readonly Xml[] {
  const { providerArn, sessionName, claims } = proof
  const bounds = sessionPolicies(policies, sts.world, accountOfRole(roleArn))
  const attributes = checkAttributes(proof.attributes, { attributes: NO_ATTRIBUTES })
  const packed = packedPercent(policies, attributes.tags)
  const context = new Map<string, readonly string[]>([
    ...claims,
    ...attributeContext(attributes),
    ['aws:federatedprovider', [providerArn]],
    ['aws:currenttime', [new Date(now).toISOString()]],
    ['aws:securetransport', ['false']],
    ['sts:rolesessionname', [sessionName]],
  ])
  const actions = [`sts:${operation}`, ...attributeActions(attributes)]
  const { account, role } = openRole(sts.world, roleArn, providerArn, actions, context)
  if (seconds > (role.maxSessionSeconds ?? DEFAULT_MAX_SESSION_SECONDS)) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  const left = proof.endsAt === null ? seconds : (proof.endsAt - now) / 1000
  const temporary = sts.issuer.issue(
    {
      operation,
      arn: sessionArn(sts.world, account.id, role.name, sessionName),
      holder: { kind: 'role', roleArn, sessionName },
      mfaAt: null,
      sessionPolicies: bounds,
      attributes,
      seconds: Math.min(seconds, left, sts.lives.roleLifeSeconds ?? seconds),
      leastTokenBytes,
    },
    now,
  )
  const assumed = [xml('AssumedRoleId', `${role.roleId}:${sessionName}`), xml('Arn', temporary.arn)]
  return [
    xml('AssumedRoleUser', assumed),
    credentialsXml(temporary),
    ...(packed === null ? [] : [xml('PackedPolicySize', String(packed))]),
    ...(attributes.sourceIdentity === null ? [] : [xml('SourceIdentity', attributes.sourceIdentity)]),
  ]
}
