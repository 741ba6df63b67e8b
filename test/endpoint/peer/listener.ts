import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { PeerAddress } from '../../../main/endpoint/peer/peer.ts'
import { until } from '../../support/desktop-wait.ts'

/** A server that takes connections and says nothing, so that those who ask wait while they are looked at. */
export class Listener {
  readonly #server: Server
  readonly sockets: Socket[] = []
  readonly #addresses: PeerAddress[] = []

  constructor() {
    // What is left of a connection after its client has closed is part of what is tried.
    this.#server = createServer({ allowHalfOpen: true }, socket => {
      socket.on('error', () => undefined).resume()
      this.sockets.push(socket)
      const { remotePort: clientPort } = socket
      if (clientPort !== undefined) this.#addresses.push({ clientPort, serverPort: this.port })
    })
  }

  async listen(): Promise<void> {
    this.#server.listen({ host: '127.0.0.1', port: 0, backlog: 1_000 })
    await once(this.#server, 'listening')
  }

  get port(): number {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return address.port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`
  }

  /** The next connections that nobody has taken yet. */
  async next(count: number): Promise<readonly PeerAddress[]> {
    await until(`${count} connections`, () => this.#addresses.length >= count)
    return this.#addresses.splice(0, count)
  }

  async one(): Promise<PeerAddress> {
    const [address] = await this.next(1)
    if (address === undefined) throw new Error('no connection')
    return address
  }

  close(): void {
    for (const socket of this.sockets.splice(0)) socket.destroy()
    this.#server.close()
  }
}
