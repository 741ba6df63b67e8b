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
  /** The last answer's Date header in epoch ms. */
  serverTime: number | null = null

  constructor(fetch: Fetch) {
    this.#fetch = fetch
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
    this.serverTime = Number.isNaN(date) ? null : date
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes.length > LARGEST_ANSWER) throw new Error('The answer is too large to be one of STS.')
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
