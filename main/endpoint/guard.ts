import { timingSafeEqual } from 'node:crypto'
import type { GrantId } from '../core/tools/grants.ts'
import { REVOKED } from './grant-files.ts'
import type { RequestHead } from './server.ts'

export interface GuardRules {
  readonly port: number
  /** The SHA-256 digest of the token that opens this grant, or null if there is no such grant. */
  readonly digestOf: (grant: GrantId) => Buffer | null
  readonly digest: (token: string) => Buffer
}

export interface Denial {
  readonly kind: 'deny'
  readonly status: number
  readonly code: string
  readonly message: string
  /** Whether it came with a token that opens nothing. */
  readonly wrongToken: boolean
}

export type Verdict =
  | { readonly kind: 'allow'; readonly route: 'container' | 'process'; readonly grant: GrantId }
  | Denial

const MOST_HEADERS = 40
const LONGEST_TOKEN = 200

/** No SDK sends these. A browser does, and so does a proxy; and neither may ever have credentials. */
const FOREIGN =
  /^(?:origin|referer|cookie|sec-.*|access-control-.*|x-forwarded-.*|forwarded|via|x-real-ip|proxy-.*|upgrade|transfer-encoding)$/

/** A token of RFC 9110. Some parsers, Electron's among them, let `Origin : x` pass, under a name that is none of ours. */
const NAME = /^[!#$%&'*+.^`|~\w-]+$/

const nobody = Buffer.alloc(32)

/**
 * Lets a request pass or not, from its head alone. The texts are fixed: nothing of the request is echoed.
 * The order matters: what a web page or a stranger can send is refused before a token is looked at, and a
 * path that does not exist looks like one whose token is wrong.
 */
export function guard(request: RequestHead, rules: GuardRules): Verdict {
  const foreign = judgeOrigin(request, rules.port)
  if (foreign !== null) return foreign
  const tokens = valuesOf(request.rawHeaders, 'authorization')
  const [token] = tokens
  if (token === undefined || tokens.length !== 1 || token.length > LONGEST_TOKEN)
    return deny(
      403,
      'AccessDenied',
      'The Authorization header must be the token of this URL, exactly once. Set AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE to the file that Understudy shows; a tool that is too old to read it needs the lines for older tools.',
    )
  // It tells nothing of the path, and is no attempt at guessing.
  if (token === REVOKED)
    return deny(
      403,
      'AccessRevoked',
      'This access was revoked in Understudy, or its session was removed. The user can give the tool another one: Connect a Tool in Understudy’s window.',
    )
  const door = doorIn(request.target)
  const expected = door === null ? null : rules.digestOf(door.grant)
  // Compared even if nothing can match, so that the time taken does not tell which paths exist.
  const same = timingSafeEqual(rules.digest(token), expected ?? nobody)
  if (door === null || expected === null || !same)
    return {
      ...deny(
        403,
        'AccessDenied',
        'The token is not that of this URL. It changes each time that Understudy starts: read it from its file anew. If the access was revoked, copy the lines anew from Understudy.',
      ),
      wrongToken: true,
    }
  if (request.method !== 'GET')
    return deny(405, 'MethodNotAllowed', 'This endpoint answers GET and nothing else.')
  return { kind: 'allow', ...door }
}

/** Refuses what comes from a web page or through a proxy, or is not addressed to this port; null for all else. */
export function judgeOrigin({ target, rawHeaders }: RequestHead, port: number): Denial | null {
  if (rawHeaders.length > 2 * MOST_HEADERS)
    return deny(431, 'TooManyHeaders', 'The request has too many headers.')
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (!NAME.test(rawHeaders[i] ?? ''))
      return deny(400, 'BadRequest', 'The request is not as HTTP wants it: a header has no proper name.')
  const hosts = valuesOf(rawHeaders, 'host')
  if (hosts.length !== 1 || !isOurs(hosts[0], port))
    return deny(403, 'AccessDenied', 'The Host header must be the address of this endpoint.')
  // A whole address as the target is what proxies are asked with.
  if (!target.startsWith('/') || namesOf(rawHeaders).some(name => FOREIGN.test(name)))
    return deny(403, 'AccessDenied', 'This endpoint serves neither browsers nor proxies.')
  if (valuesOf(rawHeaders, 'content-length').some(length => length !== '0'))
    return deny(403, 'AccessDenied', 'A request to this endpoint has no body.')
  return null
}

export function deny(status: number, code: string, message: string): Denial {
  return { kind: 'deny', status, code, message, wrongToken: false }
}

function namesOf(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.filter((_, at) => at % 2 === 0).map(name => name.toLowerCase())
}

export function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  const values: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.toLowerCase() === name) values.push(rawHeaders[i + 1] ?? '')
  return values
}

function isOurs(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host?.toLowerCase() === `localhost:${port}`
}

/** An exact path with no query: identity is in the path, since some SDKs sort or drop what follows it. */
function doorIn(target: string): Omit<Extract<Verdict, { kind: 'allow' }>, 'kind'> | null {
  const [, route, id] = /^\/(container|process)\/([\w-]{1,64})$/.exec(target) ?? []
  if (route !== 'container' && route !== 'process') return null
  return { route, grant: id as GrantId }
}
