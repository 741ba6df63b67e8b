import { parseArn } from '../arn.ts'
import { NO_ATTRIBUTES } from '../issuer.ts'
import { Parameters } from '../parameters.ts'
import { accessDenied, validationError } from '../refusal.ts'
import { partitionOf, rootArn, type World } from '../world.ts'
import { xml } from '../xml.ts'
import { credentialsXml, type Operation, type SignedCall } from './operation.ts'
import { checkPermission } from './permission.ts'
import { checkRegion } from './region.ts'
import { taskPolicy } from './root-tasks.ts'

const MAX_SECONDS = 900

function readParameters({ form }: SignedCall) {
  const parameters = new Parameters(form)
  const read = {
    target: parameters.required('TargetPrincipal', { min: 12, max: 2048 }),
    taskArn: parameters.required('TaskPolicyArn.arn', { min: 20, max: 2048 }),
    seconds: parameters.whole('DurationSeconds', { min: 0, max: MAX_SECONDS }) ?? MAX_SECONDS,
    leastTokenBytes: parameters.whole('MinimumSessionTokenSize', { min: 0, max: 4096 }) ?? 0,
  }
  parameters.check()
  return read
}

/** The id of the account that is named by it or by its root user's ARN. */
function targetAccount(world: World, target: string): string {
  const id = /^\d{12}$/.test(target) ? target : parseArn(target)?.account
  if (id === undefined || ![id, rootArn(world, { id })].includes(target)) {
    throw validationError(`${target} is invalid`)
  }
  return id
}

/** Whether the organization lets one account act as another's root user. */
function reaches({ organization }: World, from: string, target: string): boolean {
  if (organization === undefined || !organization.rootSessions) return false
  const { managementAccount, delegatedAdministrators, members } = organization
  return [managementAccount, ...delegatedAdministrators].includes(from) && members.includes(target)
}

/** A member account's root user for a quarter of an hour, and for one task. */
export const assumeRoot: Operation = {
  name: 'AssumeRoot',
  kind: 'signed',
  callers: ['long-term', 'role'],
  run(call) {
    const { sts, caller, now } = call
    const { world } = sts
    const { target, taskArn, seconds, leastTokenBytes } = readParameters(call)
    checkRegion(call)
    const id = targetAccount(world, target)
    const resource = rootArn(world, { id })
    const task = taskPolicy(taskArn, partitionOf(world))
    if (task === null) throw validationError(`Invalid task policy ARN: ${taskArn}`)
    const action = 'sts:AssumeRoot'
    const { sourceIdentity } = caller.attributes
    const context = new Map([['sts:taskpolicyarn', [taskArn]]])
    if (sourceIdentity !== null) context.set('sts:sourceidentity', [sourceIdentity])
    checkPermission(call, { action, resource, context })
    if (caller.isRoot || !reaches(world, caller.account, id)) {
      throw accessDenied(
        `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`,
      )
    }
    const temporary = sts.issuer.issue(
      {
        operation: 'AssumeRoot',
        arn: resource,
        holder: { kind: 'root-task', arn: resource },
        mfaAt: null,
        sessionPolicies: [task],
        attributes: { ...NO_ATTRIBUTES, sourceIdentity },
        seconds: Math.min(seconds, sts.lives.roleLifeSeconds ?? seconds),
        leastTokenBytes,
      },
      now,
    )
    return [
      credentialsXml(temporary),
      ...(sourceIdentity === null ? [] : [xml('SourceIdentity', sourceIdentity)]),
    ]
  },
}
