import * as v from 'valibot'
import { type Failure, networkCode } from '../core/failures/failure.ts'
import type { Secret } from '../core/secret.ts'
import type { CallFacts } from '../core/sts/call-facts.ts'
import { TooLarge } from './fetch-handler.ts'

const serviceError = v.object({
  name: v.string(),
  /** As AWS has sent it. Where the SDK knows the error, `name` is its class's: "PackedPolicyTooLargeException". */
  Code: v.optional(v.string()),
  message: v.string(),
  $fault: v.string(),
  $metadata: v.object({ httpStatusCode: v.optional(v.number()), requestId: v.optional(v.string()) }),
})

/** @param skew milliseconds by which AWS's clock was ahead of this computer's, where its answer told */
export function toFailure(error: unknown, call: CallFacts, timedOut: boolean, skew: number | null): Failure {
  if (timedOut) return { kind: 'network', reason: 'timed-out', detail: '', call }
  const refusal = v.safeParse(serviceError, error)
  if (refusal.success && refusal.output.name !== 'Unknown') {
    const { name, Code, message, $metadata } = refusal.output
    return {
      kind: 'aws',
      code: Code ?? name,
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

/**
 * What answers may repeat what it was sent: AWS does so of parameters that it does not take, and whoever stands at an
 * STS URL says what they like. It is shown in windows, and told to tools.
 */
export function withoutSecrets(failure: Failure, secrets: readonly Secret[]): Failure {
  if (failure.kind !== 'aws') return failure
  const message = secrets.reduce((text, secret) => text.replaceAll(secret.reveal(), '…'), failure.message)
  return { ...failure, message }
}

function isAnswered(error: unknown): boolean {
  return typeof error === 'object' && error !== null && '$response' in error
}
