import type { CallFacts } from './failure.ts'
import { listed } from './listed.ts'

/**
 * Names one policy only where AWS's own text does; else both, with what our request did not bring.
 * Source: IAM User Guide, "Troubleshoot access denied error messages".
 */
export function denialAdvice(message: string, call: CallFacts): string {
  const policy = policyNamed(message, call) ?? policiesOf(call)
  const lacking = [
    ...(call.mfa ? [] : ['no MFA code of its own']),
    ...(call.request?.operation === 'AssumeRole' && call.request.externalId === null
      ? ['no external ID']
      : []),
  ]
  const brought =
    lacking.length === 0 ? '' : ` The request brought ${listed(lacking)}; a condition may ask for it.`
  // A condition on aws:MultiFactorAuthAge, or sessions that were revoked in IAM.
  const older =
    call.temporary && !call.mfa
      ? ' If it asks for a newer code than that of the credentials that signed, Forget All Sessions has Understudy ask for one.'
      : ''
  return `${policy}${brought}${older}`
}

function policyNamed(message: string, call: CallFacts): string | null {
  const reason =
    /(explicit deny) in (?:an? |the )?([\w -]+? policy|permissions boundary)|because no ([\w -]+? policy|permissions boundary) allows/i.exec(
      message,
    )
  if (reason === null) return null
  const denied = reason[1] !== undefined
  const action = `sts:${call.operation}`
  switch ((reason[2] ?? reason[3] ?? '').toLowerCase()) {
    case 'identity-based policy':
      return denied
        ? 'AWS names an explicit deny in the caller’s identity policy: nothing can be granted over it, so that statement must go or make an exception.'
        : `AWS names the caller’s identity policy: allow ${action} there.`
    case 'role trust policy':
    case 'resource-based policy':
      return denied
        ? 'AWS names an explicit deny in the role’s trust policy: that statement must go or make an exception.'
        : 'AWS names the role’s trust policy: it must name the caller.'
    case 'service control policy':
      return 'AWS names a service control policy of the organization: ask whoever manages it.'
    case 'resource control policy':
      return 'AWS names a resource control policy of the organization: ask whoever manages it.'
    case 'permissions boundary':
      return denied
        ? 'AWS names an explicit deny in the caller’s permissions boundary: that statement must go or make an exception.'
        : `AWS names the caller’s permissions boundary: it must allow ${action} too.`
    case 'session policy':
      return denied
        ? 'AWS names an explicit deny in the session policy of the source.'
        : `AWS names the session policy of the source: it must allow ${action} too.`
    default:
      return null
  }
}

function policiesOf(call: CallFacts): string {
  return call.operation === 'AssumeRole'
    ? 'One of two policies says no: the caller’s identity policy must allow sts:AssumeRole on the role, or the role’s trust policy must name the caller.'
    : `The caller’s policies must allow sts:${call.operation}.`
}
