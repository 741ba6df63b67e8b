import { Parameters } from '../parameters.ts'
import { xml } from '../xml.ts'
import { ANY_CREDENTIALS, type Operation } from './operation.ts'

/** Anyone may ask who they are; no policy can forbid it. */
export const getCallerIdentity: Operation = {
  name: 'GetCallerIdentity',
  kind: 'signed',
  callers: ANY_CREDENTIALS,
  run({ form, caller }) {
    new Parameters(form).check()
    return [xml('Arn', caller.arn), xml('UserId', caller.userId), xml('Account', caller.account)]
  },
}
