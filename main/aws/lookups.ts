import { IAMClient, paginateListMFADevices } from '@aws-sdk/client-iam'
import {
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import * as v from 'valibot'
import type { StsEndpoint } from '../core/broker/chain.ts'
import type { Signer } from '../core/broker/credentials.ts'
import type { Clock } from '../core/clock.ts'
import { type Result, succeed } from '../core/failures/failure.ts'
import type { CallFacts, Lookup } from '../core/sts/call-facts.ts'
import type { Caller, Lookups } from '../core/sts/lookups.ts'
import { type Calling, SdkCalls, signedBy } from './client.ts'
import type { Fetch } from './fetch-handler.ts'
import { iamEndpoint, stsUrl } from './host.ts'

const account = v.pipe(v.string(), v.regex(/^\d{12}$/))
const callerShape = v.object({
  Arn: v.pipe(v.string(), v.startsWith('arn:')),
  Account: account,
  UserId: v.string(),
})
const devicesShape = v.object({ MFADevices: v.array(v.object({ SerialNumber: v.string() })) })

/** Lookups over the given `fetch`. Takes nothing from the environment or from ~/.aws. */
export class AwsLookups implements Lookups {
  readonly #calls: SdkCalls

  constructor(fetch: Fetch, clock: Clock) {
    this.#calls = new SdkCalls(fetch, clock)
  }

  whoAmI(signer: Signer, endpoint: StsEndpoint): Promise<Result<Caller>> {
    return this.#askSts('GetCallerIdentity', signer, endpoint, async (client, options) => {
      const answer = v.parse(callerShape, await client.send(new GetCallerIdentityCommand({}), options))
      return { arn: answer.Arn, account: answer.Account, userId: answer.UserId }
    })
  }

  accountOfKey(accessKeyId: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>> {
    return this.#askSts('GetAccessKeyInfo', signer, endpoint, async (client, options) => {
      const command = new GetAccessKeyInfoCommand({ AccessKeyId: accessKeyId })
      return v.parse(v.object({ Account: account }), await client.send(command, options)).Account
    })
  }

  decode(message: string, signer: Signer, endpoint: StsEndpoint): Promise<Result<string>> {
    return this.#askSts('DecodeAuthorizationMessage', signer, endpoint, async (client, options) => {
      const command = new DecodeAuthorizationMessageCommand({ EncodedMessage: message })
      return v.parse(v.object({ DecodedMessage: v.string() }), await client.send(command, options))
        .DecodedMessage
    })
  }

  async mfaDevices(signer: Signer, endpoint: StsEndpoint): Promise<Result<readonly string[]>> {
    const { url, region } = iamEndpoint(endpoint)
    const sent = await this.#calls.send(
      { signer, url, region, facts: factsOf('ListMFADevices', signer, url, region), proofs: [] },
      config => new IAMClient(config),
      async (client, { abortSignal }) => {
        const serials: string[] = []
        for await (const page of paginateListMFADevices({ client }, {}, { abortSignal }))
          serials.push(...v.parse(devicesShape, page).MFADevices.map(device => device.SerialNumber))
        return serials
      },
    )
    return sent.ok ? succeed(sent.value.answer) : sent
  }

  async #askSts<T>(
    operation: Lookup,
    signer: Signer,
    endpoint: StsEndpoint,
    run: (client: STSClient, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<Result<T>> {
    const url = stsUrl(endpoint)
    const { region } = endpoint
    const facts = factsOf(operation, signer, url, region)
    const calling: Calling = { signer, url, region, facts, proofs: [] }
    const sent = await this.#calls.send(calling, config => new STSClient(config), run)
    return sent.ok ? succeed(sent.value.answer) : sent
  }
}

function factsOf(operation: Lookup, signer: Signer, url: string, region: string): CallFacts {
  const host = new URL(url).host
  const none = { caller: null, request: null, proof: null, record: null, mfa: false }
  return { ...signedBy(signer), operation, host, region, ...none }
}
