import { readFile } from 'node:fs/promises'
import { get, type IncomingHttpHeaders } from 'node:http'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { until } from './desktop-wait.ts'

export interface EndpointAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Readonly<Record<string, unknown>>
}

/** Asks as an SDK does. Not with `fetch`: that sends a browser's headers, which the endpoint refuses. */
export function askEndpoint(url: string, headers: Record<string, string>): Promise<EndpointAnswer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, timeout: 10_000 }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', chunk => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) })
        } catch {
          reject(new Error(`${url} answered ${response.statusCode} with no JSON: ${text}`))
        }
      })
    })
    request.on('timeout', () => request.destroy(new Error(`${url} did not answer in 10 s`)))
    request.on('error', reject)
  })
}

/** Asks again where AWS takes longer than a tool is kept waiting, as an SDK does. For what is not on already. */
export function askUntilGot(url: string, headers: Record<string, string>): Promise<EndpointAnswer> {
  return until('the credentials are there, or refused', async () => {
    const answer = await askEndpoint(url, headers)
    return answer.status === 503 && answer.body['code'] === 'Starting' ? null : answer
  })
}

export async function fetchCredentials({ url, tokenFile }: Connection): Promise<EndpointAnswer> {
  return askEndpoint(url, { Authorization: await readFile(tokenFile, 'utf8') })
}

export async function fetchWhenGot({ url, tokenFile }: Connection): Promise<EndpointAnswer> {
  return askUntilGot(url, { Authorization: await readFile(tokenFile, 'utf8') })
}
