import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { type Authority, newAuthority } from './certificates.ts'
import type { Desktop } from './desktop.ts'
import { runTool } from './desktop-process.ts'

const HOST = '127.0.0.1'

/** A company's way out: a proxy that inspects TLS, with the local AWS behind it under AWS's names. */
export interface CorporateNetwork {
  readonly authority: Authority
  readonly proxyUrl: string
  /** Where the inspecting server is, for those who come past the proxy. */
  readonly frontPort: number
  /** What the proxy was asked for, each target once: `host:port` of a tunnel, or a whole address. */
  asked(): readonly string[]
  /** How many handshakes ended with the client's trust. */
  trusted(): number
  /** Puts an AWS behind it; before that nobody answers. */
  leadTo(awsUrl: string): void
  /** From now on this host can't be reached; tunnels that are open break. */
  cutOff(host: string): void
  reconnect(host: string): void
  close(): Promise<void>
}

/** @param names of hosts that are reached, on port 443 of each; a proxy knows no others */
export async function startCorporateNetwork(names: readonly string[]): Promise<CorporateNetwork> {
  const authority = newAuthority('Corporate Inspection')
  const asked = new Set<string>()
  const gone = new Set<string>()
  const tunnels = new Map<string, Set<Socket>>(names.map(name => [name, new Set()]))
  const sockets = new Set<Socket>()
  let trusted = 0
  let awsPort = 0

  const keep = (socket: Socket) => {
    sockets.add(socket)
    // A reset is how Chromium leaves, and how a host that is cut off goes.
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  const join = (left: Socket, right: Socket) => {
    left.on('close', () => right.destroy()).pipe(right)
    right.on('close', () => left.destroy()).pipe(left)
  }

  // What is inside goes on byte for byte: the Host header is signed, so it must stay AWS's.
  const front = createTlsServer(authority.issue(...names), client => {
    trusted++
    keep(client)
    const aws = connect(awsPort, HOST)
    keep(aws)
    join(client, aws)
  })
  front.on('connection', keep)
  const frontPort = await listen(front)

  const proxy = createServer((request, response) => {
    asked.add(request.url ?? '')
    response.writeHead(502).end()
  })
  proxy.on('connection', keep)
  proxy.on('connect', (request, client: Socket, head: Buffer) => {
    const target = request.url ?? ''
    asked.add(target)
    const [host = '', port] = target.split(':')
    const open = tunnels.get(host)
    if (open === undefined || port !== '443' || gone.has(host)) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      return
    }
    const server = connect(frontPort, HOST)
    keep(server)
    open.add(client)
    client.on('close', () => open.delete(client))
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    server.write(head)
    join(client, server)
  })
  const proxyUrl = `http://${HOST}:${await listen(proxy)}`

  return {
    authority,
    proxyUrl,
    frontPort,
    asked: () => [...asked],
    trusted: () => trusted,
    leadTo: url => {
      awsPort = Number(new URL(url).port)
    },
    cutOff(host) {
      gone.add(host)
      for (const tunnel of tunnels.get(host) ?? []) tunnel.destroy()
    },
    reconnect: host => {
      gone.delete(host)
    },
    async close() {
      const closed = [front, proxy].map(server => once(server.close(), 'close'))
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, HOST)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Puts an authority where Chromium looks on Linux, once it is started: the NSS database in the user's home. */
export async function trust({ cert }: Authority, { env, folder }: Pick<Desktop, 'env' | 'folder'>) {
  const database = path.join(env['HOME'] ?? '', '.pki/nssdb')
  const file = path.join(folder, 'trusted.pem')
  await mkdir(database, { recursive: true, mode: 0o700 })
  await writeFile(file, cert)
  const certutil = async (...args: readonly string[]) => {
    const { code, stderr } = await runTool('certutil', ['-d', `sql:${database}`, ...args], { env })
    if (code !== 0) throw new Error(`certutil: ${stderr.trim()}`)
  }
  // An app that has run before has made it, and then certutil would ask for a password.
  if (!existsSync(path.join(database, 'cert9.db'))) await certutil('-N', '--empty-password')
  await certutil('-A', '-n', 'Corporate Inspection', '-t', 'C,,', '-i', file)
}
