import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { Connection, Snapshot } from '../../main/core/snapshot/snapshot.ts'
import type { Wanted } from '../support/needles.ts'
import { newMark } from './asking.ts'
import type { Evidence } from './evidence.ts'

interface Reply {
  readonly status: number
  readonly text: string
}

/** As a tool does; null where it is hung up on. */
export function send(url: string, headers: Record<string, string>, method = 'GET'): Promise<Reply | null> {
  return new Promise(resolve => {
    const asking = request(url, { method, headers, timeout: 3_000, agent: false }, response => {
      const parts: Buffer[] = [Buffer.from(JSON.stringify(response.headers))]
      response.on('data', part => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      )
      response.on('error', () => resolve(null))
    })
    // Some it hangs up on, which tells nothing.
    asking.on('error', () => resolve(null))
    asking.on('timeout', () => asking.destroy())
    asking.end()
  })
}

/** Asks on every route, as a tool does and as others do. Gives what was sent as a token, which nothing may keep. */
export async function askRoutes(
  evidence: Evidence,
  snapshot: Snapshot,
): Promise<{ readonly marks: readonly Wanted[]; readonly good: number }> {
  const marks: Wanted[] = []
  let good = 0
  const ask = async (what: string, url: string, headers: Record<string, string>, method?: string) => {
    const reply = await send(url, headers, method)
    if (reply === null) return null
    // What is given to whoever may have it is the whole point.
    if (reply.status === 200 && what.endsWith('rightly')) good += 1
    else evidence.add('endpoint error', `${what}: ${reply.status}`, reply.text)
    return reply
  }
  const mark = (what: string) => {
    const value = newMark()
    marks.push({ name: `what was sent as ${what}`, value })
    return value
  }
  const wrongly = async (route: string, url: string, token: string) => {
    const Authorization = token
    await ask(`${route} without a token`, url, {})
    await ask(`${route} with a wrong token`, url, { Authorization: mark(`a token to ${route}`) })
    await ask(`${route} from a page`, url, { Authorization, Origin: 'https://example.com' })
    await ask(`${route} by another name`, url, { Authorization, Host: 'example.com' })
    await ask(`${route} by POST`, url, { Authorization }, 'POST')
    await ask(`${route} elsewhere`, `${url}/${encodeURIComponent(mark(`a path of ${route}`))}`, {
      Authorization,
    })
    await ask(`${route} with a query`, `${url}?${encodeURIComponent(mark(`a query of ${route}`))}`, {
      Authorization,
    })
    await ask(`${route} rightly`, url, { Authorization })
  }
  for (const connection of connectionsOf(snapshot)) {
    const token = await readFile(connection.tokenFile, 'utf8')
    await wrongly('container', connection.url, token)
    const curl = curlOf(connection)
    if (curl !== null) await wrongly('process', await addressIn(curl), token)
  }
  const metadata = snapshot.instanceMetadata
  if (metadata !== null) {
    const at = (path: string) => new URL(path, metadata.url).href
    const life = { 'X-aws-ec2-metadata-token-ttl-seconds': '60' }
    const roles = 'latest/meta-data/iam/security-credentials/'
    await ask('IMDS without a token', at(roles), {})
    await ask('IMDS with a wrong token', at(roles), { 'X-aws-ec2-metadata-token': mark('a token to IMDS') })
    const token = await send(at('latest/api/token'), life, 'PUT')
    const words = token?.text.split('}').at(-1) ?? ''
    if (token?.status === 200) marks.push({ name: 'a token of IMDS', value: words })
    await ask('IMDS elsewhere', at(`latest/${encodeURIComponent(mark('a path of IMDS'))}`), {
      'X-aws-ec2-metadata-token': words,
    })
    await ask('IMDS rightly', at(roles), { 'X-aws-ec2-metadata-token': words })
  }
  return { marks, good }
}

export const connectionsOf = ({ sessions, grants, current }: Snapshot): readonly Connection[] =>
  [current, ...sessions.map(each => each.connection), ...grants.map(each => each.connection)].filter(
    each => each !== null,
  )

/** The file that tells curl where to go, and with what. */
const curlOf = ({ credentialProcess }: Connection): string | null =>
  /(?:-K|--config) (?:"([^"]+)"|'([^']+)'|(\S+))/
    .exec(credentialProcess ?? '')
    ?.slice(1)
    .find(Boolean) ?? null

async function addressIn(file: string): Promise<string> {
  const address = /url\s*=\s*"?([^"\s]+)/.exec(await readFile(file, 'utf8'))?.[1]
  if (address === undefined) throw new Error(`${file} names no address.`)
  return address
}
