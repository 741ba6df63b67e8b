import { federatedArn } from '../caller.ts'
import { NO_ATTRIBUTES } from '../issuer.ts'
import { Parameters } from '../parameters.ts'
import { xml } from '../xml.ts'
import { credentialsXml, type Operation, type SignedCall } from './operation.ts'
import { checkPermission } from './permission.ts'
import { checkRegion } from './region.ts'
import { attributeActions, attributeContext, checkAttributes, readTags } from './session-attributes.ts'
import { packedPercent, readSessionPolicies, sessionPolicies } from './session-policy.ts'

const DEFAULT_SECONDS = 43_200
const ROOT_MAX_SECONDS = 3600

function readParameters({ form }: SignedCall) {
  const parameters = new Parameters(form)
  const read = {
    name: parameters.required('Name', { min: 2, max: 32, pattern: /^[\w+=,.@-]*$/ }),
    asked: parameters.whole('DurationSeconds', { min: 900, max: 129_600 }) ?? DEFAULT_SECONDS,
    leastTokenBytes: parameters.whole('MinimumSessionTokenSize', { min: 0, max: 4096 }) ?? 0,
    policies: readSessionPolicies(parameters),
    tags: readTags(parameters),
  }
  parameters.check()
  return read
}

/** Gives less than the caller has: what both its policies and the session's allow, and nothing without the latter. */
export const getFederationToken: Operation = {
  name: 'GetFederationToken',
  kind: 'signed',
  callers: ['long-term'],
  run(call) {
    const { sts, caller, now } = call
    const { name, asked, leastTokenBytes, policies, tags } = readParameters(call)
    checkRegion(call)
    const bounds = sessionPolicies(policies, sts.world, caller.account)
    const wanted = { tags, transitiveTagKeys: [], sourceIdentity: undefined }
    const attributes = checkAttributes(wanted, { attributes: NO_ATTRIBUTES })
    const packed = packedPercent(policies, attributes.tags)
    const arn = federatedArn(sts.world, caller.account, name)
    const context = attributeContext(attributes)
    for (const action of ['sts:GetFederationToken', ...attributeActions(attributes)]) {
      checkPermission(call, { action, resource: arn, context })
    }
    // AWS does not refuse the root user more than an hour: it gives the hour.
    const most = caller.isRoot ? ROOT_MAX_SECONDS : asked
    const temporary = sts.issuer.issue(
      {
        operation: 'GetFederationToken',
        arn,
        holder: { kind: 'federation', arn: caller.arn, name },
        mfaAt: null,
        sessionPolicies: bounds,
        attributes,
        seconds: Math.min(asked, most, sts.lives.sessionTokenLifeSeconds ?? asked),
        leastTokenBytes,
      },
      now,
    )
    return [
      credentialsXml(temporary),
      xml('FederatedUser', [xml('FederatedUserId', `${caller.account}:${name}`), xml('Arn', arn)]),
      ...(packed === null ? [] : [xml('PackedPolicySize', String(packed))]),
    ]
  },
}
