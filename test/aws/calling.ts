import type { StsCall } from '../../main/core/broker/acquire.ts'
import type { StsEndpoint } from '../../main/core/broker/chain.ts'
import type { Credentials, Signer } from '../../main/core/broker/credentials.ts'
import type { Failure, Result } from '../../main/core/failures/failure.ts'
import { Secret } from '../../main/core/secret.ts'
import type { CallFacts } from '../../main/core/sts/call-facts.ts'
import type { StsRequest } from '../../main/core/sts/sts-request.ts'
import type { DemoWorld } from '../local-aws/demo-world.ts'
import { SESSION_TOKEN } from '../support/requests.ts'

export const REGION = 'eu-central-1'

export function endpointAt(url: string): StsEndpoint {
  return { region: REGION, fallbackRegion: null, url }
}

export function keyOf({ alice }: DemoWorld): Signer {
  const { accessKeyId, secretAccessKey } = alice
  return { accessKeyId, secretAccessKey: new Secret(secretAccessKey), sessionToken: null }
}

export function callBy(
  demo: DemoWorld,
  url: string,
  request: StsRequest,
  more: Partial<StsCall> = {},
): StsCall {
  return {
    request,
    signer: keyOf(demo),
    caller: demo.alice.arn,
    proofs: [],
    endpoint: endpointAt(url),
    mfa: null,
    ...more,
  }
}

/** What an explanation may know of the call. */
export function factsOf(demo: DemoWorld, url: string, more: Partial<CallFacts> = {}): CallFacts {
  const { accessKeyId, arn } = demo.alice
  return {
    operation: 'GetSessionToken',
    host: new URL(url).host,
    region: REGION,
    caller: arn,
    accessKeyHint: `AKIA…${accessKeyId.slice(-4)}`,
    request: SESSION_TOKEN,
    proof: null,
    record: null,
    mfa: false,
    temporary: false,
    ...more,
  }
}

export function got<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}

export function failureOf(result: Result<unknown>): Failure {
  if (result.ok) throw new Error('this should have been refused')
  return result.failure
}

/** As plain values, to be compared with what the server issued. */
export function plainOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: Credentials) {
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken.reveal(),
    expiration,
  }
}
