import * as v from 'valibot'
import { type Clock, SECOND } from '../core/clock.ts'
import type { ConsoleSignIn, SignInRequest } from '../core/console.ts'
import { fail, type Result, succeed } from '../core/failures/failure.ts'
import { Secret } from '../core/secret.ts'
import type { CallFacts } from '../core/sts/call-facts.ts'
import { toFailure } from './call-failure.ts'
import { signedBy } from './client.ts'
import { type Fetch, readAtMost } from './fetch-handler.ts'
import { consoleAt, signInUrl } from './host.ts'

const TIME_LIMIT = 10 * SECOND
const LARGEST_ANSWER = 64 * 1024

const answerShape = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ SigninToken: v.pipe(v.string(), v.minLength(1)) }),
)

/**
 * AWS's federation endpoint, which gives a link for the credentials of a role or a federated user.
 * Source: "Enable custom identity broker access to the AWS console" in the IAM User Guide.
 */
export class AwsSignIn implements ConsoleSignIn {
  readonly #fetch: Fetch
  readonly #clock: Clock

  constructor(fetch: Fetch, clock: Clock) {
    this.#fetch = fetch
    this.#clock = clock
  }

  async link(request: SignInRequest): Promise<Result<Secret>> {
    const first = await this.#token(request, request.durationSeconds)
    const isRefused = !first.ok && first.failure.kind === 'console-refused'
    const token =
      isRefused && request.durationSeconds !== null && request.mayBeShorter
        ? await this.#token(request, null)
        : first
    if (!token.ok) return token
    const query = new URLSearchParams({
      Action: 'login',
      Issuer: 'Understudy',
      Destination: consoleAt(request),
      SigninToken: token.value.reveal(),
    })
    return succeed(new Secret(`${signInUrl(request.endpoint)}?${query}`))
  }

  async #token(request: SignInRequest, durationSeconds: number | null): Promise<Result<Secret>> {
    const { credentials, endpoint } = request
    const url = signInUrl(endpoint)
    const host = new URL(url).host
    const session = JSON.stringify({
      sessionId: credentials.accessKeyId,
      sessionKey: credentials.secretAccessKey.reveal(),
      sessionToken: credentials.sessionToken.reveal(),
    })
    // In the body: a large session token does not fit into an address, and addresses are logged.
    const body = new URLSearchParams({
      Action: 'getSigninToken',
      ...(durationSeconds === null ? {} : { SessionDuration: String(durationSeconds) }),
      Session: session,
    })
    const limit = new AbortController()
    const stop = this.#clock.after(TIME_LIMIT, () => limit.abort())
    try {
      const response = await this.#fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
        redirect: 'error',
        credentials: 'omit',
        cache: 'no-store',
        signal: limit.signal,
      })
      const text = new TextDecoder().decode(await readAtMost(response, LARGEST_ANSWER))
      // Not what it says, which is a page for people and may repeat what was sent.
      if (!response.ok) return fail({ kind: 'console-refused', host, status: response.status })
      return succeed(new Secret(v.parse(answerShape, text).SigninToken))
    } catch (error) {
      const call = factsOf(host, request)
      return fail(toFailure(error, call, limit.signal.aborted, null))
    } finally {
      stop()
    }
  }
}

function factsOf(host: string, { credentials, endpoint }: SignInRequest): CallFacts {
  const { region } = endpoint
  const none = { request: null, proof: null, record: null, mfa: false }
  return {
    ...signedBy(credentials),
    operation: 'getSigninToken',
    host,
    region,
    caller: credentials.arn,
    ...none,
  }
}
