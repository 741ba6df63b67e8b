import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A client that says exactly what it is told. */
export async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port })
  await once(socket, 'connect')
  // How a connection ends is looked at in the tests; an RST must not end them.
  socket.on('error', () => undefined)
  return socket
}

/** However it ends: by a FIN or by an RST. */
export function closed(socket: Socket): Promise<void> {
  return new Promise(resolve => socket.once('close', () => resolve()))
}

/** All that comes until the other side closes. */
export async function toTheEnd(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', part => {
    text += part
  })
  await closed(socket)
  return text
}

export async function say(port: number, ...lines: readonly string[]): Promise<string> {
  const socket = await open(port)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return toTheEnd(socket)
}

export interface Answered {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export function parse(answer: string): Answered {
  const [head = '', body = ''] = answer.split(/\r\n\r\n(.*)/s)
  const [line = '', ...rest] = head.split('\r\n')
  const headers = rest.map((each): [string, string] => {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(each) ?? []
    return [name.toLowerCase(), value]
  })
  return { status: Number(line.split(' ')[1]), headers: new Map(headers), body }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  server.close()
  await once(server, 'close')
  return address.port
}
