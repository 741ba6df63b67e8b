import type { StsAnswer, StsTarget } from '../core/doctor/facts.ts'

/** The part of `fetch` that is used: Chromium's, on the session that the app's own calls of AWS go over. */
export type Fetch = (
  url: string,
  init: {
    readonly method: 'GET'
    readonly redirect: 'error'
    readonly credentials: 'omit'
    readonly cache: 'no-store'
    readonly signal: AbortSignal
  },
) => Promise<Response>

/** For (ms) an answer. */
const TIME_LIMIT = 7_000
const LARGEST_ANSWER = 64 * 1024

/** Unsigned, so that AWS answers with no more than a refusal; without an action it would lead to a page about IAM. */
const QUESTION = '/?Action=GetCallerIdentity&Version=2011-06-15'

/**
 * Whether STS is reached, with no key and no signature.
 * @param wall epoch ms by this computer's clock
 */
export async function askSts(fetch: Fetch, wall: () => number, { url }: StsTarget): Promise<StsAnswer> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), TIME_LIMIT)
  try {
    const response = await fetch(url.replace(/\/+$/, '') + QUESTION, {
      method: 'GET',
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      signal: limit.signal,
    })
    const date = Date.parse(response.headers.get('date') ?? '')
    const skew = Number.isNaN(date) ? null : date - wall()
    const text = await beginningOf(response)
    // Its refusal is XML; a company's proxy and a captive portal answer with pages.
    return /<ErrorResponse[\s>]/.test(text) && text.includes('<Code>')
      ? { kind: 'answered', skew }
      : { kind: 'stranger', status: response.status }
  } catch (error) {
    return limit.signal.aborted ? { kind: 'failed', reason: 'timed-out', detail: '' } : failureOf(error)
  } finally {
    clearTimeout(timer)
  }
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) return text
    text += decoder.decode(part.value, { stream: true })
    if (text.length < LARGEST_ANSWER) continue
    await reader?.cancel()
    return text
  }
}

/** Chromium's words: https://source.chromium.org/chromium/chromium/src/+/main:net/base/net_error_list.h */
export function failureOf(error: unknown): StsAnswer {
  const message = error instanceof Error ? error.message : String(error)
  const detail = /net::(ERR_\w+)/.exec(message)?.[1]
  // What is not Chromium's own word is about a redirect, or about what was no HTTP.
  if (detail === undefined) return { kind: 'stranger', status: 302 }
  const reason = /PROXY|TUNNEL|SOCKS|_PAC_/.test(detail)
    ? 'proxy'
    : /^ERR_(?:CERT|SSL|BAD_SSL)/.test(detail)
      ? 'tls'
      : /^ERR_(?:NAME_|DNS_|ICANN_NAME)/.test(detail)
        ? 'dns'
        : /TIMED_OUT/.test(detail)
          ? 'timed-out'
          : detail === 'ERR_INTERNET_DISCONNECTED'
            ? 'offline'
            : 'unreachable'
  return { kind: 'failed', reason, detail }
}
