import { randomUUID } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import type { SamlProvider } from '../local-aws/world.ts'
import type { Certificate } from './certificates.ts'

const SAML = 'urn:oasis:names:tc:SAML:2.0'
const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'

/** Where browsers bring assertions to. */
export const AWS_SIGN_IN = 'https://signin.aws.amazon.com/saml'

/** A role and the provider that it trusts. */
export interface RolePair {
  readonly role: string
  readonly provider: string
}

/** What an assertion says. */
export interface Claims {
  readonly roles: readonly RolePair[]
  readonly sessionName: string
  readonly subject?: string
  /** From now until it can't be used any more: 5 minutes unless said, as AWS has it at most. */
  readonly lifeSeconds?: number
  /** From now until SessionNotOnOrAfter, which is left out unless said. */
  readonly sessionEndsInSeconds?: number
  /** SessionDuration, by which the console goes. */
  readonly consoleSeconds?: number
  readonly tags?: Readonly<Record<string, string>>
  readonly transitiveTagKeys?: readonly string[]
  readonly sourceIdentity?: string
}

export interface Signing {
  /** What the signature is in and about: the assertion unless said. */
  readonly signed?: 'assertion' | 'response' | 'nothing'
  /** Has the last word on what the identity provider says, before it signs. */
  readonly edit?: (xml: string) => string
}

export interface Signer {
  readonly entityId: string
  readonly certificate: Certificate
}

export const escapeXml = (text: string) =>
  text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

function attribute(name: string, values: readonly string[]): string {
  if (values.length === 0) return ''
  const each = values.map(value => `<saml:AttributeValue>${escapeXml(value)}</saml:AttributeValue>`)
  return `<saml:Attribute Name="${escapeXml(ATTRIBUTES + name)}">${each.join('')}</saml:Attribute>`
}

function attributes(claims: Claims): string {
  const { roles, sessionName, consoleSeconds, tags = {}, transitiveTagKeys = [], sourceIdentity } = claims
  const pairs = roles.map(({ role, provider }) => `${role},${provider}`)
  return [
    attribute('Role', pairs),
    attribute('RoleSessionName', [sessionName]),
    attribute('SessionDuration', consoleSeconds === undefined ? [] : [String(consoleSeconds)]),
    ...Object.entries(tags).map(([key, value]) => attribute(`PrincipalTag:${key}`, [value])),
    attribute('TransitiveTagKeys', transitiveTagKeys),
    attribute('SourceIdentity', sourceIdentity === undefined ? [] : [sourceIdentity]),
  ].join('')
}

function responseXml(claims: Claims, entityId: string, now: number): string {
  const { subject = claims.sessionName, lifeSeconds = 300, sessionEndsInSeconds } = claims
  const issuer = `<saml:Issuer>${escapeXml(entityId)}</saml:Issuer>`
  const end = iso(now + lifeSeconds * 1000)
  const sessionEnd =
    sessionEndsInSeconds === undefined
      ? ''
      : ` SessionNotOnOrAfter="${iso(now + sessionEndsInSeconds * 1000)}"`
  const head = `Version="2.0" IssueInstant="${iso(now)}"`
  return `<samlp:Response xmlns:samlp="${SAML}:protocol" xmlns:saml="${SAML}:assertion" ID="_${randomUUID()}" ${head} Destination="${AWS_SIGN_IN}">
${issuer}
<samlp:Status><samlp:StatusCode Value="${SAML}:status:Success"/></samlp:Status>
<saml:Assertion ID="_${randomUUID()}" ${head}>
${issuer}
<saml:Subject><saml:NameID Format="${SAML}:nameid-format:persistent">${escapeXml(subject)}</saml:NameID>
<saml:SubjectConfirmation Method="${SAML}:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${AWS_SIGN_IN}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="${iso(now)}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="${iso(now)}"${sessionEnd}><saml:AuthnContext><saml:AuthnContextClassRef>${SAML}:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>${attributes(claims)}</saml:AttributeStatement>
</saml:Assertion>
</samlp:Response>`
}

function sign(xml: string, name: 'Assertion' | 'Response', { key, cert }: Certificate): string {
  const element = `//*[local-name(.)='${name}']`
  const signature = new SignedXml({
    privateKey: key,
    publicCert: cert,
    getKeyInfoContent: SignedXml.getKeyInfoContent,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: EXCLUSIVE,
  })
  signature.addReference({
    xpath: element,
    transforms: [ENVELOPED, EXCLUSIVE],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  // SAML wants it right behind the issuer.
  const location = { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' } as const
  signature.computeSignature(xml, { location, prefix: 'ds' })
  return signature.getSignedXml()
}

/** A SAML response as it is posted, in base64. */
export function makeSamlResponse(
  claims: Claims,
  { entityId, certificate }: Signer,
  now: number,
  { signed = 'assertion', edit = xml => xml }: Signing = {},
): string {
  const xml = edit(responseXml(claims, entityId, now))
  const names = { assertion: 'Assertion', response: 'Response' } as const
  const made = signed === 'nothing' ? xml : sign(xml, names[signed], certificate)
  return Buffer.from(made).toString('base64')
}

/** How AWS's world knows this identity provider. */
export const samlProvider = (arn: string, { entityId, certificate }: Signer): SamlProvider => ({
  arn,
  entityId,
  certificate: certificate.cert,
})
