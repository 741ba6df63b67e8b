import { beforeAll, expect, it } from 'vitest'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import { Secret } from '../../main/core/secret.ts'
import type { StsOperation } from '../../main/core/sessions/session.ts'
import type { StsRequest } from '../../main/core/sts/sts-request.ts'
import { endpointAt } from '../aws/calling.ts'
import { type Parameters, type Serialized, serializedByBotocore } from './botocore.ts'
import { EVERY_REQUEST } from './requests.ts'

const { AssumeRole, AssumeRoleWithSAML, AssumeRoleWithWebIdentity, AssumeRoot, GetFederationToken } =
  EVERY_REQUEST
const MFA = { SerialNumber: 'arn:aws:iam::111122223333:mfa/alice', TokenCode: '123456' }
const BOUNDS = {
  Policy: AssumeRole.request.policy,
  PolicyArns: [
    { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    { arn: 'arn:aws:iam::111122223333:policy/a/b' },
  ],
}
const TAGS = [
  { Key: 'Project', Value: 'a b/c+d=é' },
  { Key: 'CostCenter', Value: '' },
]

/** What the requests mean, under AWS's names: the fewest parameters, and what comes to them. */
const MEANT: Readonly<Record<StsOperation, { readonly least: Parameters; readonly more: Parameters }>> = {
  AssumeRole: {
    least: { RoleArn: AssumeRole.request.roleArn, RoleSessionName: 'alice' },
    more: {
      ...BOUNDS,
      ...MFA,
      DurationSeconds: 1_800,
      MinimumSessionTokenSize: 4_096,
      ExternalId: 'a:b/c=1,2.3@4-5+6',
      Tags: TAGS,
      TransitiveTagKeys: ['Project', 'CostCenter'],
      SourceIdentity: 'alice@example.com',
      ProvidedContexts: [
        {
          ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
          ContextAssertion: 'an-assertion',
        },
      ],
    },
  },
  AssumeRoleWithSAML: {
    least: {
      RoleArn: AssumeRoleWithSAML.request.roleArn,
      PrincipalArn: 'arn:aws:iam::111122223333:saml-provider/corporate',
      SAMLAssertion: 'PHNhbWxwOlJlc3BvbnNlLz4=',
    },
    more: { ...BOUNDS, DurationSeconds: 3_600, MinimumSessionTokenSize: 0 },
  },
  AssumeRoleWithWebIdentity: {
    least: {
      RoleArn: AssumeRoleWithWebIdentity.request.roleArn,
      RoleSessionName: 'alice',
      WebIdentityToken: 'head.body.signature',
    },
    more: {
      ...BOUNDS,
      DurationSeconds: 7_200,
      MinimumSessionTokenSize: 1,
      ProviderId: 'www.amazon.com',
    },
  },
  AssumeRoot: {
    least: { TargetPrincipal: '111122223333', TaskPolicyArn: { arn: AssumeRoot.request.taskPolicyArn } },
    more: { DurationSeconds: 900, MinimumSessionTokenSize: 2 },
  },
  GetFederationToken: {
    least: { Name: GetFederationToken.request.name },
    more: { ...BOUNDS, Tags: TAGS, DurationSeconds: 43_200, MinimumSessionTokenSize: 3 },
  },
  GetSessionToken: {
    least: {},
    more: { ...MFA, DurationSeconds: 900, MinimumSessionTokenSize: 4 },
  },
}
const OPERATIONS = Object.keys(EVERY_REQUEST) as readonly StsOperation[]

/** All that AWS does not require. */
const NOTHING_MORE = {
  durationSeconds: null,
  minimumSessionTokenSize: null,
  policy: null,
  policyArns: [],
  externalId: null,
  tags: [],
  transitiveTagKeys: [],
  sourceIdentity: null,
  providedContexts: [],
  providerId: null,
}

let least: readonly Serialized[]
let most: readonly Serialized[]
beforeAll(async () => {
  least = await serializedByBotocore(OPERATIONS.map(name => [name, MEANT[name].least]))
  most = await serializedByBotocore(
    OPERATIONS.map(name => [name, { ...MEANT[name].least, ...MEANT[name].more }]),
  )
})

/** What the adapter sends, read by nothing of the SDK that wrote it. */
async function sent(request: StsRequest, withMfa: boolean): Promise<Serialized> {
  const { proofs, mfa } = EVERY_REQUEST[request.operation]
  const signer =
    request.operation === 'AssumeRoleWithSAML' || request.operation === 'AssumeRoleWithWebIdentity'
      ? null
      : { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Secret('a-secret'), sessionToken: null }
  const seen: Serialized[] = []
  const sts = new AwsSts(async (_, { body, headers }) => {
    const names = [...new Headers(headers).keys()]
    const form = new URLSearchParams(typeof body === 'string' ? body : '')
    seen.push({ body: Object.fromEntries(form), signed: names.includes('authorization') })
    return new Response('', { status: 400 })
  }, new SystemClock())
  const endpoint = endpointAt('http://127.0.0.1:9')
  await sts.obtain({ request, signer, caller: null, proofs, endpoint, mfa: withMfa ? mfa : null })
  const [first] = seen
  if (first === undefined) throw new Error('nothing was sent')
  return first
}

it.each(OPERATIONS.map((name, at) => [name, at] as const))(
  '%s with every parameter is sent as botocore would send it',
  async (name, at) => {
    expect(await sent(EVERY_REQUEST[name].request, true)).toEqual(most[at])
  },
)

it.each(OPERATIONS.map((name, at) => [name, at] as const))(
  '%s with what it must have, and nothing more, is enough for botocore, which would send the same',
  async (name, at) => {
    const request = { ...EVERY_REQUEST[name].request, ...NOTHING_MORE } as StsRequest
    expect(await sent(request, false)).toEqual(least[at])
  },
)
