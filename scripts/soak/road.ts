import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The app's way to the local AWS. It can be cut off while other programs still reach AWS by the direct one. */
export interface Road {
  readonly url: string
  /** Nobody listens on its port any more, and what was under way breaks off. */
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

export async function startRoad(to: string): Promise<Road> {
  const { hostname: host, port: toPort } = new URL(to)
  const sockets = new Set<Socket>()
  const server = createServer(near => {
    const far = connect({ host, port: Number(toPort) })
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      // An error is followed by the end, and the end is passed on.
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  const listen = async (port: number): Promise<number> => {
    server.listen(port, host)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const cut = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const port = await listen(0)
  return { url: `http://${host}:${port}`, cut, mend: async () => void (await listen(port)), close: cut }
}
