import type { Service } from '../../operations/operation.ts'
import { createTopic } from './create-topic.ts'
import { listTopics } from './list-topics.ts'
import { Topics } from './topics.ts'

/** Here so that tests see what credentials may do: it has something to read and something to change. */
export function sns(): Service {
  const topics = new Topics()
  const operations = [createTopic(topics), listTopics(topics)]
  return {
    name: 'sns',
    version: '2010-03-31',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    operations: new Map(operations.map(operation => [operation.name, operation])),
  }
}
