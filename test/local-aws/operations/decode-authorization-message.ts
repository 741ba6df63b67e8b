import { Parameters } from '../parameters.ts'
import { Refusal } from '../refusal.ts'
import { xml } from '../xml.ts'
import type { Operation } from './operation.ts'
import { checkPermission } from './permission.ts'

export const decodeAuthorizationMessage: Operation = {
  name: 'DecodeAuthorizationMessage',
  kind: 'signed',
  callers: ['long-term', 'role'],
  run(call) {
    const parameters = new Parameters(call.form)
    const encoded = parameters.required('EncodedMessage', { min: 1, max: 10_240 })
    parameters.check()
    checkPermission(call, { action: 'sts:DecodeAuthorizationMessage', resource: '*' })
    const decoded = call.sts.denials.decode(encoded)
    if (decoded === null) {
      throw new Refusal('InvalidAuthorizationMessageException', 400, 'Message is not valid')
    }
    return [xml('DecodedMessage', decoded)]
  },
}
