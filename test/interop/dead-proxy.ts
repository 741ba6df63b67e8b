import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** What a proxy was asked for, and with whose key it was signed; null where it was not signed. */
export type Asked = { readonly line: string; readonly accessKeyId: string | null }

export type DeadProxy = {
  /** The variables that send a program here, and none that spares an address. */
  readonly env: Readonly<Record<string, string>>
  readonly asked: () => readonly Asked[]
  readonly close: () => Promise<void>
}

/** A proxy that gets nobody anywhere: it reads what is asked and hangs up. */
export async function startDeadProxy(): Promise<DeadProxy> {
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    let head = ''
    socket.setEncoding('latin1')
    socket.on('error', () => undefined)
    socket.on('data', text => {
      head += text
      if (!head.includes('\r\n\r\n')) return
      const [line = ''] = head.split('\r\n')
      asked.push({ line, accessKeyId: /^Authorization: .*Credential=(\w+)\//im.exec(head)?.[1] ?? null })
      socket.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    env: { http_proxy: url, https_proxy: url, HTTP_PROXY: url, HTTPS_PROXY: url },
    asked: () => [...asked],
    close: async () => {
      const closed = once(server.close(), 'close')
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
