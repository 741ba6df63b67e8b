import { MINUTE, SECOND } from '../clock.ts'
import type { CallFacts } from '../sts/call-facts.ts'
import { partitionOfRegion } from '../sts/partitions.ts'
import type { StsRequest } from '../sts/sts-request.ts'
import { explainDenied } from './explain-denial.ts'
import { explainProof } from './explain-proof.ts'
import type { Explanation, Remedy } from './explanation.ts'
import { type Failure, isWrongCode } from './failure.ts'
import { isThrottling } from './failure-remedy.ts'
import { showSpan } from './span.ts'

type Refusal = Extract<Failure, { kind: 'aws' }>

/** AWS takes a signature whose time is off by up to this (ms), so below it the clock is not to blame. */
const ALLOWED_SKEW = 5 * MINUTE
/** From this skew (ms) on the clock is worth naming. */
const NOTABLE_SKEW = MINUTE
/** What every role gives (s): the least MaxSessionDuration that IAM takes, and STS's own default. */
const EVERY_ROLE_GIVES = 3_600

/** What AWS answered and refused, in words. */
export function explainAws(failure: Refusal): Explanation {
  const explanation = explainCode(failure)
  return failure.requestId === null ? explanation : { ...explanation, requestId: failure.requestId }
}

function explainCode(failure: Refusal): Explanation {
  const { call, code, message } = failure
  switch (code) {
    case 'AccessDenied':
    case 'AccessDeniedException':
    case 'UnauthorizedOperation':
      return isWrongCode(failure)
        ? {
            title: 'AWS did not take that MFA code.',
            advice: 'Wait for the next code and enter that.',
            remedies: [{ kind: 'next-code' }],
          }
        : explainDenied(message, call)
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
      return explainUnknownKey(call)
    case 'SignatureDoesNotMatch':
      return explainSignature(failure)
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return (
        explainProof(failure) ?? {
          title: 'The credentials that this session starts from have run out.',
          advice: 'Start the session again.',
        }
      )
    case 'IDPRejectedClaim':
    case 'InvalidIdentityToken':
    case 'IDPCommunicationError':
    case 'InvalidContextAssertion':
      return explainProof(failure) ?? explainOther(failure)
    case 'ValidationError':
      return explainParameter(failure)
    case 'MalformedPolicyDocument':
      return {
        title: `AWS did not take the session policies (${code}): ${message}`,
        advice:
          'Correct them in the session, or revoke the access under Connect a Tool that has them and add it anew.',
      }
    case 'PackedPolicyTooLarge':
      return explainTooLarge(failure)
    case 'RegionDisabledException':
      return explainRegion(call)
    default:
      return explainOther(failure)
  }
}

function explainOther(failure: Refusal): Explanation {
  const { call, code, message, status } = failure
  if (isThrottling(failure))
    return {
      title: 'AWS asks for fewer calls at the moment.',
      advice: `Wait a moment. ${whoTriesAgain(call)}`,
    }
  return status >= 500
    ? {
        title: `AWS STS has a fault in ${call.region} (${status} ${code}).`,
        advice: `Wait a moment. ${whoTriesAgain(call)}`,
      }
    : {
        title: `AWS refused ${call.operation} (${code}): ${message}`,
        advice: 'Correct what it names, then start the session again.',
      }
}

function explainUnknownKey({ accessKeyHint, record }: CallFacts): Explanation {
  const worked = record === null || record.keyWorkedAgo === null ? null : showSpan(record.keyWorkedAgo)
  return {
    title: `AWS does not know the access key ${accessKeyHint}.${worked === null ? '' : ` It worked until ${worked} ago.`}`,
    advice: `${worked === null ? 'It may be deleted or inactive, or belong to another partition than the Region.' : 'It was deleted or deactivated since then.'} Check it in the IAM console under Security credentials, then edit the key.`,
  }
}

function explainSignature({ call, message, skew }: Refusal): Explanation {
  const ahead = skew ?? 0
  const off = `${Math.round(Math.abs(ahead) / SECOND)} s ${ahead > 0 ? 'behind' : 'ahead of'} AWS’s`
  if (
    Math.abs(ahead) > ALLOWED_SKEW ||
    (/expired|not yet current/i.test(message) && Math.abs(ahead) > SECOND)
  )
    return {
      title: `This computer’s clock is ${off}.`,
      advice: 'Set the clock (or turn on automatic time), then try again.',
    }
  const aside = Math.abs(ahead) > NOTABLE_SKEW ? ` This computer’s clock is also ${off}.` : ''
  return {
    title: `The secret access key does not belong to ${call.accessKeyHint}.`,
    advice: `Copy both again from where you keep them; a secret is shown only once, so a new key may be needed.${aside}`,
  }
}

function explainParameter({ call, message }: Refusal): Explanation {
  if (!/DurationSeconds|session duration/i.test(message))
    return {
      title: `AWS did not take a parameter of ${call.operation}: ${message}`,
      advice: 'Correct it in the session, then start it again.',
    }
  const asked = call.request?.durationSeconds ?? EVERY_ROLE_GIVES
  const worked = Math.max(call.record?.longestDuration ?? 0, EVERY_ROLE_GIVES)
  const shorter: readonly Remedy[] = worked < asked ? [{ kind: 'shorten', seconds: worked }] : []
  return {
    title: `The role is not given for ${asked} s (DurationSeconds). ${message}`,
    advice: `Choose a shorter duration${shorter.length === 0 ? '' : ` (${worked} s ${worked > EVERY_ROLE_GIVES ? 'has worked' : 'works for every role'})`}, or raise the role’s maximum session duration in IAM.`,
    remedies: shorter,
  }
}

function explainTooLarge({ call, message }: Refusal): Explanation {
  const percent = /(\d+)\s?%/.exec(message)?.[1]
  const largest = call.request === null ? null : largestOf(call.request)
  return {
    title: `The session policies and tags are too large once AWS has packed them${percent === undefined ? '' : `: ${percent} % of the space`}.`,
    advice: `${largest === null ? '' : `Largest is ${largest}. `}Shorten it in the session, or in the access under Connect a Tool that brings it.`,
  }
}

function largestOf(request: StsRequest): string | null {
  const policy = 'policy' in request ? (request.policy?.length ?? 0) : 0
  const arns = 'policyArns' in request ? request.policyArns.join('').length : 0
  const tags =
    'tags' in request ? request.tags.reduce((sum, { key, value }) => sum + key.length + value.length, 0) : 0
  const parts = [
    { what: 'the policy', length: policy },
    { what: 'the list of policy ARNs', length: arns },
    { what: 'the set of tags', length: tags },
  ].sort((a, b) => b.length - a.length)
  const [first] = parts
  return first === undefined || first.length === 0 ? null : `${first.what}, with ${first.length} characters`
}

function explainRegion({ region }: CallFacts): Explanation {
  // The Region that a partition began with can't be deactivated.
  const other = partitionOfRegion(region).iam.region
  return {
    title: `STS is not active in ${region} for this account.`,
    advice:
      'Activate it in IAM’s account settings; or ask in another Region, which all sessions from the same key or provider then do.',
    ...(other === region ? {} : { remedies: [{ kind: 'switch-region', region: other }] }),
  }
}

export function whoTriesAgain(call: CallFacts): string {
  return call.request === null ? 'Then try again.' : 'Understudy tries again by itself.'
}
