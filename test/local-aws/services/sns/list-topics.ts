import { ANY_CREDENTIALS, type Operation } from '../../operations/operation.ts'
import { Parameters } from '../../parameters.ts'
import { xml } from '../../xml.ts'
import { permitted } from './permission.ts'
import type { Topics } from './topics.ts'

export const listTopics = (topics: Topics): Operation => ({
  name: 'ListTopics',
  kind: 'signed',
  callers: ANY_CREDENTIALS,
  run(call) {
    new Parameters(call.form).check()
    const all = permitted(call, 'ListTopics', '*')
    return [
      xml(
        'Topics',
        topics.beside(all).map(arn => xml('member', [xml('TopicArn', arn)])),
      ),
    ]
  },
})
