import { callerContext, ownDenial } from '../../authorize.ts'
import type { SignedCall } from '../../operations/operation.ts'
import type { Parameters } from '../../parameters.ts'
import { accessDenied, invalidToken, Refusal, validationError } from '../../refusal.ts'
import { partitionOf, rootArn, type User, userArn, type World } from '../../world.ts'

/** IAM is not regional: each partition has one Region that its calls are signed for. */
const REGIONS: ReadonlyMap<string, string> = new Map([
  ['aws', 'us-east-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
])

/** This world has no history: all of it was made at one time. */
export const CREATED = '2026-01-01T00:00:00Z'

/** A user, or the root user of the caller's account. */
export type Subject = { readonly arn: string; readonly user: User | null }

/** Throws for a wrong Region, and for credentials with which IAM can't be called, whatever their policies say. */
function checkCredentials({ sts, caller, region }: SignedCall) {
  const only = REGIONS.get(partitionOf(sts.world))
  if (only !== undefined && region !== only) {
    const message = `Credential should be scoped to a valid region, not '${region}'. `
    throw new Refusal('SignatureDoesNotMatch', 403, message)
  }
  const withoutMfa = caller.credentials === 'session' && caller.mfaAt === null
  if (withoutMfa || caller.credentials === 'federation') throw invalidToken()
}

export const readUserName = (parameters: Parameters) =>
  parameters.text('UserName', { min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ })

function findUser(world: World, accountId: string, name: string): Subject | null {
  const account = world.accounts.find(({ id }) => id === accountId)
  const user = account?.users.find(one => one.name === name)
  return account && user ? { arn: userArn(world, account, user), user } : null
}

/** Whom a call is about, once it is sure that the caller may: the user of this name, or else who calls. */
export function permittedSubject(call: SignedCall, operation: string, userName: string | undefined): Subject {
  checkCredentials(call)
  const { sts, caller, region, now } = call
  const { world } = sts
  const name = userName ?? caller.userName
  if (name === null && !caller.isRoot) {
    throw validationError('Must specify userName when calling with non-User credentials')
  }
  const root = { arn: rootArn(world, { id: caller.account }), user: null }
  const found = name === null ? root : findUser(world, caller.account, name)
  const unknown = `arn:${partitionOf(world)}:iam::${caller.account}:user/${name}`
  const context = callerContext(caller, caller.mfaAt, now)
  context.set('aws:requestedregion', [region])
  const action = `iam:${operation}`
  const denial = ownDenial(caller, { action, resource: found?.arn ?? unknown, context })
  if (denial !== null) {
    // IAM has its own way to write a user in its refusals: no ARN.
    const on = name === null ? root.arn : `user ${name}`
    throw accessDenied(
      `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${on}${denial}`,
    )
  }
  if (found === null) throw new Refusal('NoSuchEntity', 404, `The user with name ${name} cannot be found.`)
  return found
}
