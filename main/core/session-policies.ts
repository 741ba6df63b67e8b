import { checkPolicyArn, type Problem, SESSION_POLICIES } from './limits.ts'

/**
 * Policies that go along when a role is assumed. The session may then do what both they and the role allow, so
 * they only take away.
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

/** AWS's own policies are in each partition under its name; a grant may be for roles of several. */
export function inPartitionOf(roleArn: string, policyArn: string): string {
  const partition = roleArn.split(':')[1] ?? 'aws'
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
  const problem = (text: string): readonly Problem[] => [{ field: 'policy', problem: text }]
  if (!SESSION_POLICIES.characters.test(policy))
    return problem('A session policy may hold only the characters of Latin-1: no curly quotes, no emoji.')
  try {
    const document: unknown = JSON.parse(policy)
    const isPolicy =
      typeof document === 'object' && document !== null && !Array.isArray(document) && 'Statement' in document
    return isPolicy ? [] : problem('A policy is a JSON object with a “Statement” in it.')
  } catch (error) {
    return problem(`This is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

function checkTogether(policy: string | null, policyArns: readonly string[]): readonly Problem[] {
  if (policy === null && policyArns.length === 0)
    return [{ field: 'policy', problem: 'Write a policy, or name at least one policy’s ARN.' }]
  if (policyArns.length > SESSION_POLICIES.arns)
    return [
      {
        field: 'policyArns',
        problem: `AWS takes ${SESSION_POLICIES.arns} policy ARNs at most; these are ${policyArns.length}.`,
      },
    ]
  const length = [policy ?? '', ...policyArns].reduce((sum, each) => sum + each.length, 0)
  return length <= SESSION_POLICIES.length
    ? []
    : [
        {
          field: policy === null ? 'policyArns' : 'policy',
          problem: `The policy and the ARNs have ${SESSION_POLICIES.length} characters together at most; these have ${length}.`,
        },
      ]
}
