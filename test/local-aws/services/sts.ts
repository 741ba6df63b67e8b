import { OPERATIONS } from '../operations/index.ts'
import type { Service } from '../operations/operation.ts'

export const STS: Service = {
  name: 'sts',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: OPERATIONS,
}
