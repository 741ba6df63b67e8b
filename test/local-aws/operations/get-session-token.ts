import { NO_ATTRIBUTES } from '../issuer.ts'
import { Parameters } from '../parameters.ts'
import { checkMfa, readMfa } from './mfa.ts'
import { credentialsXml, type Operation } from './operation.ts'
import { checkNotForbidden } from './permission.ts'
import { checkRegion } from './region.ts'

const DEFAULT_SECONDS = 43_200
const ROOT_MAX_SECONDS = 3600

export const getSessionToken: Operation = {
  name: 'GetSessionToken',
  kind: 'signed',
  callers: ['long-term'],
  run(call) {
    const { sts, form, caller, now } = call
    const parameters = new Parameters(form)
    const asked = parameters.whole('DurationSeconds', { min: 900, max: 129_600 }) ?? DEFAULT_SECONDS
    const leastTokenBytes = parameters.whole('MinimumSessionTokenSize', { min: 0, max: 4096 }) ?? 0
    const mfa = readMfa(parameters)
    parameters.check()
    checkRegion(call)
    checkNotForbidden(call, { action: 'sts:GetSessionToken', resource: caller.arn })
    const mfaAt = checkMfa(mfa, call)
    // AWS does not refuse the root user more than an hour: it gives the hour.
    const most = caller.isRoot ? ROOT_MAX_SECONDS : asked
    const temporary = sts.issuer.issue(
      {
        operation: 'GetSessionToken',
        arn: caller.arn,
        holder: { kind: 'owner', arn: caller.arn },
        mfaAt,
        sessionPolicies: [],
        attributes: NO_ATTRIBUTES,
        seconds: Math.min(asked, most, sts.lives.sessionTokenLifeSeconds ?? asked),
        leastTokenBytes,
      },
      now,
    )
    return [credentialsXml(temporary)]
  },
}
