import type { Socket } from 'node:net'
import type { Lineage } from '../core/tools/tool.ts'
import type { PeerOwner, Peers } from './peer/peer.ts'

/** One client's connection, and what the system has told of its process. */
export class Connection {
  readonly socket: Socket
  readonly #peers: Peers
  readonly #ports: { readonly clientPort: number; readonly serverPort: number } | null
  #owner: Promise<PeerOwner> | null = null
  #lineage: Promise<Lineage> | null = null
  #patience: NodeJS.Timeout | null = null
  /** Whether it has shown a good token. */
  isAuthenticated = false
  /** How many of its requests have no answer yet. */
  underWay = 0
  /** Whether one of its requests was refused: then there is nobody for whom the ones behind it could be served. */
  isRefused = false
  readonly closed: Promise<void>

  constructor(socket: Socket, peers: Peers) {
    this.socket = socket
    this.#peers = peers
    const { remotePort: clientPort, localPort: serverPort } = socket
    // After a reset there is no port any more.
    this.#ports = clientPort === undefined || serverPort === undefined ? null : { clientPort, serverPort }
    this.closed = new Promise(resolve => {
      // One that was dropped for others may still have a request under way.
      if (socket.closed) resolve()
      else socket.once('close', () => resolve())
    })
  }

  /** While no request of it is under way: whoever connects and sends nothing, or slowly, would keep others out. */
  expectHead(ms: number, end: (socket: Socket) => void): void {
    this.headCame()
    if (this.underWay > 0 || this.socket.destroyed) return
    this.#patience = setTimeout(() => end(this.socket), ms)
  }

  headCame(): void {
    if (this.#patience !== null) clearTimeout(this.#patience)
    this.#patience = null
  }

  get isLookedAtQuickly(): boolean {
    return this.#peers.isQuick
  }

  owner(): Promise<PeerOwner> {
    this.#owner ??= this.#ports === null ? Promise.resolve('gone') : this.#peers.owner(this.#ports)
    return this.#owner
  }

  lineage(): Promise<Lineage> {
    this.#lineage ??= this.#ports === null ? Promise.resolve([]) : this.#peers.lineage(this.#ports)
    return this.#lineage
  }
}

/** More than these (open at once) are not served. */
const MOST = 1_024

/** All that are open. At the limit the oldest that has shown no token goes: a plain limit would shut out the good ones. */
export class Connections {
  readonly #open = new Map<Socket, Connection>()
  readonly #peers: Peers

  constructor(peers: Peers) {
    this.#peers = peers
  }

  add(socket: Socket): Connection {
    const connection = new Connection(socket, this.#peers)
    this.#open.set(socket, connection)
    socket.once('close', () => {
      connection.headCame()
      this.#open.delete(socket)
    })
    if (this.#open.size <= MOST) return connection
    const [oldest = connection] = [...this.#open.values()].filter(each => !each.isAuthenticated)
    this.#open.delete(oldest.socket)
    oldest.socket.destroy()
    return connection
  }

  of(socket: Socket): Connection {
    return this.#open.get(socket) ?? new Connection(socket, this.#peers)
  }
}
