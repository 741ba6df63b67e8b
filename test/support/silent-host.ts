import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** A host that counts who comes to it, and hangs up on everybody. */
export interface SilentHost {
  readonly port: number
  visitors(): number
  close(): Promise<void>
}

export async function startSilentHost(): Promise<SilentHost> {
  let visitors = 0
  const server = createServer((socket: Socket) => {
    visitors++
    socket.on('error', () => undefined).destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    visitors: () => visitors,
    async close() {
      server.close()
      await once(server, 'close')
    },
  }
}
