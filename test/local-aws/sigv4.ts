import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { Refusal } from './refusal.ts'

/** A request as it came off the wire: nothing decoded, headers in their order, names as sent. */
export type RawRequest = {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

export type Scope = { readonly date: string; readonly region: string; readonly service: string }

export type Authorization = {
  readonly accessKeyId: string
  readonly scope: Scope
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const MAX_SKEW_MS = 5 * 60 * 1000
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/

const mismatch = (message: string) => new Refusal('SignatureDoesNotMatch', 403, message)
const incomplete = (message: string) => new Refusal('IncompleteSignature', 400, message)
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Uint8Array, data: string) => createHmac('sha256', key).update(data).digest()

/** All values of one header as SigV4 joins them, or undefined where it was not sent. */
export function headerOf(request: RawRequest, name: string): string | undefined {
  const values = request.headers.filter(([sent]) => sent.toLowerCase() === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.map(value => value.trim().replace(/ +/g, ' ')).join(',')
}

/** Takes the `Authorization` header apart, with AWS's own words for what is missing. */
export function parseAuthorization(request: RawRequest): Authorization {
  const header = headerOf(request, 'authorization')
  if (header === undefined) {
    throw new Refusal('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')
  }
  if (!header.startsWith(`${ALGORITHM} `))
    throw incomplete("Unsupported AWS 'algorithm': must be AWS4-HMAC-SHA256.")
  const parts = new Map<string, string>()
  for (const part of header.slice(ALGORITHM.length + 1).split(',')) {
    const [name = '', ...value] = part.trim().split('=')
    if (value.length === 0) {
      throw incomplete(
        `'${part.trim()}' not a valid key=value pair (missing equal-sign) in Authorization header`,
      )
    }
    parts.set(name, value.join('='))
  }
  const [credential, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map(name =>
    parts.get(name),
  )
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter(name => !parts.get(name))
  if (!credential || !signedHeaders || !signature) {
    const list = missing.map(name => `Authorization header requires '${name}' parameter.`).join(' ')
    throw incomplete(list)
  }
  const [accessKeyId = '', date = '', region = '', service = '', terminator = '', ...rest] =
    credential.split('/')
  if (terminator !== 'aws4_request' || rest.length > 0) {
    throw incomplete(`Credential must have exactly 5 slash-delimited elements, got '${credential}'`)
  }
  return { accessKeyId, scope: { date, region, service }, signedHeaders: signedHeaders.split(';'), signature }
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )

function canonicalPath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') kept.pop()
    else kept.push(encode(segment))
  }
  const trailing = kept.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${kept.join('/')}${trailing}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Refusal('MalformedQueryString', 404, 'The query string contains a syntax error')
  }
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const [name = '', ...value] = pair.split('=')
      return [encode(decode(name)), encode(decode(value.join('=')))] as const
    })
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return pairs
    .sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

export function canonicalRequest(request: RawRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map(name => `${name}:${headerOf(request, name) ?? ''}\n`).join('')
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n')
}

/** The signature that the owner of this secret would have put under the request. */
export function signatureOf(
  request: RawRequest,
  signedHeaders: readonly string[],
  scope: Scope,
  amzDate: string,
  secretAccessKey: string,
): string {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`
  const toSign = [ALGORITHM, amzDate, scopeText, sha256(canonicalRequest(request, signedHeaders))].join('\n')
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date)
  const signingKey = hmac(hmac(hmac(dateKey, scope.region), scope.service), 'aws4_request')
  return hmac(signingKey, toSign).toString('hex')
}

export const amzDateOf = (milliseconds: number) =>
  new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, '')

function parseAmzDate(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  const time = match === null ? Number.NaN : Date.parse(text.replace(match[0], isoOf(match)))
  if (Number.isNaN(time)) {
    throw incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    )
  }
  return time
}

const isoOf = ([, year, month, day, hour, minute, second]: RegExpExecArray) =>
  `${year}-${month}-${day}T${hour}:${minute}:${second}Z`

function checkDate(amzDate: string, now: number) {
  const time = parseAmzDate(amzDate)
  if (time < now - MAX_SKEW_MS) {
    const limit = amzDateOf(now - MAX_SKEW_MS)
    throw mismatch(`Signature expired: ${amzDate} is now earlier than ${limit} (${amzDateOf(now)} - 5 min.)`)
  }
  if (time > now + MAX_SKEW_MS) {
    const limit = amzDateOf(now + MAX_SKEW_MS)
    throw mismatch(
      `Signature not yet current: ${amzDate} is still later than ${limit} (${amzDateOf(now)} + 5 min.)`,
    )
  }
}

function checkSignedHeaders(request: RawRequest, signedHeaders: readonly string[]) {
  if (!signedHeaders.includes('host')) {
    throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  }
  for (const name of ['x-amz-date', 'x-amz-security-token']) {
    if (headerOf(request, name) !== undefined && !signedHeaders.includes(name)) {
      throw mismatch(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`)
    }
  }
  const sorted = [...signedHeaders].sort()
  if (signedHeaders.some((name, at) => name !== sorted[at] || name !== name.toLowerCase())) {
    throw mismatch("'SignedHeaders' must be lower case and in order in the AWS Authorization.")
  }
}

/** Throws unless this secret's owner signed exactly this request, for this service, within five minutes of `now`. */
export function verifySignature(
  request: RawRequest,
  authorization: Authorization,
  secret: string,
  service: string,
  now: number,
) {
  const { scope, signedHeaders, signature } = authorization
  const amzDate = headerOf(request, 'x-amz-date')
  if (amzDate === undefined) {
    throw incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
  }
  checkSignedHeaders(request, signedHeaders)
  if (scope.service !== service) {
    throw mismatch(`Credential should be scoped to correct service: '${service}'. `)
  }
  if (!REGION.test(scope.region)) throw mismatch('Credential should be scoped to a valid region. ')
  checkDate(amzDate, now)
  if (scope.date !== amzDate.slice(0, 8)) {
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${amzDate.slice(0, 8)}', from '${amzDate}'.`,
    )
  }
  const declared = headerOf(request, 'x-amz-content-sha256')
  const expected = Buffer.from(signatureOf(request, signedHeaders, scope, amzDate, secret))
  const given = Buffer.from(signature)
  const equal = given.length === expected.length && timingSafeEqual(given, expected)
  if (!equal || (declared !== undefined && declared !== sha256(request.body))) {
    throw mismatch(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
  }
}
