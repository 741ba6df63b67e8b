import { ANY_CREDENTIALS, type Operation } from '../../operations/operation.ts'
import { Parameters } from '../../parameters.ts'
import { Refusal } from '../../refusal.ts'
import { xml } from '../../xml.ts'
import { permitted } from './permission.ts'
import type { Topics } from './topics.ts'

const NAME = /^[A-Za-z0-9_-]{1,256}$/

export const createTopic = (topics: Topics): Operation => ({
  name: 'CreateTopic',
  kind: 'signed',
  callers: ANY_CREDENTIALS,
  run(call) {
    const parameters = new Parameters(call.form)
    const name = parameters.required('Name')
    parameters.check()
    // In AWS's order: whoever may not create a topic does not learn what is wrong with its name.
    const arn = permitted(call, 'CreateTopic', name)
    if (!NAME.test(name)) throw new Refusal('InvalidParameter', 400, 'Invalid parameter: Topic Name')
    topics.add(arn)
    return [xml('TopicArn', arn)]
  },
})
