import { connect, type Socket } from 'node:net'
import { percentile } from './figures.ts'

/*
 * A tool that asks again and again, in a process of its own. Reads from its input what to ask, and prints what it took.
 * Over bare sockets: Node's own client would not keep a connection that the server offers for a second only.
 */

export interface Load {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly keepAlive: boolean
  /** One after the other. */
  readonly requests: number
  /** By this many at once, for the throughput. */
  readonly clients: number
}

export interface Took {
  /** ms */
  readonly p50: number
  /** ms */
  readonly p99: number
  /** Answers in a second, with all clients at work. */
  readonly throughput: number
}

class Client {
  readonly #load: Load
  readonly #request: string
  #socket: Socket | null = null

  constructor(load: Load) {
    const { host, pathname } = new URL(load.url)
    const headers = Object.entries({ Host: host, ...load.headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    const connection = load.keepAlive ? '' : 'Connection: close\r\n'
    this.#load = load
    this.#request = `GET ${pathname} HTTP/1.1\r\n${headers.join('')}${connection}\r\n`
  }

  async ask(): Promise<void> {
    const socket = this.#socket ?? this.#connect()
    const answer = whole(socket)
    socket.write(this.#request)
    const status = await answer
    if (status !== 200) throw new Error(`${this.#load.url} answered ${status}`)
    this.#socket = this.#load.keepAlive ? socket : null
    if (!this.#load.keepAlive) socket.destroy()
  }

  close(): void {
    this.#socket?.destroy()
  }

  #connect(): Socket {
    return connect(Number(new URL(this.#load.url).port), '127.0.0.1').setNoDelay()
  }
}

/** The status of an answer that has come to its end. */
function whole(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const ended = () => reject(new Error(`The connection was closed after ${JSON.stringify(text)}.`))
    const read = (piece: Buffer) => {
      text += piece.toString('latin1')
      const body = text.indexOf('\r\n\r\n') + 4
      const length = /^content-length: (\d+)\r$/im.exec(text)?.[1]
      if (body < 4 || length === undefined || text.length - body < Number(length)) return
      socket.off('data', read).off('close', ended).off('error', reject)
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]))
    }
    socket.on('data', read).once('close', ended).once('error', reject)
  })
}

async function run(load: Load): Promise<Took> {
  const times: number[] = []
  const one = new Client(load)
  for (let count = 0; count < load.requests / 10; count++) await one.ask()
  for (let count = 0; count < load.requests; count++) {
    const start = performance.now()
    await one.ask()
    times.push(performance.now() - start)
  }
  one.close()

  let left = load.requests
  const start = performance.now()
  await Promise.all(
    Array.from({ length: load.clients }, async () => {
      const client = new Client(load)
      while (left-- > 0) await client.ask()
      client.close()
    }),
  )
  const seconds = (performance.now() - start) / 1_000
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), throughput: load.requests / seconds }
}

let input = ''
for await (const chunk of process.stdin) input += chunk
process.stdout.write(JSON.stringify(await run(JSON.parse(input))))
