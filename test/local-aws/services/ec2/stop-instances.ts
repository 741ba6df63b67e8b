import { callerContext, ownDenial } from '../../authorize.ts'
import { ANY_CREDENTIALS, type Operation, type SignedCall } from '../../operations/operation.ts'
import { Parameters } from '../../parameters.ts'
import { Refusal } from '../../refusal.ts'
import { partitionOf } from '../../world.ts'
import { denialMessage } from './denial-message.ts'

const ACTION = 'ec2:StopInstances'
const INSTANCE = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/

function readParameters({ form }: SignedCall) {
  const parameters = new Parameters(form)
  const dryRun = parameters.text('DryRun') === 'true'
  const more = form.names().filter(name => /^InstanceId\.\d+$/.test(name) && name !== 'InstanceId.1')
  const instances = ['InstanceId.1', ...more].map(name => parameters.required(name))
  parameters.check()
  return { dryRun, instances }
}

/** Throws unless the caller may stop this instance. */
function checkInstance({ sts, caller, region, now }: SignedCall, id: string) {
  const resource = `arn:${partitionOf(sts.world)}:ec2:${region}:${caller.account}:instance/${id}`
  const context = callerContext(caller, caller.mfaAt, now)
  context.set('aws:requestedregion', [region])
  const request = { action: ACTION, resource, context }
  const denial = ownDenial(caller, request)
  if (denial === null) return
  const encoded = sts.denials.encode(JSON.stringify(denialMessage(caller, request)))
  throw new Refusal(
    'UnauthorizedOperation',
    403,
    `You are not authorized to perform this operation. User: ${caller.arn} is not authorized to perform: ${ACTION} on resource: ${resource}${denial}. Encoded authorization failure message: ${encoded}`,
  )
}

/** There is no instance to stop: whoever may learns just that. */
export const stopInstances: Operation = {
  name: 'StopInstances',
  kind: 'signed',
  callers: ANY_CREDENTIALS,
  run(call) {
    const { dryRun, instances } = readParameters(call)
    const malformed = instances.find(id => !INSTANCE.test(id))
    if (malformed !== undefined) {
      throw new Refusal('InvalidInstanceID.Malformed', 400, `Invalid id: "${malformed}"`)
    }
    for (const id of instances) checkInstance(call, id)
    if (dryRun) {
      throw new Refusal('DryRunOperation', 412, 'Request would have succeeded, but DryRun flag is set.')
    }
    const [first = ''] = instances
    throw new Refusal('InvalidInstanceID.NotFound', 400, `The instance ID '${first}' does not exist`)
  },
}
