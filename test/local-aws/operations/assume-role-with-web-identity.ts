import type { JWTPayload } from 'jose'
import { Parameters } from '../parameters.ts'
import { invalidIdentityToken, validationError } from '../refusal.ts'
import { type Claims, issuerOf, verifiedClaims } from '../web-identity.ts'
import { type OidcProvider, oidcArn, oidcName, type World } from '../world.ts'
import { xml } from '../xml.ts'
import { accountOfRole, federatedSession, notAuthorized, readRoleParameters } from './federated-role.ts'
import type { OpenCall, Operation } from './operation.ts'
import { provedAttributes } from './proved-attributes.ts'

const NAME = 'AssumeRoleWithWebIdentity'
const TAGS = 'https://aws.amazon.com/tags'
const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity'

function readParameters({ form }: OpenCall) {
  const parameters = new Parameters(form)
  const read = {
    wanted: readRoleParameters(parameters),
    sessionName: parameters.required('RoleSessionName', { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ }),
    token: parameters.required('WebIdentityToken', { min: 4, max: 20_000 }),
    providerId: parameters.text('ProviderId', { min: 4, max: 2048 }),
  }
  parameters.check()
  return read
}

function findProvider(world: World, accountId: string, issuer: string) {
  const account = world.accounts.find(({ id }) => id === accountId)
  // Without the account there is no such role either, and nobody is told which of them is missing.
  if (account === undefined) throw notAuthorized(`sts:${NAME}`)
  const provider = account.oidcProviders?.find(({ url }) => url === issuer)
  if (provider === undefined) {
    throw invalidIdentityToken(`No OpenIDConnect provider found in your account for ${issuer}`)
  }
  return { provider, arn: oidcArn(world, account, provider) }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function stringsOf(value: unknown, what: string): readonly string[] {
  if (!Array.isArray(value) || !value.every(one => typeof one === 'string')) {
    throw invalidIdentityToken(`${what} in the token must be a list of texts`)
  }
  return value
}

function readAttributes(claims: JWTPayload) {
  const tags = claims[TAGS] ?? {}
  if (!isRecord(tags)) throw invalidIdentityToken(`${TAGS} in the token must be an object`)
  const { principal_tags: principalTags = {}, transitive_tag_keys: transitiveKeys = [] } = tags
  if (!isRecord(principalTags)) throw invalidIdentityToken('principal_tags in the token must be an object')
  const identity = claims[SOURCE_IDENTITY]
  return provedAttributes(
    Object.entries(principalTags).map(([key, values]) => [key, stringsOf(values, 'principal_tags')] as const),
    stringsOf(transitiveKeys, 'transitive_tag_keys'),
    stringsOf(identity === undefined ? [] : [identity], SOURCE_IDENTITY),
  )
}

/** Who the token is for, among those whom the provider may make tokens for. */
function audienceOf({ aud = [], azp }: JWTPayload, { clientIds }: OidcProvider): string {
  const audiences = typeof azp === 'string' ? [azp] : [aud].flat()
  const audience = audiences.find(one => clientIds.includes(one))
  if (audience === undefined) throw invalidIdentityToken('Incorrect token audience')
  return audience
}

/** Condition keys start with the provider's own name. Where `azp` stands for the audience, `oaud` is the real one. */
function claimContext(claims: Claims, provider: OidcProvider, audience: string) {
  const { sub, aud = [], azp, amr } = claims
  const key = (name: string) => `${oidcName(provider)}:${name}`.toLowerCase()
  const context = new Map<string, readonly string[]>([
    [key('aud'), [audience]],
    [key('sub'), [sub]],
  ])
  if (azp !== undefined) context.set(key('oaud'), stringsOf([aud].flat(), 'aud'))
  if (amr !== undefined) context.set(key('amr'), stringsOf(amr, 'amr'))
  return context
}

export const assumeRoleWithWebIdentity: Operation = {
  name: NAME,
  kind: 'open',
  async run(call) {
    const { wanted, sessionName, token, providerId } = readParameters(call)
    const account = accountOfRole(wanted.roleArn)
    const issuer = issuerOf(token)
    if (providerId !== undefined) {
      throw validationError('ProviderId must not be specified for OpenID Connect ID tokens')
    }
    const { provider, arn } = findProvider(call.sts.world, account, issuer)
    const claims = await verifiedClaims(token, provider, call.now)
    const audience = audienceOf(claims, provider)
    const proof = {
      providerArn: arn,
      sessionName,
      attributes: readAttributes(claims),
      claims: claimContext(claims, provider, audience),
      endsAt: null,
    }
    return [
      ...federatedSession(NAME, wanted, proof, call),
      xml('Provider', arn),
      xml('Audience', audience),
      xml('SubjectFromWebIdentityToken', claims.sub),
    ]
  },
}
