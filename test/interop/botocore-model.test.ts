import { beforeAll, describe, expect, it } from 'vitest'
import { AwsSts } from '../../main/aws/sts.ts'
import { SystemClock } from '../../main/clock.ts'
import { explain } from '../../main/core/failures/explain.ts'
import { Secret } from '../../main/core/secret.ts'
import type { StsOperation } from '../../main/core/sessions/session.ts'
import { STS_PARAMETERS } from '../../main/core/sts/limits.ts'
import { endpointAt, failureOf } from '../aws/calling.ts'
import { type Model, stsModel } from './botocore.ts'
import { boundsHere, boundsInModel, differences } from './bounds.ts'
import { EVERY_REQUEST } from './requests.ts'

const OPERATIONS = Object.keys(STS_PARAMETERS) as readonly StsOperation[]
const LOOKUPS = ['GetCallerIdentity', 'GetAccessKeyInfo', 'DecodeAuthorizationMessage']
/** Operations of STS that the app does without, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  GetDelegatedAccessToken:
    'It trades in a token that AWS partners get in the console, and no session of a user.',
  GetWebIdentityToken: 'It gives a JWT for others to believe, and no credentials.',
  GetScopedCredentials:
    'It narrows a session that there is already; the SDK of the app does not have it yet.',
}

/**
 * Where the limits here and the model are not the same, and why that is meant; `says` is to be found in what the model
 * has in words about the parameter.
 */
const MEANT: readonly {
  readonly operation: StsOperation
  readonly parameter: string
  readonly difference: string
  readonly why: string
  readonly says?: string
}[] = [
  {
    operation: 'AssumeRole',
    parameter: 'Policy',
    difference: '1 to 2048 characters here, 1 to any characters in the model',
    why: 'the model has the limit in words alone, though in numbers too for the other operations',
    says: "inline and managed session policies can't exceed 2,048 characters",
  },
  ...(['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'GetFederationToken'] as const).map(
    operation => ({
      operation,
      parameter: 'PolicyArns',
      difference: '0 to 10 items here, 0 to any items in the model',
      why: 'the model has the limit in words alone',
      says: 'up to 10 managed policy ARNs',
    }),
  ),
  {
    operation: 'AssumeRole',
    parameter: 'ProvidedContexts',
    difference: '0 to 5 items here, 1 to 5 items in the model',
    why: 'a list of none is not sent',
  },
]

let model: Model
beforeAll(async () => {
  model = await stsModel()
})

describe('botocore’s model of STS', () => {
  it('has the operations that are known here, and none besides', () => {
    const known = new Set<string>([...OPERATIONS, ...LOOKUPS, ...Object.keys(LEFT_OUT)])
    const news = Object.keys(model.operations).filter(name => !known.has(name))
    expect(news.map(name => `STS has an operation that nobody here knows of: ${name}`)).toEqual([])
    expect([...known].filter(name => model.operations[name] === undefined)).toEqual([])
  })

  it('bounds every parameter as main/core/sts/limits.ts does, but for the differences that are meant', () => {
    const found = OPERATIONS.flatMap(name =>
      differences(boundsHere(name, STS_PARAMETERS[name]), boundsInModel(name, model)),
    )
    const meant = MEANT.map(
      ({ operation, parameter, difference }) => `${operation}.${parameter}: ${difference}`,
    )
    expect([...found].sort()).toEqual([...meant].sort())
  })

  it.each(MEANT)('says of $operation, $parameter: $why', ({ operation, parameter, says }) => {
    const input = model.shapes[model.operations[operation]?.input?.shape ?? '']
    const words = input?.members?.[parameter]?.documentation
    expect(words).toContain(says ?? '')
  })
})

describe('every refusal that the model has', () => {
  it.each(OPERATIONS)(
    'of %s comes out under its code on the wire, and has an explanation of its own',
    async name => {
      const { request, proofs } = EVERY_REQUEST[name]
      const errors = (model.operations[name]?.errors ?? []).map(({ shape }) => model.shapes[shape]?.error)
      for (const error of errors) {
        const { code = '', httpStatusCode = 0 } = error ?? {}
        const answer =
          '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
          `<Code>${code}</Code><Message>So it is.</Message></Error><RequestId>1</RequestId></ErrorResponse>`
        const headers = { 'Content-Type': 'text/xml' }
        const sts = new AwsSts(
          async () => new Response(answer, { status: httpStatusCode, headers }),
          new SystemClock(),
        )
        const signer = {
          accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
          secretAccessKey: new Secret('a-secret'),
          sessionToken: null,
        }
        const endpoint = endpointAt('http://127.0.0.1:9')
        const failure = failureOf(
          await sts.obtain({ request, signer, caller: null, proofs, endpoint, mfa: null }),
        )
        expect(failure).toMatchObject({ kind: 'aws', code, status: httpStatusCode })
        if (failure.kind !== 'aws') continue
        const unknown = explain({ ...failure, code: 'Unheard' })
        expect(explain(failure).title, `${code} is explained`).not.toBe(
          unknown.title.replace('Unheard', code),
        )
      }
    },
  )
})
