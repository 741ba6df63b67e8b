import { expect, it } from 'vitest'
import { LinuxPeers } from '../../../main/endpoint/peer/linux.ts'
import { MacosPeers } from '../../../main/endpoint/peer/macos.ts'
import { peersOf } from '../../../main/endpoint/peer/peers-of.ts'
import { WindowsPeers } from '../../../main/endpoint/peer/windows.ts'

it('has a way for each system that Understudy is for', () => {
  expect(peersOf('linux')).toBeInstanceOf(LinuxPeers)
  expect(peersOf('darwin')).toBeInstanceOf(MacosPeers)
  expect(peersOf('win32')).toBeInstanceOf(WindowsPeers)
})

it('knows nothing elsewhere', async () => {
  const of = { clientPort: 1, serverPort: 2 }
  expect([await peersOf('freebsd').owner(of), await peersOf('freebsd').lineage(of)]).toEqual(['unknown', []])
})
