import { StandardRetryStrategy } from '@smithy/core/retry'
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types'
import { keyHint, type Signer } from '../core/broker/credentials.ts'
import { type Clock, SECOND } from '../core/clock.ts'
import { fail, type Result, succeed } from '../core/failures/failure.ts'
import type { Secret } from '../core/secret.ts'
import type { CallFacts } from '../core/sts/call-facts.ts'
import { toFailure, withoutSecrets } from './call-failure.ts'
import { type Fetch, FetchHandler } from './fetch-handler.ts'

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
  /** What goes along with it that nobody is to see. */
  readonly proofs: readonly Secret[]
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
export class SdkCalls {
  readonly #fetch: Fetch
  readonly #clock: Clock

  constructor(fetch: Fetch, clock: Clock) {
    this.#fetch = fetch
    this.#clock = clock
  }

  /** One client for each call, since each may be signed by another key. */
  async send<Client extends SdkClient, T>(
    { signer, url, region, facts, proofs }: Calling,
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
      const failure = toFailure(error, facts, limit.signal.aborted, handler.skew)
      return fail(withoutSecrets(failure, [...proofs, ...secretsOf(signer)]))
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

function secretsOf(signer: Signer | null): readonly Secret[] {
  if (signer === null) return []
  const { secretAccessKey, sessionToken } = signer
  return sessionToken === null ? [secretAccessKey] : [secretAccessKey, sessionToken]
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
