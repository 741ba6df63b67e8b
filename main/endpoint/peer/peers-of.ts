import { LinuxPeers } from './linux.ts'
import { MacosPeers } from './macos.ts'
import type { Peers } from './peer.ts'
import { WindowsPeers } from './windows.ts'

/** For a system that nothing is known of. */
const NOBODY: Peers = {
  isQuick: true,
  owner: () => Promise.resolve('unknown'),
  lineage: () => Promise.resolve([]),
}

/** @param platform as in `process.platform` */
export function peersOf(platform: NodeJS.Platform): Peers {
  if (platform === 'linux') return new LinuxPeers()
  if (platform === 'darwin') return new MacosPeers()
  if (platform === 'win32') return new WindowsPeers()
  return NOBODY
}
