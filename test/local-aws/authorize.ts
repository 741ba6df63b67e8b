import type { Caller } from './caller.ts'
import type { RequestContext } from './conditions.ts'
import { judgeIdentity, judgeTrust, type PolicyDocument, type PolicyRequest, type Verdict } from './policy.ts'

/** Null where the caller may; else the end of AWS's sentence about why not. */
export type Denial =
  | null
  | ''
  | ' with an explicit deny in an identity-based policy'
  | ' with an explicit deny in a session policy'
  | ' with an explicit deny in a resource-based policy'

export type RoleTarget = {
  readonly account: string
  readonly arn: string
  readonly trust: PolicyDocument
}

/** Several policies of one session add up; a session without any is bounded by nothing. */
const judgeSession = ({ sessionPolicies }: Caller, request: PolicyRequest): Verdict =>
  sessionPolicies.length === 0 ? 'allow' : judgeIdentity(sessionPolicies, request)

/**
 * Why a caller may not do this within their own account, to what has no policy of its own: the end of AWS's sentence.
 * Null where they may, which takes both their identity policies and their session policies.
 */
export function ownDenial(caller: Caller, request: PolicyRequest): string | null {
  const verdicts = [
    ['an identity-based policy', judgeIdentity(caller.identityPolicies, request)],
    ['a session policy', judgeSession(caller, request)],
  ] as const
  const denying = verdicts.find(([, verdict]) => verdict === 'deny')
  if (denying !== undefined) return ` with an explicit deny in ${denying[0]}`
  const silent = verdicts.find(([, verdict]) => verdict === 'none')
  if (silent === undefined) return null
  return ` because no ${silent[0].replace(/^an? /, '')} allows the ${request.action} action`
}

/**
 * Whether a caller may do `action` to a role. Within one account a trust policy that names the caller suffices;
 * one that names the account leaves it to the caller's own policies. Between accounts both sides must agree.
 */
export function judge(caller: Caller, role: RoleTarget, action: string, context: RequestContext): Denial {
  const request: PolicyRequest = { action, resource: role.arn, context }
  const identity = judgeIdentity(caller.identityPolicies, request)
  const session = judgeSession(caller, request)
  const trust = judgeTrust(role.trust, caller.names, request)
  if (trust.denied) return ' with an explicit deny in a resource-based policy'
  if (identity === 'deny') return ' with an explicit deny in an identity-based policy'
  if (session === 'deny') return ' with an explicit deny in a session policy'
  const callerSide = identity === 'allow' && session === 'allow'
  if (caller.account !== role.account) return trust.reaches.size > 0 && callerSide ? null : ''
  const granted =
    trust.reaches.has('exact') ||
    (trust.reaches.has('role') && session === 'allow') ||
    (trust.reaches.has('account') && callerSide)
  return granted ? null : ''
}

/** What every signed call says about its caller. An operation adds its own keys. */
export function callerContext(
  caller: Caller,
  mfaAt: number | null,
  now: number,
): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>([
    ['aws:principalarn', [caller.principalArn]],
    ['aws:principalaccount', [caller.account]],
    ['aws:userid', [caller.userId]],
    ['aws:currenttime', [new Date(now).toISOString()]],
    ['aws:securetransport', ['false']],
  ])
  if (caller.userName !== null) context.set('aws:username', [caller.userName])
  for (const [key, value] of caller.tags) context.set(`aws:principaltag/${key.toLowerCase()}`, [value])
  const { sourceIdentity } = caller.attributes
  if (sourceIdentity !== null) context.set('aws:sourceidentity', [sourceIdentity])
  if (mfaAt !== null) {
    context.set('aws:multifactorauthpresent', ['true'])
    context.set('aws:multifactorauthage', [String(Math.max(0, Math.floor((now - mfaAt) / 1000)))])
  } else if (caller.credentials !== 'long-term') {
    // Long-term keys lack the key altogether, which is what BoolIfExists is about.
    context.set('aws:multifactorauthpresent', ['false'])
  }
  return context
}
