import { type Problem, problem } from '../failures/problem.ts'
import { whereNoJson } from '../json-place.ts'
import { checkPolicyArn } from '../sts/arns.ts'
import { checkCount, checkText, SESSION_POLICIES_LENGTH, STS_PARAMETERS } from '../sts/limits.ts'

/**
 * Policies that go along when a role is assumed, or a user federated. The session may then do what both they and the
 * role (or the user) allow, so they only take away.
 * Source: "Session policies" in the IAM User Guide, "Policies and permissions".
 */
export interface SessionPolicies {
  /** JSON, as AWS is to get it. */
  readonly policy: string | null
  readonly policyArns: readonly string[]
}

/** For an agent that may look at everything and change nothing: AWS's own policy. */
export const READ_ONLY: SessionPolicies = {
  policy: null,
  policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
}

/** AWS's own policies are in each partition under its name; a grant may be for sessions of several. */
export function inPartition(partition: string, policyArn: string): string {
  return policyArn.replace(/^arn:[^:]*:iam::aws:/, `arn:${partition}:iam::aws:`)
}

export function checkSessionPolicies({ policy, policyArns }: SessionPolicies): readonly Problem[] {
  return [
    ...(policy === null ? [] : checkPolicy(policy)),
    ...policyArns.flatMap(arn => checkPolicyArn('policyArns', arn)),
    ...checkTogether(policy, policyArns),
  ]
}

function checkPolicy(policy: string): readonly Problem[] {
  const { Policy } = STS_PARAMETERS.AssumeRole
  // Its length counts together with that of the ARNs.
  const unreadable = checkText('policy', 'A session policy', { ...Policy, max: policy.length }, policy)
  if (unreadable.length > 0) return unreadable
  const place = whereNoJson(policy)
  if (place !== null)
    return problem(
      'policy',
      `This is no JSON: it goes wrong in line ${place.line}, at character ${place.column}.`,
    )
  const document: unknown = JSON.parse(policy)
  const isPolicy =
    typeof document === 'object' && document !== null && !Array.isArray(document) && 'Statement' in document
  return isPolicy ? [] : problem('policy', 'A policy is a JSON object with a “Statement” in it.')
}

function checkTogether(policy: string | null, policyArns: readonly string[]): readonly Problem[] {
  if (policy === null && policyArns.length === 0)
    return problem('policy', 'Write a policy, or name at least one policy’s ARN.')
  const tooMany = checkCount(
    'policyArns',
    'policy ARNs',
    STS_PARAMETERS.AssumeRole.PolicyArns,
    policyArns.length,
  )
  if (tooMany.length > 0) return tooMany
  const length = [policy ?? '', ...policyArns].reduce((sum, each) => sum + each.length, 0)
  if (length <= SESSION_POLICIES_LENGTH) return []
  return problem(
    policy === null ? 'policyArns' : 'policy',
    `The policy and the ARNs have ${SESSION_POLICIES_LENGTH} characters together at most; these have ${length}.`,
  )
}
