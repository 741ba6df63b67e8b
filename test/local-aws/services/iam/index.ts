import type { Service } from '../../operations/operation.ts'
import { getUser } from './get-user.ts'
import { listMfaDevices } from './list-mfa-devices.ts'

/** Here for what the app asks IAM, and so that tests see which credentials IAM does not take at all. */
export const IAM: Service = {
  name: 'iam',
  version: '2010-05-08',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  operations: new Map([getUser, listMfaDevices].map(operation => [operation.name, operation])),
}
