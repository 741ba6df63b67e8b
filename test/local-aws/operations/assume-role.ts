import { parseArn } from '../arn.ts'
import { callerContext, judge } from '../authorize.ts'
import { sessionArn } from '../caller.ts'
import type { RequestContext } from '../conditions.ts'
import { Parameters } from '../parameters.ts'
import { accessDenied, validationError } from '../refusal.ts'
import { DEFAULT_MAX_SESSION_SECONDS, findRole } from '../world.ts'
import { xml } from '../xml.ts'
import { checkMfa, readMfa } from './mfa.ts'
import { credentialsXml, type Operation, type SignedCall } from './operation.ts'
import { contextActions, providersContext, readProvidedContexts } from './provided-contexts.ts'
import { checkRegion } from './region.ts'
import { attributeActions, attributeContext, checkAttributes, readAttributes } from './session-attributes.ts'
import { packedPercent, readSessionPolicies, sessionPolicies } from './session-policy.ts'

const DEFAULT_SECONDS = 3600
const CHAINED_MAX_SECONDS = 3600

function readParameters({ form }: SignedCall) {
  const parameters = new Parameters(form)
  const read = {
    roleArn: parameters.required('RoleArn', { min: 20, max: 2048 }),
    sessionName: parameters.required('RoleSessionName', { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ }),
    seconds: parameters.whole('DurationSeconds', { min: 900, max: 43_200 }),
    externalId: parameters.text('ExternalId', { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ }),
    leastTokenBytes: parameters.whole('MinimumSessionTokenSize', { min: 0, max: 4096 }) ?? 0,
    mfa: readMfa(parameters),
    policies: readSessionPolicies(parameters),
    wanted: readAttributes(parameters),
    providers: readProvidedContexts(parameters),
  }
  parameters.check()
  return read
}

/** The role, once it is sure that the caller may do all this to it. One that does not exist answers alike. */
function openRole(
  { sts, caller }: SignedCall,
  roleArn: string,
  actions: readonly string[],
  context: RequestContext,
) {
  const found = findRole(sts.world, roleArn)
  const { tellsSilentPolicies = false } = sts.world
  const target = found && { account: found.account.id, arn: roleArn, trust: found.role.trust }
  for (const action of actions) {
    const denial = target === null ? '' : judge(caller, target, action, context, tellsSilentPolicies)
    if (found === null || denial !== null) {
      throw accessDenied(
        `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}${denial ?? ''}`,
      )
    }
  }
  if (found === null) throw new Error('a role is opened for at least one action')
  return found
}

export const assumeRole: Operation = {
  name: 'AssumeRole',
  kind: 'signed',
  callers: ['long-term', 'session', 'role'],
  run(call) {
    const { sts, caller, now } = call
    const { roleArn, sessionName, seconds, externalId, leastTokenBytes, mfa, policies, wanted, providers } =
      readParameters(call)
    if (caller.isRoot) throw accessDenied('Roles may not be assumed by root accounts.')
    checkRegion(call)
    const arn = parseArn(roleArn)
    if (arn === null || arn.service !== 'iam') throw validationError(`${roleArn} is invalid`)
    const bounds = sessionPolicies(policies, sts.world, arn.account)
    const attributes = checkAttributes(wanted, caller)
    const packed = packedPercent(policies, attributes.tags)
    const mfaAt = checkMfa(mfa, call)

    const context = new Map([
      ...callerContext(caller, mfaAt, now),
      ...attributeContext(attributes),
      ...providersContext(providers),
    ])
    context.set('sts:rolesessionname', [sessionName])
    if (externalId !== undefined) context.set('sts:externalid', [externalId])
    const actions = ['sts:AssumeRole', ...attributeActions(attributes), ...contextActions(providers)]
    const { account, role } = openRole(call, roleArn, actions, context)

    const asked = seconds ?? DEFAULT_SECONDS
    if (caller.credentials === 'role' && asked > CHAINED_MAX_SECONDS) {
      throw validationError(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      )
    }
    if (asked > (role.maxSessionSeconds ?? DEFAULT_MAX_SESSION_SECONDS)) {
      throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
    }
    const temporary = sts.issuer.issue(
      {
        operation: 'AssumeRole',
        arn: sessionArn(sts.world, account.id, role.name, sessionName),
        holder: { kind: 'role', roleArn, sessionName },
        mfaAt,
        sessionPolicies: bounds,
        attributes,
        chained: caller.credentials === 'role',
        seconds: Math.min(asked, sts.lives.roleLifeSeconds ?? asked),
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
  },
}
