import { STS } from '@aws-sdk/client-sts'
import * as v from 'valibot'
import type { Sts, StsCall } from '../core/broker/acquire.ts'
import type { Credentials, Issued } from '../core/broker/credentials.ts'
import type { Clock } from '../core/clock.ts'
import { assertNever, type Result, succeed } from '../core/failures/failure.ts'
import { Secret } from '../core/secret.ts'
import { accountOfArn } from '../core/sts/arns.ts'
import type { CallFacts } from '../core/sts/call-facts.ts'
import { rootArnOf, type StsRequest, type StsRequestOf } from '../core/sts/sts-request.ts'
import { SdkCalls, signedBy } from './client.ts'
import type { Fetch } from './fetch-handler.ts'
import { stsUrl } from './host.ts'
import { proofFacts } from './proofs.ts'

const credentialsShape = v.object({
  AccessKeyId: v.pipe(v.string(), v.regex(/^\w{16,128}$/)),
  SecretAccessKey: v.pipe(v.string(), v.minLength(1)),
  SessionToken: v.pipe(v.string(), v.minLength(1)),
  Expiration: v.date(),
})
const arn = v.pipe(v.string(), v.startsWith('arn:'))
const assumedShape = v.object({ Credentials: credentialsShape, AssumedRoleUser: v.object({ Arn: arn }) })
const federatedShape = v.object({ Credentials: credentialsShape, FederatedUser: v.object({ Arn: arn }) })
const bareShape = v.object({ Credentials: credentialsShape })

/** STS over the given `fetch`. Takes nothing from the environment or from ~/.aws. */
export class AwsSts implements Sts {
  readonly #calls: SdkCalls

  constructor(fetch: Fetch, clock: Clock) {
    this.#calls = new SdkCalls(fetch, clock)
  }

  async obtain(call: StsCall): Promise<Result<Issued>> {
    const { request, signer, endpoint, mfa, caller } = call
    const url = stsUrl(endpoint)
    const facts: CallFacts = {
      ...signedBy(signer),
      operation: request.operation,
      host: new URL(url).host,
      region: endpoint.region,
      caller,
      request,
      proof: proofFacts(call),
      record: null,
      mfa: mfa !== null,
    }
    const sent = await this.#calls.send(
      { signer, url, region: endpoint.region, facts, proofs: call.proofs },
      config => new STS(config),
      (client, options) => ask(client, call, options),
    )
    return sent.ok ? succeed({ credentials: sent.value.answer, skew: sent.value.skew }) : sent
  }
}

async function ask(
  client: STS,
  call: StsCall,
  options: { readonly abortSignal: AbortSignal },
): Promise<Credentials> {
  const { request, caller } = call
  switch (request.operation) {
    case 'AssumeRole': {
      const input = {
        ...asked(request),
        ...bounded(request),
        ...tagged(request),
        ...withCode(call),
        RoleArn: request.roleArn,
        RoleSessionName: request.roleSessionName,
        ...given('ExternalId', request.externalId),
        ...given('SourceIdentity', request.sourceIdentity),
        ...(request.transitiveTagKeys.length === 0
          ? {}
          : { TransitiveTagKeys: [...request.transitiveTagKeys] }),
        ...contexts(request, call.proofs),
      }
      return assumed(await client.assumeRole(input, options))
    }
    case 'AssumeRoleWithSAML': {
      const input = {
        ...asked(request),
        ...bounded(request),
        RoleArn: request.roleArn,
        PrincipalArn: request.principalArn,
        SAMLAssertion: theProof(call),
      }
      return assumed(await client.assumeRoleWithSAML(input, options))
    }
    case 'AssumeRoleWithWebIdentity': {
      const input = {
        ...asked(request),
        ...bounded(request),
        RoleArn: request.roleArn,
        RoleSessionName: request.roleSessionName,
        WebIdentityToken: theProof(call),
        ...given('ProviderId', request.providerId),
      }
      return assumed(await client.assumeRoleWithWebIdentity(input, options))
    }
    case 'AssumeRoot': {
      const input = {
        ...asked(request),
        TargetPrincipal: request.targetPrincipal,
        TaskPolicyArn: { arn: request.taskPolicyArn },
      }
      return toCredentials(
        v.parse(bareShape, await client.assumeRoot(input, options)).Credentials,
        rootArnOf(request),
      )
    }
    case 'GetFederationToken': {
      const input = {
        ...asked(request),
        ...bounded(request),
        ...tagged(request),
        Name: request.name,
      }
      const answer = v.parse(federatedShape, await client.getFederationToken(input, options))
      return toCredentials(answer.Credentials, answer.FederatedUser.Arn)
    }
    case 'GetSessionToken': {
      const answer = await client.getSessionToken({ ...asked(request), ...withCode(call) }, options)
      return toCredentials(v.parse(bareShape, answer).Credentials, caller ?? '')
    }
    default:
      return assertNever(request)
  }
}

function assumed(answer: unknown): Credentials {
  const { Credentials: credentials, AssumedRoleUser } = v.parse(assumedShape, answer)
  return toCredentials(credentials, AssumedRoleUser.Arn)
}

/** Nothing is sent of what was not asked for: AWS's own default holds then. */
function given<Name extends string, T>(name: Name, value: T | null): { [Each in Name]?: T } {
  return value === null ? {} : ({ [name]: value } as { [Each in Name]: T })
}

function asked({ durationSeconds, minimumSessionTokenSize }: StsRequest) {
  return {
    ...given('DurationSeconds', durationSeconds),
    ...given('MinimumSessionTokenSize', minimumSessionTokenSize),
  }
}

function bounded({ policy, policyArns }: Extract<StsRequest, { policyArns: unknown }>) {
  const arns = policyArns.length === 0 ? null : policyArns.map(arn => ({ arn }))
  return { ...given('Policy', policy), ...given('PolicyArns', arns) }
}

function tagged({ tags }: Extract<StsRequest, { tags: unknown }>) {
  const sent = tags.length === 0 ? null : tags.map(({ key, value }) => ({ Key: key, Value: value }))
  return given('Tags', sent)
}

function withCode({ mfa }: StsCall) {
  return mfa === null ? {} : { SerialNumber: mfa.serial, TokenCode: mfa.code }
}

function contexts({ providedContexts }: StsRequestOf<'AssumeRole'>, proofs: readonly Secret[]) {
  if (providedContexts.length === 0) return {}
  return {
    ProvidedContexts: providedContexts.map(({ providerArn }, at) => ({
      ProviderArn: providerArn,
      ...given('ContextAssertion', proofs[at]?.reveal() ?? null),
    })),
  }
}

function theProof({ proofs }: StsCall): string {
  return proofs[0]?.reveal() ?? ''
}

function toCredentials(answer: v.InferOutput<typeof credentialsShape>, arnOfCaller: string): Credentials {
  return {
    accessKeyId: answer.AccessKeyId,
    secretAccessKey: new Secret(answer.SecretAccessKey),
    sessionToken: new Secret(answer.SessionToken),
    expiration: answer.Expiration.getTime(),
    arn: arnOfCaller,
    account: accountOfArn(arnOfCaller),
  }
}
