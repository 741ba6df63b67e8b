import type { Lineage } from '../../main/core/tools/tool.ts'
import type { PeerAddress, PeerOwner, Peers } from '../../main/endpoint/peer/peer.ts'
import { inTerminal } from '../core/processes.ts'
import { Gate } from '../support/fakes.ts'

/** A system that tells of every client what it is told to. */
export class FakePeers implements Peers {
  isQuick = true
  ownedBy: PeerOwner = 'ours'
  line: Lineage = inTerminal('aws')
  readonly owners = new Gate()
  readonly lineages = new Gate()
  /** Whose owner, and whose line of parents, was asked for. */
  readonly asked = { owner: [] as PeerAddress[], lineage: [] as PeerAddress[] }

  async owner(of: PeerAddress): Promise<PeerOwner> {
    this.asked.owner.push(of)
    await this.owners.pass()
    return this.ownedBy
  }

  async lineage(of: PeerAddress): Promise<Lineage> {
    this.asked.lineage.push(of)
    await this.lineages.pass()
    return this.line
  }
}
