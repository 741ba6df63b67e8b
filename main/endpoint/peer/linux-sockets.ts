import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from '../../core/failures/failure.ts'
import { NextRun } from './next-run.ts'
import type { PeerAddress } from './peer.ts'

/** One end of a connection, as the kernel lists it. */
interface SocketRow {
  readonly uid: number
  /** 0: closed, and no process has it any more. */
  readonly inode: number
}

/** The kernel's connections within 127.0.0.1; null where it does not tell. */
type SocketTable = ReadonlyMap<string, SocketRow> | null

export type ReadText = (file: string) => Promise<string>

/** Some hundred rows: parsed in much less than a millisecond. */
const SLICE = 64 * 1024

/**
 * A connection whose both ends are 127.0.0.1. The address is printed as a number of the machine, so its bytes are
 * reversed on every machine that Electron runs on. A dual-stack socket has it mapped into IPv6.
 */
const ROW =
  /: (?:0000000000000000FFFF0000)?0100007F:([0-9A-F]{4}) (?:0000000000000000FFFF0000)?0100007F:([0-9A-F]{4}) \S+ \S+ \S+ \S+ +(\d+) +\d+ (\d+) /g

/**
 * Reads the kernel's tables of TCP sockets.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_net.5.html
 * @see https://docs.kernel.org/networking/proc_net_tcp.html
 */
export class LinuxSockets {
  readonly #proc: string
  readonly #read: ReadText
  readonly #tcp = new NextRun<SocketTable>(() => this.#table('tcp'))
  readonly #tcp6 = new NextRun<SocketTable>(() => this.#table('tcp6'))

  constructor(proc: string, read: ReadText = file => readFile(file, 'latin1')) {
    this.#proc = proc
    this.#read = read
  }

  /** The row of the client's end; undefined if there is none; null if the system does not tell. */
  async row(of: PeerAddress): Promise<SocketRow | undefined | null> {
    const key = keyOf(of)
    const table = await this.#tcp.ask()
    const row = table?.get(key)
    if (row !== undefined && row.inode !== 0) return row
    // A table costs the kernel milliseconds, however few its rows, and most clients are not in this one.
    const table6 = await this.#tcp6.ask()
    const row6 = table6?.get(key)
    if (row6 !== undefined && row6.inode !== 0) return row6
    return table === null || table6 === null ? null : (row ?? row6)
  }

  async #table(name: 'tcp' | 'tcp6'): Promise<SocketTable> {
    try {
      return await parseRows(await this.#read(path.join(this.#proc, 'net', name)))
    } catch (error) {
      // A kernel without IPv6 has no such table, and so no such socket.
      return name === 'tcp6' && codeOf(error) === 'ENOENT' ? new Map() : null
    }
  }
}

const keyOf = ({ clientPort, serverPort }: PeerAddress) => `${hex(clientPort)} ${hex(serverPort)}`
const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')

async function parseRows(text: string): Promise<ReadonlyMap<string, SocketRow>> {
  const rows = new Map<string, SocketRow>()
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start + SLICE)
    const stop = end === -1 ? text.length : end
    for (const [, local, remote, uid, inode] of text.slice(start, stop).matchAll(ROW)) {
      const key = `${local} ${remote}`
      const row = { uid: Number(uid), inode: Number(inode) }
      // While it is read, a connection that ends and its successor with the same ports may both be listed.
      if (row.inode !== 0 || !rows.has(key)) rows.set(key, row)
    }
    start = stop + 1
    if (start < text.length) await new Promise(resolve => setImmediate(resolve))
  }
  return rows
}
