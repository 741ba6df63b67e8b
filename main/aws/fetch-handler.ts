import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types'

/** The part of `fetch` that is used: Chromium's in the app, so that its proxies and certificates count. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Record<string, string>
    readonly body: string | null
    readonly redirect: 'error'
    readonly credentials: 'omit'
    readonly cache: 'no-store'
    readonly signal: AbortSignal | null
  },
) => Promise<Response>

/** STS answers have a few kilobytes; something larger is not STS. */
const LARGEST_ANSWER = 1024 * 1024

/** Sends the SDK's requests over a given `fetch`, and keeps AWS's idea of the time. */
export class FetchHandler implements RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions> {
  readonly #fetch: Fetch
  readonly #wall: () => number
  /** Milliseconds by which AWS's clock was ahead of this computer's when its last answer began to come. */
  skew: number | null = null

  /** @param wall epoch ms by this computer's clock */
  constructor(fetch: Fetch, wall: () => number) {
    this.#fetch = fetch
    this.#wall = wall
  }

  async handle(request: HttpRequest, options: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const { protocol, hostname, port, path, method, body } = request
    // `fetch` makes these itself, and the host that it makes is the one that was signed.
    const { host: _host, 'content-length': _length, ...headers } = request.headers
    const response = await this.#fetch(
      `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`,
      {
        method,
        headers,
        body: typeof body === 'string' ? body : null,
        // A redirect would carry the signature and an MFA code to a host that nobody typed.
        redirect: 'error',
        credentials: 'omit',
        cache: 'no-store',
        signal: options.abortSignal instanceof AbortSignal ? options.abortSignal : null,
      },
    )
    const date = Date.parse(response.headers.get('date') ?? '')
    this.skew = Number.isNaN(date) ? null : date - this.#wall()
    const bytes = await readAtMost(response, LARGEST_ANSWER)
    return {
      response: {
        statusCode: response.status,
        reason: response.statusText,
        headers: Object.fromEntries(response.headers),
        body: bytes,
      },
    }
  }
}

export class TooLarge extends Error {}

/** Breaks off as soon as it is too much, so that no stranger can fill the memory. */
export async function readAtMost(response: Response, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) break
    parts.push(part.value)
    length += part.value.length
    if (length > most) {
      await reader?.cancel()
      throw new TooLarge('The answer is too large to be one of STS.')
    }
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
