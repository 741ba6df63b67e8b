import { ANY_CREDENTIALS, type Operation } from '../../operations/operation.ts'
import { Parameters } from '../../parameters.ts'
import { xml } from '../../xml.ts'
import { CREATED, permittedSubject, readUserName } from './subject.ts'

export const getUser: Operation = {
  name: 'GetUser',
  kind: 'signed',
  callers: ANY_CREDENTIALS,
  run(call) {
    const parameters = new Parameters(call.form)
    const name = readUserName(parameters)
    parameters.check()
    const { arn, user } = permittedSubject(call, 'GetUser', name)
    const named = user && [xml('Path', user.path ?? '/'), xml('UserName', user.name)]
    const id = xml('UserId', user?.userId ?? call.caller.account)
    return [xml('User', [...(named ?? []), id, xml('Arn', arn), xml('CreateDate', CREATED)])]
  },
}
