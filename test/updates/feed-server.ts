import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Whoever publishes releases. */
export interface Publisher {
  readonly key: KeyObject
  /** As package.json has it. */
  readonly publicKey: string
  /** The feed with its signature in the first line. @param name of its file */
  signed(text: string, name?: string): string
}

export function newPublisher(): Publisher {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    key: publicKey,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
    signed: (text, name = 'latest-linux.yml') => {
      const signature = sign(null, Buffer.from(`${name}\n${text}`), privateKey)
      return `# ed25519 ${signature.toString('base64')}\n${text}`
    },
  }
}

type Answer = string | Buffer | ((response: ServerResponse) => void)

export interface FeedServer {
  /** With a slash at its end. */
  readonly url: URL
  /** Each request, with what came along. */
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  /** What is answered under a name; anything else is not found. */
  put(name: string, answer: Answer): void
  close(): Promise<void>
}

/** Where files of releases are, as any web server has them. */
export async function startFeedServer(): Promise<FeedServer> {
  const answers = new Map<string, Answer>()
  const asked: { path: string; headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ path, headers: request.headers })
    const answer = answers.get(path.replace(/^\/updates\//, '').replace(/\?.*/, ''))
    if (answer === undefined) response.writeHead(404).end()
    else if (typeof answer === 'function') answer(response)
    else response.writeHead(200, { 'content-length': Buffer.byteLength(answer) }).end(answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`http://127.0.0.1:${port}/updates/`),
    asked,
    put: (name, answer) => void answers.set(name, answer),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
