import { ANY_CREDENTIALS, type Operation } from '../../operations/operation.ts'
import { Parameters } from '../../parameters.ts'
import type { World } from '../../world.ts'
import { xml } from '../../xml.ts'
import { CREATED, permittedSubject, readUserName } from './subject.ts'

const rootDevices = ({ accounts }: World, id: string) =>
  accounts.find(account => account.id === id)?.root?.mfaDevices ?? []

/** All on one page: AWS allows a user eight devices. */
export const listMfaDevices: Operation = {
  name: 'ListMFADevices',
  kind: 'signed',
  callers: ANY_CREDENTIALS,
  run(call) {
    const parameters = new Parameters(call.form)
    const name = readUserName(parameters)
    parameters.check()
    const { user } = permittedSubject(call, 'ListMFADevices', name)
    const devices = user?.mfaDevices ?? rootDevices(call.sts.world, call.caller.account)
    const owner = user === null ? [] : [xml('UserName', user.name)]
    const members = devices.map(({ serial }) =>
      xml('member', [...owner, xml('SerialNumber', serial), xml('EnableDate', CREATED)]),
    )
    return [xml('MFADevices', members), xml('IsTruncated', 'false')]
  },
}
