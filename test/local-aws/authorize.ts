import type { Caller } from './caller.ts'
import type { RequestContext } from './conditions.ts'
import { judgeIdentity, judgeTrust, type PolicyDocument, type PolicyRequest, type Verdict } from './policy.ts'

export type RoleTarget = {
  readonly account: string
  readonly arn: string
  readonly trust: PolicyDocument
}

type Side = {
  readonly policy: string
  readonly documents: readonly PolicyDocument[]
  readonly verdict: Verdict
}
type Sides = Readonly<Record<'control' | 'identity' | 'boundary' | 'session', Side>>

/** Everything on the caller's side that must allow a request, in AWS's words and in the order in which it looks. */
function sidesOf(caller: Caller, request: PolicyRequest): Sides {
  const { serviceControlPolicies, permissionsBoundary, sessionPolicies, credentials } = caller
  const side = (policy: string, documents: readonly PolicyDocument[] | null): Side => ({
    policy,
    documents: documents ?? [],
    verdict: documents === null ? 'allow' : judgeIdentity(documents, request),
  })
  // Several policies of one session add up. One without any is bounded by nothing; a federated user's has nothing.
  const unbounded = sessionPolicies.length === 0 && credentials !== 'federation'
  return {
    control: side('service control policy', serviceControlPolicies),
    identity: side('identity-based policy', caller.identityPolicies),
    boundary: side('permissions boundary', permissionsBoundary && [permissionsBoundary]),
    session: side('session policy', unbounded ? null : sessionPolicies),
  }
}

const explicit = (policy: string) =>
  ` with an explicit deny in ${policy.startsWith('identity') ? 'an' : 'a'} ${policy}`
const silent = ({ policy }: Side, action: string) => ` because no ${policy} allows the ${action} action`

const denying = (sides: Sides) => Object.values(sides).find(({ verdict }) => verdict === 'deny')

/**
 * Why a caller may not do this within their own account, to what has no policy of its own: the end of AWS's sentence.
 * Null where they may, which takes all of the policies that they have.
 */
export function ownDenial(caller: Caller, request: PolicyRequest): string | null {
  const deny = explicitDenial(caller, request)
  if (deny !== null) return deny
  const lacking = Object.values(sidesOf(caller, request)).find(({ verdict }) => verdict === 'none')
  return lacking === undefined ? null : silent(lacking, request.action)
}

/** Likewise for what needs no permission and can still be forbidden. */
export function explicitDenial(caller: Caller, request: PolicyRequest): string | null {
  const deny = denying(sidesOf(caller, request))
  return deny === undefined ? null : explicit(deny.policy)
}

/** The caller's policies, all that count. */
export const policiesOf = (caller: Caller, request: PolicyRequest): readonly PolicyDocument[] =>
  Object.values(sidesOf(caller, request)).flatMap(({ documents }) => documents)

/**
 * Why a caller may not do `action` to a role, or null. Within one account a trust policy that names the caller
 * suffices; one that names the account leaves it to the caller's own policies. Between accounts both sides must
 * agree. `tellsSilent` is whether AWS names an identity policy that says nothing. Session policies and trust policies
 * that say nothing it never names here.
 */
export function judge(
  caller: Caller,
  role: RoleTarget,
  action: string,
  context: RequestContext,
  tellsSilent: boolean,
): string | null {
  const request: PolicyRequest = { action, resource: role.arn, context }
  const sides = sidesOf(caller, request)
  const { control, identity, boundary, session } = sides
  const { denied, reaches } = judgeTrust(role.trust, caller.names, request)
  if (denied) return explicit('resource-based policy')
  const deny = denying(sides)
  if (deny !== undefined) return explicit(deny.policy)
  if (control.verdict === 'none') return silent(control, action)
  if (reaches.size === 0) return ''
  if (caller.account === role.account && reaches.has('exact')) return null
  const suffices = caller.account === role.account && reaches.has('role')
  if (!suffices && identity.verdict === 'none') return tellsSilent ? silent(identity, action) : ''
  if (boundary.verdict === 'none') return silent(boundary, action)
  return session.verdict === 'none' ? '' : null
}

const principalType = ({ credentials, isRoot }: Caller) => {
  if (credentials === 'federation') return 'FederatedUser'
  if (credentials === 'role') return 'AssumedRole'
  return isRoot ? 'Account' : 'User'
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
    ['aws:principaltype', [principalType(caller)]],
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
