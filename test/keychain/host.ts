/** The keychain's host as a process of plain Node: what main/keychain/host.ts is inside Electron. */
import { answer } from '../../main/keychain/answer.ts'
import type { Request } from '../../main/keychain/messages.ts'

process.on('message', (request: Request) => {
  void answer(request).then(reply => process.send?.(reply))
})
process.on('disconnect', () => process.exit())
