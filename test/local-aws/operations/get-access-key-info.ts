import { Parameters } from '../parameters.ts'
import { validationError } from '../refusal.ts'
import { findKey } from '../world.ts'
import { xml } from '../xml.ts'
import type { Operation, Sts } from './operation.ts'
import { checkPermission } from './permission.ts'

function accountOf({ world, issuer }: Sts, accessKeyId: string): string | null {
  const key = findKey(world, accessKeyId)
  if (key !== null) return key.owner.account.id
  // Account ids stand at the same place in the ARNs of users, roles, federated users and root users.
  return issuer.find(accessKeyId)?.arn.split(':')[4] ?? null
}

/** Whose account a key is of: long-term or temporary, in use or not, of the caller's account or not. */
export const getAccessKeyInfo: Operation = {
  name: 'GetAccessKeyInfo',
  kind: 'signed',
  callers: ['long-term', 'role'],
  run(call) {
    const parameters = new Parameters(call.form)
    const id = parameters.required('AccessKeyId', { min: 16, max: 128, pattern: /^[\w]*$/ })
    parameters.check()
    checkPermission(call, { action: 'sts:GetAccessKeyInfo', resource: '*' })
    const account = accountOf(call.sts, id)
    if (account === null) throw validationError(`Invalid AccessKeyId: ${id}`)
    return [xml('Account', account)]
  },
}
