import { createHash } from 'node:crypto'
import { parseArn } from '../arn.ts'
import { Parameters } from '../parameters.ts'
import { invalidIdentityToken } from '../refusal.ts'
import { type Assertion, readAssertion } from '../saml/assertion.ts'
import { signedAssertion } from '../saml/signed-assertion.ts'
import type { World } from '../world.ts'
import { xml } from '../xml.ts'
import { accountOfRole, federatedSession, notAuthorized, readRoleParameters } from './federated-role.ts'
import type { OpenCall, Operation } from './operation.ts'

const NAME = 'AssumeRoleWithSAML'

function readParameters({ form }: OpenCall) {
  const parameters = new Parameters(form)
  const read = {
    wanted: readRoleParameters(parameters),
    providerArn: parameters.required('PrincipalArn', { min: 20, max: 2048 }),
    response: parameters.required('SAMLAssertion', { min: 4, max: 100_000 }),
  }
  parameters.check()
  return read
}

function findProvider(world: World, arn: string) {
  const provider = world.accounts
    .flatMap(({ samlProviders = [] }) => samlProviders)
    .find(one => one.arn === arn)
  if (provider === undefined) throw invalidIdentityToken("Specified provider doesn't exist")
  return provider
}

/** Tells subjects of one name apart by where they come from. */
function nameQualifier({ issuer }: Assertion, account: string, provider: string): string {
  return createHash('sha1').update(`${issuer}${account}/${provider}`).digest('base64')
}

export const assumeRoleWithSaml: Operation = {
  name: NAME,
  kind: 'open',
  run(call) {
    const { wanted, providerArn, response } = readParameters(call)
    const { roleArn } = wanted
    const account = accountOfRole(roleArn)
    const provider = findProvider(call.sts.world, providerArn)
    const assertion = readAssertion(signedAssertion(response, provider.certificate), provider, call.now)
    const isWanted = (pair: readonly string[]) =>
      pair.length === 2 && pair.includes(roleArn) && pair.includes(providerArn)
    const of = parseArn(providerArn)
    if (!assertion.pairs.some(isWanted) || of?.account !== account) throw notAuthorized(`sts:${NAME}`)
    const name = of.resource.split('/').at(-1) ?? ''
    const { issuer, recipient, subject, subjectType } = assertion
    const qualifier = nameQualifier(assertion, account, name)
    const proof = {
      providerArn,
      sessionName: assertion.sessionName,
      attributes: assertion.attributes,
      // The condition key `SAML:aud` is the recipient, although assertions have an audience too.
      claims: new Map<string, readonly string[]>([
        ['saml:aud', [recipient]],
        ['saml:iss', [issuer]],
        ['saml:sub', [subject]],
        ['saml:sub_type', [subjectType]],
        ['saml:namequalifier', [qualifier]],
        ['saml:doc', [`${account}/${name}`]],
      ]),
      endsAt: assertion.sessionEndsAt,
    }
    return [
      ...federatedSession(NAME, wanted, proof, call),
      xml('Issuer', issuer),
      xml('Audience', recipient),
      xml('Subject', subject),
      xml('SubjectType', subjectType),
      xml('NameQualifier', qualifier),
    ]
  },
}
