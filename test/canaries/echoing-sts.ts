import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** The local AWS, behind a host that can begin to refuse all with what it was sent: a proxy's error page, say. */
export interface EchoingSts {
  readonly url: string
  echo(on: boolean): void
  /** How often it has refused so. */
  echoes(): number
  close(): Promise<void>
}

const inXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export async function startEchoingSts(behind: string): Promise<EchoingSts> {
  let isEchoing = false
  let count = 0

  const refuse = (incoming: IncomingMessage, body: Buffer, response: ServerResponse) => {
    count += 1
    const sent = `${incoming.url} ${JSON.stringify(incoming.headers)} ${decodeURIComponent(body.toString().replaceAll('+', ' '))}`
    response.writeHead(403, { 'Content-Type': 'text/xml' })
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Refused: ${inXml(sent)}</Message></Error><RequestId>${inXml(body.toString()).slice(0, 2000)}</RequestId></ErrorResponse>`,
    )
  }
  const pass = (incoming: IncomingMessage, body: Buffer, response: ServerResponse) => {
    const { method, headers } = incoming
    const onward = request(new URL(incoming.url ?? '/', behind), { method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    onward.end(body)
  }

  const server = createServer((incoming, response) => {
    buffer(incoming).then(
      body => (isEchoing ? refuse : pass)(incoming, body, response),
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    echo(on) {
      isEchoing = on
    },
    echoes: () => count,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
