import { closeSync, openSync, readSync } from 'node:fs'
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

/** Rows by their key; null where the kernel does not tell. */
type Found = ReadonlyMap<string, SocketRow> | null

/** A file's text in pieces, cut anywhere. */
export type ReadPieces = (file: string) => AsyncIterable<string>

/** uid and inode are the eighth and the tenth field of a row; what is before the second has been read. */
const REST = /^ \S+ \S+ \S+ \S+ +(\d+) +\d+ (\d+) /

/**
 * Reads the kernel's tables of TCP sockets.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_net.5.html
 * @see https://docs.kernel.org/networking/proc_net_tcp.html
 */
export class LinuxSockets {
  readonly #tcp: SocketTable
  readonly #tcp6: SocketTable

  constructor(proc: string, read: ReadPieces = readPieces) {
    // The address is printed as a number of the machine, so its bytes are reversed on all that Electron runs on.
    this.#tcp = new SocketTable(path.join(proc, 'net/tcp'), '0100007F', read)
    // Of a dual-stack socket the address is mapped into IPv6.
    this.#tcp6 = new SocketTable(path.join(proc, 'net/tcp6'), '0000000000000000FFFF00000100007F', read)
  }

  /** The row of the client's end; undefined if there is none; null if the system does not tell. */
  async row(of: PeerAddress): Promise<SocketRow | undefined | null> {
    const row = await this.#tcp.row(of)
    if (row && row.inode !== 0) return row
    // A table costs the kernel a millisecond, however few its rows, and most clients are not in this one.
    const row6 = await this.#tcp6.row(of)
    if (row6 && row6.inode !== 0) return row6
    return row === null || row6 === null ? null : (row ?? row6)
  }
}

/** One of the kernel's tables, in which both ends of a connection have the same address. */
class SocketTable {
  readonly #file: string
  readonly #address: string
  readonly #read: ReadPieces
  readonly #looks = new NextRun<Found>(() => this.#look())
  #wanted = new Set<string>()

  constructor(file: string, address: string, read: ReadPieces) {
    this.#file = file
    this.#address = address
    this.#read = read
  }

  async row({ clientPort, serverPort }: PeerAddress): Promise<SocketRow | undefined | null> {
    const key = `${this.#address}:${hex(clientPort)} ${this.#address}:${hex(serverPort)}`
    this.#wanted.add(key)
    const found = await this.#looks.ask()
    return found === null ? null : found.get(key)
  }

  /** Reads no further than to the last row that somebody waits for. */
  async #look(): Promise<Found> {
    const wanted = this.#wanted
    this.#wanted = new Set()
    const found = new Map<string, SocketRow>()
    let begun = ''
    try {
      for await (const piece of this.#read(this.#file)) {
        const text = begun + piece
        const end = text.lastIndexOf('\n') + 1
        this.#findIn(text, end, wanted, found)
        if (wanted.size === 0) break
        begun = text.slice(end)
      }
      return found
    } catch (error) {
      // A kernel without IPv6 has no such table, and so no such socket.
      return this.#file.endsWith('tcp6') && codeOf(error) === 'ENOENT' ? found : null
    }
  }

  /** Looks at whole rows alone, and of each at its beginning: busy computers have tens of thousands. */
  #findIn(text: string, end: number, wanted: Set<string>, found: Map<string, SocketRow>): void {
    const length = 2 * this.#address.length + '0000:'.length * 2 + 1
    for (let start = 0; start < end; start = text.indexOf('\n', start) + 1) {
      const at = text.indexOf(': ', start) + 2
      const key = text.slice(at, at + length)
      if (!wanted.has(key)) continue
      const [, uid, inode] = REST.exec(text.slice(at + length, text.indexOf('\n', at))) ?? []
      const row = { uid: Number(uid ?? Number.NaN), inode: Number(inode ?? 0) }
      // While it is read, a connection that ends and its successor with the same ports may both be listed.
      if (row.inode !== 0) wanted.delete(key)
      if (row.inode !== 0 || !found.has(key)) found.set(key, row)
    }
  }
}

const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')

/** The kernel gives a page at a time, whatever the buffer. */
const PIECE = 64 * 1024
/** Some milliseconds at most, of which most computers need a tenth. */
const PIECES_PER_TURN = 32

/** Synchronous: the way to Node's other threads and back takes many times as long as a page does. */
async function* readPieces(file: string): AsyncGenerator<string> {
  const buffer = Buffer.alloc(PIECE)
  const opened = openSync(file, 'r')
  try {
    for (let count = 1; ; count++) {
      const length = readSync(opened, buffer)
      if (length === 0) return
      yield buffer.toString('latin1', 0, length)
      if (count % PIECES_PER_TURN === 0) await new Promise(resolve => setImmediate(resolve))
    }
  } finally {
    closeSync(opened)
  }
}
