import path from 'node:path'
import type { Lineage, ToolProcess } from '../../core/tools/tool.ts'
import { LooksByPort } from './looks-by-port.ts'
import type { PeerAddress, PeerOwner, Peers } from './peer.ts'
import { type RunProgram, runProgram } from './program.ts'
import { parseWindows, type WindowsProcess, type WindowsTable, windowsScript } from './windows-output.ts'

/** What starts programs for the user without being one that he knows. */
const SESSION_MANAGERS: ReadonlySet<string> = new Set([
  ...['explorer', 'sihost', 'svchost', 'services', 'userinit', 'winlogon', 'wininit'],
])

/** Asks PowerShell, once for all who wait: its start takes most of the time. */
export class WindowsPeers implements Peers {
  readonly isQuick = false
  readonly #run: RunProgram
  readonly #powershell: string
  readonly #tables = new LooksByPort<WindowsTable | null>(port => this.#table(port))

  constructor(run = runProgram, systemRoot = process.env['SystemRoot'] ?? 'C:\\Windows') {
    this.#run = run
    this.#powershell = path.win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe')
  }

  async owner(of: PeerAddress): Promise<PeerOwner> {
    const table = await this.#tables.ask(of.serverPort)
    if (table === null) return 'unknown'
    const pid = table.owners.get(of.clientPort) ?? 0
    if (pid === 0) return 'gone'
    const user = table.processes.get(pid)?.user ?? null
    if (user === null) return 'unknown'
    return user === table.user ? 'ours' : 'other-user'
  }

  async lineage(of: PeerAddress): Promise<Lineage> {
    const table = await this.#tables.ask(of.serverPort)
    if (table === null) return []
    const tools: ToolProcess[] = []
    let process = table.processes.get(table.owners.get(of.clientPort) ?? 0)
    while (process !== undefined && process.user === table.user) {
      if (tools.length > 0 && SESSION_MANAGERS.has(process.tool.name.toLowerCase())) break
      tools.push(process.tool)
      process = parentOf(process, table)
    }
    return tools
  }

  async #table(serverPort: number): Promise<WindowsTable | null> {
    const args = ['-NoProfile', '-NonInteractive', '-Command', windowsScript(serverPort)]
    const output = await this.#run(this.#powershell, args)
    return output === null ? null : parseWindows(output)
  }
}

/** Windows keeps the number of a parent that is dead, and gives it again: only one that is older is the parent. */
function parentOf(process: WindowsProcess, table: WindowsTable): WindowsProcess | undefined {
  const parent = table.processes.get(process.parent)
  return parent !== undefined && BigInt(parent.tool.startedAt) < BigInt(process.tool.startedAt)
    ? parent
    : undefined
}
