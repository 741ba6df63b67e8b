import type { Lineage, ToolProcess } from '../../core/tools/tool.ts'
import { LooksByPort } from './looks-by-port.ts'
import { clientsOf, type ListedProcess, type OpenFile, parseLsof, parsePs } from './macos-output.ts'
import { NextRun } from './next-run.ts'
import type { PeerAddress, PeerOwner, Peers } from './peer.ts'
import { type RunProgram, runProgram } from './program.ts'

/** Nobody nests programs so deep. */
const DEEPEST = 64

const LSOF = '/usr/sbin/lsof'
const PS = '/bin/ps'

/**
 * Asks `lsof` and `ps`, which come with macOS. `lsof` shows a user only his own processes there, so that a connection
 * that it does not show may be another user's as well as nobody's: it is `unknown`.
 * @see https://github.com/lsof-org/lsof/blob/master/Lsof.8
 */
export class MacosPeers implements Peers {
  readonly isQuick = false
  readonly #run: RunProgram
  readonly #uid = process.getuid?.() ?? null
  readonly #connections = new LooksByPort<readonly OpenFile[]>(port => this.#established(port))
  readonly #processes = new NextRun<ReadonlyMap<number, ListedProcess>>(() => this.#listed())

  constructor(run = runProgram) {
    this.#run = run
  }

  async owner(of: PeerAddress): Promise<PeerOwner> {
    const clients = clientsOf(await this.#connections.ask(of.serverPort), of)
    if (this.#uid === null || clients.length === 0) return 'unknown'
    return clients.every(client => client.uid === this.#uid) ? 'ours' : 'other-user'
  }

  async lineage(of: PeerAddress): Promise<Lineage> {
    const clients = clientsOf(await this.#connections.ask(of.serverPort), of)
    // The one that was started last, where a child has inherited the connection.
    const pid = Math.max(...clients.map(client => client.pid))
    if (clients.length === 0) return []
    const processes = await this.#processes.ask()
    const tools: ToolProcess[] = []
    let process = processes.get(pid)
    while (process !== undefined && process.uid === this.#uid && tools.length < DEEPEST) {
      // launchd starts what a user opens; he knows it by what it has started.
      if (process.tool.pid === 1) break
      tools.push(process.tool)
      const parent = processes.get(process.parent)
      // A later start is that of a stranger who got a dead parent's number.
      process = parent !== undefined && parent.started <= process.started ? parent : undefined
    }
    return tools
  }

  async #established(serverPort: number): Promise<readonly OpenFile[]> {
    const which = [`-iTCP@127.0.0.1:${serverPort}`, '-sTCP:ESTABLISHED']
    const output = await this.#run(LSOF, ['-nP', '-a', ...which, '-F', 'pun'])
    return output === null ? [] : parseLsof(output)
  }

  /** One call for all of them: parents are known only from what it says. */
  async #listed(): Promise<ReadonlyMap<number, ListedProcess>> {
    const output = await this.#run(PS, ['-axww', '-o', 'pid=,ppid=,uid=,lstart=,comm='])
    return output === null ? new Map() : parsePs(output)
  }
}
