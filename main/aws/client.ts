import { StandardRetryStrategy } from '@smithy/core/retry'
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types'
import * as v from 'valibot'
import type { CallFacts } from '../core/call-facts.ts'
import { type Clock, SECOND } from '../core/clock.ts'
import { keyHint, type Signer } from '../core/credentials.ts'
import { type Failure, fail, type Result, succeed } from '../core/failure.ts'
import { type Fetch, FetchHandler, TooLarge } from './fetch-handler.ts'

/** For a call with all its retries (ms). */
const TIME_LIMIT = 10 * SECOND

/** What an SDK client is made with, so that it looks for nothing in the environment or in ~/.aws. */
export interface ClientConfig {
  readonly region: string
  readonly endpoint: string
  readonly useFipsEndpoint: false
  readonly useDualstackEndpoint: false
  readonly defaultsMode: 'standard'
  readonly userAgentAppId: string
  readonly authSchemePreference: string[]
  readonly disableClockSkewCorrection: false
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  readonly retryMode: 'standard'
  readonly maxAttempts: number
  readonly retryStrategy: StandardRetryStrategy
  readonly requestHandler: RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions>
  readonly logger: typeof silent
}

export interface Calling {
  /** Null for the operations that are not signed. */
  readonly signer: Signer | null
  readonly url: string
  /** That the call is signed for. */
  readonly region: string
  readonly facts: CallFacts
}

export interface Sent<T> {
  readonly answer: T
  /** Milliseconds by which AWS's clock was ahead of this computer's, where its answer told. */
  readonly skew: number | null
}

interface SdkClient {
  destroy(): void
}

/** Sends calls with the SDK's clients over the given `fetch`. */
export class Caller {
  readonly #fetch: Fetch
  readonly #clock: Clock

  constructor(fetch: Fetch, clock: Clock) {
    this.#fetch = fetch
    this.#clock = clock
  }

  /** One client for each call, since each may be signed by another key. */
  async send<Client extends SdkClient, T>(
    { signer, url, region, facts }: Calling,
    make: (config: ClientConfig) => Client,
    run: (client: Client, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<Result<Sent<T>>> {
    const handler = new FetchHandler(this.#fetch, () => this.#clock.wall())
    // A code is accepted once: a second attempt could only be refused, and would hide how the first ended.
    const maxAttempts = facts.mfa ? 1 : 3
    const client = make({
      region,
      endpoint: url,
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      defaultsMode: 'standard',
      userAgentAppId: 'understudy',
      authSchemePreference: [],
      disableClockSkewCorrection: false,
      ...(signer === null ? {} : { credentials: toSdk(signer) }),
      retryMode: 'standard',
      maxAttempts,
      retryStrategy: new FaultsOnly(maxAttempts),
      requestHandler: handler,
      logger: silent,
    })
    const limit = new AbortController()
    const stop = this.#clock.after(TIME_LIMIT, () => limit.abort())
    try {
      return succeed({ answer: await run(client, { abortSignal: limit.signal }), skew: handler.skew })
    } catch (error) {
      return fail(toFailure(error, facts, limit.signal.aborted, handler.skew))
    } finally {
      stop()
      client.destroy()
    }
  }
}

/** Of whoever signs; the rest is the operation's. */
export function signedBy(signer: Signer | null): Pick<CallFacts, 'accessKeyHint' | 'temporary'> {
  return signer === null
    ? { accessKeyHint: null, temporary: false }
    : { accessKeyHint: keyHint(signer.accessKeyId), temporary: signer.sessionToken !== null }
}

function toSdk({ accessKeyId, secretAccessKey, sessionToken }: Signer) {
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken === null ? {} : { sessionToken: sessionToken.reveal() }),
  }
}

/** Tries passing faults again, and leaves throttling to the whole app: one call alone knows nothing of the others. */
class FaultsOnly extends StandardRetryStrategy {
  override refreshRetryTokenForRetry(
    ...[token, error]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    if (error.errorType === 'THROTTLING') return Promise.reject(new Error('Throttled.'))
    return super.refreshRetryTokenForRetry(token, error)
  }
}

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

const serviceError = v.object({
  name: v.string(),
  message: v.string(),
  $fault: v.string(),
  $metadata: v.object({ httpStatusCode: v.optional(v.number()), requestId: v.optional(v.string()) }),
})

function toFailure(error: unknown, call: CallFacts, timedOut: boolean, skew: number | null): Failure {
  if (timedOut) return { kind: 'network', reason: 'timed-out', detail: '', call }
  const refusal = v.safeParse(serviceError, error)
  if (refusal.success && refusal.output.name !== 'Unknown') {
    const { name, message, $metadata } = refusal.output
    return {
      kind: 'aws',
      code: name,
      message: message.trim(),
      status: $metadata.httpStatusCode ?? 0,
      requestId: $metadata.requestId ?? null,
      skew,
      call,
    }
  }
  // An answer came (it had a Date or a status), but it could not be read as one of AWS.
  if (error instanceof v.ValiError || error instanceof TooLarge || isAnswered(error))
    return { kind: 'malformed-answer', call }
  const detail = networkCode(error)
  const tls = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/i.test(detail)
  return { kind: 'network', reason: tls ? 'tls' : 'unreachable', detail, call }
}

function isAnswered(error: unknown): boolean {
  return typeof error === 'object' && error !== null && '$response' in error
}

/** Chromium says `net::ERR_NAME_NOT_RESOLVED` in the message, Node has a code on the error or its cause. */
function networkCode(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code
    const chromium = /net::(ERR_\w+)/.exec(each.message)?.[1]
    if (chromium !== undefined) return chromium
  }
  return 'no connection'
}
