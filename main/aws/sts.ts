import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  STSServiceException,
} from '@aws-sdk/client-sts'
import { StandardRetryStrategy } from '@smithy/core/retry'
import * as v from 'valibot'
import type { Sts, StsCall } from '../core/acquire.ts'
import type { StsEndpoint } from '../core/chain.ts'
import { type Clock, SECOND } from '../core/clock.ts'
import { type AccessKey, type Credentials, type Issued, keyHint, type Signer } from '../core/credentials.ts'
import { assertNever, type CallFacts, type Failure, fail, type Result, succeed } from '../core/failure.ts'
import type { WhoAmI } from '../core/keys.ts'
import { Secret } from '../core/secret.ts'
import { type Fetch, FetchHandler, TooLarge } from './fetch-handler.ts'
import { stsUrl } from './host.ts'

/** For a call with all its retries (ms). */
const TIME_LIMIT = 10 * SECOND

const credentialsShape = v.object({
  AccessKeyId: v.pipe(v.string(), v.regex(/^\w{16,128}$/)),
  SecretAccessKey: v.pipe(v.string(), v.minLength(1)),
  SessionToken: v.pipe(v.string(), v.minLength(1)),
  Expiration: v.date(),
})
const assumedShape = v.object({
  Credentials: credentialsShape,
  AssumedRoleUser: v.object({ Arn: v.pipe(v.string(), v.startsWith('arn:')) }),
})
const sessionTokenShape = v.object({ Credentials: credentialsShape })
const callerShape = v.object({
  Arn: v.pipe(v.string(), v.startsWith('arn:')),
  Account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
})

/** STS over the given `fetch`. Takes nothing from the environment or from ~/.aws. */
export class AwsSts implements Sts, WhoAmI {
  readonly #fetch: Fetch
  readonly #clock: Clock

  constructor(fetch: Fetch, clock: Clock) {
    this.#fetch = fetch
    this.#clock = clock
  }

  async obtain(call: StsCall): Promise<Result<Issued>> {
    const { request, signer, endpoint, mfa } = call
    const facts: CallFacts = {
      ...factsOf(signer, endpoint),
      operation: request.operation,
      caller: call.caller,
      roleArn: request.operation === 'AssumeRole' ? request.roleArn : null,
      mfa: mfa !== null,
      externalId: request.operation === 'AssumeRole' && request.externalId !== null,
    }
    const duration = request.durationSeconds === null ? {} : { DurationSeconds: request.durationSeconds }
    const code = mfa === null ? {} : { SerialNumber: mfa.serial, TokenCode: mfa.code }
    const sent = await this.#send(signer, endpoint, facts, async (client, options) => {
      switch (request.operation) {
        case 'GetSessionToken': {
          const answer = await client.send(new GetSessionTokenCommand({ ...duration, ...code }), options)
          return toCredentials(v.parse(sessionTokenShape, answer).Credentials, call.caller)
        }
        case 'AssumeRole': {
          const command = new AssumeRoleCommand({
            RoleArn: request.roleArn,
            RoleSessionName: request.roleSessionName,
            ...(request.externalId === null ? {} : { ExternalId: request.externalId }),
            ...(request.policy === null ? {} : { Policy: request.policy }),
            ...(request.policyArns.length === 0
              ? {}
              : { PolicyArns: request.policyArns.map(arn => ({ arn })) }),
            ...duration,
            ...code,
          })
          const { Credentials, AssumedRoleUser } = v.parse(assumedShape, await client.send(command, options))
          return toCredentials(Credentials, AssumedRoleUser.Arn)
        }
        default:
          return assertNever(request)
      }
    })
    return sent.ok ? succeed({ credentials: sent.value.answer, skew: sent.value.skew }) : sent
  }

  async whoAmI(key: AccessKey, endpoint: StsEndpoint): Promise<Result<{ arn: string; account: string }>> {
    const signer = { ...key, sessionToken: null }
    const facts: CallFacts = { ...factsOf(signer, endpoint), operation: 'GetCallerIdentity' }
    const sent = await this.#send(signer, endpoint, facts, async (client, options) => {
      const answer = v.parse(callerShape, await client.send(new GetCallerIdentityCommand({}), options))
      return { arn: answer.Arn, account: answer.Account }
    })
    return sent.ok ? succeed(sent.value.answer) : sent
  }

  async #send<T>(
    signer: Signer,
    endpoint: StsEndpoint,
    facts: CallFacts,
    run: (client: STSClient, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<Result<{ readonly answer: T; readonly skew: number | null }>> {
    const handler = new FetchHandler(this.#fetch, () => this.#clock.wall())
    // A code is accepted once: a second attempt could only be refused, and would hide how the first ended.
    const maxAttempts = facts.mfa ? 1 : 3
    const client = new STSClient({
      // All that the SDK would otherwise look for in the environment or in ~/.aws is given here.
      region: endpoint.region,
      endpoint: stsUrl(endpoint),
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      defaultsMode: 'standard',
      userAgentAppId: 'understudy',
      authSchemePreference: [],
      disableClockSkewCorrection: false,
      credentials: {
        accessKeyId: signer.accessKeyId,
        secretAccessKey: signer.secretAccessKey.reveal(),
        ...(signer.sessionToken === null ? {} : { sessionToken: signer.sessionToken.reveal() }),
      },
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

function factsOf(signer: Signer, endpoint: StsEndpoint): Omit<CallFacts, 'operation'> {
  return {
    host: new URL(stsUrl(endpoint)).host,
    region: endpoint.region,
    caller: null,
    accessKeyHint: keyHint(signer.accessKeyId),
    roleArn: null,
    mfa: false,
    temporary: signer.sessionToken !== null,
    externalId: false,
  }
}

function toCredentials(given: v.InferOutput<typeof credentialsShape>, arn: string): Credentials {
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: new Secret(given.SecretAccessKey),
    sessionToken: new Secret(given.SessionToken),
    expiration: given.Expiration.getTime(),
    arn,
    account: arn.split(':')[4] ?? '',
  }
}

function toFailure(error: unknown, call: CallFacts, timedOut: boolean, skew: number | null): Failure {
  if (timedOut) return { kind: 'network', reason: 'timed-out', detail: '', call }
  if (error instanceof STSServiceException && error.name !== 'Unknown')
    return {
      kind: 'aws',
      code: error.name,
      message: error.message.trim(),
      status: error.$metadata.httpStatusCode ?? 0,
      requestId: error.$metadata.requestId ?? null,
      skew,
      call,
    }
  // An answer came (it had a Date or a status), but it could not be read as one of STS.
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
