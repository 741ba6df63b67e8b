import { request as httpRequest } from 'node:http'
import { amzDateOf, type RawRequest, signatureOf } from './sigv4.ts'

export type Keys = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export type Reply = {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly xml: string
  /** What the first element of this name holds; empty where there is none. */
  readonly field: (name: string) => string
}

export type SendOptions = {
  readonly method?: 'GET' | 'POST'
  readonly region?: string
  readonly service?: string
  /** When the signer thinks it is. */
  readonly at?: number
  /** Sent and signed besides the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
  /** Left out of the signature although sent. */
  readonly unsigned?: readonly string[]
  /** Changes the request after it was signed. */
  readonly tamper?: (request: RawRequest) => RawRequest
}

const ENTITIES = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&amp;', '&'],
])

const fieldOf = (xml: string, name: string) =>
  (new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '').replace(
    /&(lt|gt|quot|amp);/g,
    entity => ENTITIES.get(entity) ?? entity,
  )

/** Signs a request as a client would that knows nothing but SigV4. */
export function signedRequest(
  url: string,
  keys: Keys,
  parameters: Readonly<Record<string, string>>,
  options: SendOptions = {},
): RawRequest {
  const {
    method = 'POST',
    region = 'eu-central-1',
    service = 'sts',
    at = Date.now(),
    unsigned = [],
  } = options
  const form = new URLSearchParams({ Version: '2011-06-15', ...parameters }).toString()
  const amzDate = amzDateOf(at)
  const headers = Object.entries({
    Host: new URL(url).host,
    'X-Amz-Date': amzDate,
    ...(method === 'POST' && { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' }),
    ...(keys.sessionToken !== undefined && { 'X-Amz-Security-Token': keys.sessionToken }),
    ...options.headers,
  })
  const unsignedRequest: RawRequest = {
    method,
    path: '/',
    query: method === 'GET' ? form.replaceAll('+', '%20') : '',
    headers,
    body: Buffer.from(method === 'POST' ? form : ''),
  }
  const names = headers.map(([name]) => name.toLowerCase()).filter(name => !unsigned.includes(name))
  names.sort()
  const scope = { date: amzDate.slice(0, 8), region, service }
  const signature = signatureOf(unsignedRequest, names, scope, amzDate, keys.secretAccessKey)
  const credential = `${keys.accessKeyId}/${scope.date}/${region}/${service}/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...unsignedRequest, headers: [...headers, ['Authorization', authorization]] }
}

export function send(url: string, raw: RawRequest): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const path = raw.query === '' ? raw.path : `${raw.path}?${raw.query}`
    const options = { method: raw.method, path, headers: raw.headers.flat(), agent: false, timeout: 10_000 }
    const request = httpRequest(url, options, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const xml = Buffer.concat(parts).toString('utf8')
        const headers = new Map(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        )
        resolve({ status: response.statusCode ?? 0, headers, xml, field: name => fieldOf(xml, name) })
      })
    })
    request.on('timeout', () => request.destroy(new Error('no answer within 10 s')))
    request.on('error', reject)
    request.end(raw.body)
  })
}

/** One call to STS: signed, sent, answered. */
export function callSts(
  url: string,
  keys: Keys,
  parameters: Readonly<Record<string, string>>,
  options: SendOptions = {},
): Promise<Reply> {
  const raw = signedRequest(url, keys, parameters, options)
  return send(url, options.tamper?.(raw) ?? raw)
}

/** One call to STS that nobody signed, for the operations that bring their own proof. */
export const callUnsigned = (url: string, parameters: Readonly<Record<string, string>>): Promise<Reply> =>
  send(url, {
    method: 'POST',
    path: '/',
    query: '',
    headers: [
      ['Host', new URL(url).host],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    body: Buffer.from(new URLSearchParams({ Version: '2011-06-15', ...parameters }).toString()),
  })

/** One call to SNS, likewise. */
export const callSns = (
  url: string,
  keys: Keys,
  parameters: Readonly<Record<string, string>>,
  options: SendOptions = {},
): Promise<Reply> =>
  callSts(url, keys, { Version: '2010-03-31', ...parameters }, { service: 'sns', ...options })

/** One call to IAM, which is signed for one Region wherever the caller is. */
export const callIam = (
  url: string,
  keys: Keys,
  parameters: Readonly<Record<string, string>>,
  options: SendOptions = {},
): Promise<Reply> =>
  callSts(
    url,
    keys,
    { Version: '2010-05-08', ...parameters },
    { service: 'iam', region: 'us-east-1', ...options },
  )

/** One call to EC2. */
export const callEc2 = (
  url: string,
  keys: Keys,
  parameters: Readonly<Record<string, string>>,
  options: SendOptions = {},
): Promise<Reply> =>
  callSts(url, keys, { Version: '2016-11-15', ...parameters }, { service: 'ec2', ...options })

/** The credentials in an answer. */
export const keysOf = (reply: Reply): Required<Keys> => ({
  accessKeyId: reply.field('AccessKeyId'),
  secretAccessKey: reply.field('SecretAccessKey'),
  sessionToken: reply.field('SessionToken'),
})
