import { callerContext, ownDenial } from '../../authorize.ts'
import type { SignedCall } from '../../operations/operation.ts'
import { Refusal } from '../../refusal.ts'
import { partitionOf } from '../../world.ts'

/** The ARN of this name in the caller's account and Region, once it is sure that the caller may do this to it. */
export function permitted(call: SignedCall, operation: string, name: string): string {
  const { sts, caller, region, now } = call
  const resource = `arn:${partitionOf(sts.world)}:sns:${region}:${caller.account}:${name}`
  const context = callerContext(caller, caller.mfaAt, now)
  context.set('aws:requestedregion', [region])
  // In its refusals SNS writes itself in capitals and not as policies do, and has a code that others don't have.
  const action = `SNS:${operation}`
  const denial = ownDenial(caller, { action, resource, context })
  if (denial === null) return resource
  throw new Refusal(
    'AuthorizationError',
    403,
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}${denial}`,
  )
}
