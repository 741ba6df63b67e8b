import { callerContext, explicitDenial, ownDenial } from '../authorize.ts'
import type { RequestContext } from '../conditions.ts'
import { accessDenied } from '../refusal.ts'
import type { SignedCall } from './operation.ts'

type Wanted = {
  /** As policies write it. */
  readonly action: string
  /** `*` for what has none, and is then left out of the sentence. */
  readonly resource: string
  /** Condition keys of this operation alone, in lower case. */
  readonly context?: RequestContext
}

const requestOf = (
  { caller, region, now }: SignedCall,
  { action, resource, context = new Map() }: Wanted,
) => ({
  action,
  resource,
  context: new Map([
    ...callerContext(caller, caller.mfaAt, now),
    ['aws:requestedregion', [region]] as const,
    ...context,
  ]),
})

function refuse({ caller }: SignedCall, { action, resource }: Wanted, why: string) {
  const on = resource === '*' ? '' : ` on resource: ${resource}`
  return accessDenied(`User: ${caller.arn} is not authorized to perform: ${action}${on}${why}`)
}

/** Throws AWS's sentence unless the caller's own policies allow this. */
export function checkPermission(call: SignedCall, wanted: Wanted) {
  const denial = ownDenial(call.caller, requestOf(call, wanted))
  if (denial !== null) throw refuse(call, wanted, denial)
}

/** Throws where a policy forbids what needs no permission. */
export function checkNotForbidden(call: SignedCall, wanted: Wanted) {
  const denial = explicitDenial(call.caller, requestOf(call, wanted))
  if (denial !== null) throw refuse(call, wanted, denial)
}
