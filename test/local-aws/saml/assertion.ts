import { provedAttributes } from '../operations/proved-attributes.ts'
import type { AttributeParameters } from '../operations/session-attributes.ts'
import { expiredProof, invalidIdentityToken } from '../refusal.ts'
import type { SamlProvider } from '../world.ts'
import { ASSERTION, childrenOf, onlyChild, textOf } from './dom.ts'

/** AWS's commercial endpoint; those of single Regions stand before it. */
const RECIPIENT = /^https:\/\/([a-z0-9-]+\.)?signin\.aws\.amazon\.com\/saml$/
const AUDIENCES = ['urn:amazon:webservices', 'https://signin.aws.amazon.com/saml']
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:'
const ATTRIBUTE = 'https://aws.amazon.com/SAML/Attributes/'
const TAG = 'PrincipalTag:'
const MAX_AGE_MS = 5 * 60 * 1000
const SESSION_NAME = /^[a-zA-Z_0-9+=,.@-]{2,64}$/

/** What an assertion says that counts here, all of it checked but for who may have which role. */
export type Assertion = {
  readonly issuer: string
  readonly recipient: string
  readonly subject: string
  /** `persistent`, `transient` and the like; the whole URN where it is not one of SAML 2.0's. */
  readonly subjectType: string
  /** Each a role's ARN and its provider's, in either order. */
  readonly pairs: readonly (readonly string[])[]
  readonly sessionName: string
  readonly attributes: AttributeParameters
  /** SessionNotOnOrAfter: nothing that it opens may last longer. */
  readonly sessionEndsAt: number | null
}

function timeOf(element: Element | null, name: string): number | null {
  const text = element?.getAttribute(name) ?? ''
  if (text === '') return null
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw invalidIdentityToken(`${name} in AuthnResponse is no time`)
  return time
}

function checkTimes(assertion: Element, conditions: Element | null, confirmation: Element, now: number) {
  const issuedAt = timeOf(assertion, 'IssueInstant')
  if (issuedAt === null) throw invalidIdentityToken('IssueInstant is required in AuthnResponse')
  const notBefore = Math.max(issuedAt, timeOf(conditions, 'NotBefore') ?? issuedAt)
  if (now < notBefore) throw invalidIdentityToken('AuthnResponse is not valid yet')
  const confirmedUntil = timeOf(confirmation, 'NotOnOrAfter')
  if (confirmedUntil === null) throw invalidIdentityToken('NotOnOrAfter is required in AuthnResponse')
  const conditionsEnd = timeOf(conditions, 'NotOnOrAfter') ?? Number.POSITIVE_INFINITY
  const ends = [issuedAt + MAX_AGE_MS, confirmedUntil, conditionsEnd]
  if (now >= Math.min(...ends)) throw expiredProof('Token must be redeemed within 5 minutes of issuance')
}

/** The data of the confirmation that anyone may use who bears the assertion, at AWS. */
function bearerConfirmation(subject: Element | null): Element {
  const data = (subject === null ? [] : childrenOf(subject, ASSERTION, 'SubjectConfirmation'))
    .filter(confirmation => confirmation.getAttribute('Method') === BEARER)
    .map(confirmation => onlyChild(confirmation, ASSERTION, 'SubjectConfirmationData'))
    .find(one => RECIPIENT.test(one?.getAttribute('Recipient') ?? ''))
  if (!data) throw invalidIdentityToken('Response does not contain the required recipient')
  return data
}

function checkAudience(conditions: Element | null) {
  const restrictions = conditions === null ? [] : childrenOf(conditions, ASSERTION, 'AudienceRestriction')
  const meant = (restriction: Element) =>
    childrenOf(restriction, ASSERTION, 'Audience').some(audience => AUDIENCES.includes(textOf(audience)))
  if (restrictions.length === 0 || !restrictions.every(meant)) {
    throw invalidIdentityToken('Response does not contain the required audience')
  }
}

/** AWS's own attributes by the rest of their names, each with all its values. */
function readAttributes(assertion: Element): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const statements = childrenOf(assertion, ASSERTION, 'AttributeStatement')
  for (const attribute of statements.flatMap(one => childrenOf(one, ASSERTION, 'Attribute'))) {
    const name = attribute.getAttribute('Name') ?? ''
    if (!name.startsWith(ATTRIBUTE)) continue
    const key = name.slice(ATTRIBUTE.length)
    const values = childrenOf(attribute, ASSERTION, 'AttributeValue').map(textOf)
    found.set(key, [...(found.get(key) ?? []), ...values])
  }
  return found
}

function readSessionName(values: readonly string[]): string {
  const [name, ...more] = values
  if (name === undefined) throw invalidIdentityToken('RoleSessionName is required in AuthnResponse')
  if (more.length > 0 || !SESSION_NAME.test(name)) {
    throw invalidIdentityToken('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}')
  }
  return name
}

/** The console alone goes by it, but a wrong one spoils the assertion for all. */
function checkSessionDuration(values: readonly string[]) {
  const valid = (value: string) => /^\d{3,5}$/.test(value) && Number(value) >= 900 && Number(value) <= 43_200
  if (values.length > 1 || !values.every(valid)) {
    throw invalidIdentityToken('SessionDuration in AuthnResponse must be between 900 and 43200')
  }
}

function readTags(attributes: ReadonlyMap<string, readonly string[]>): AttributeParameters {
  const tags = [...attributes]
    .filter(([name]) => name.startsWith(TAG))
    .map(([name, values]) => [name.slice(TAG.length), values] as const)
  return provedAttributes(
    tags,
    attributes.get('TransitiveTagKeys') ?? [],
    attributes.get('SourceIdentity') ?? [],
  )
}

function sessionEnd(assertion: Element, now: number): number | null {
  const ends = childrenOf(assertion, ASSERTION, 'AuthnStatement').flatMap(
    statement => timeOf(statement, 'SessionNotOnOrAfter') ?? [],
  )
  if (ends.length === 0) return null
  const end = Math.min(...ends)
  if (now >= end) throw expiredProof('SessionNotOnOrAfter in AuthnResponse is over')
  return end
}

/** Reads an assertion whose signature was checked, and refuses one that is not for AWS, not from there or not now. */
export function readAssertion(assertion: Element, { entityId }: SamlProvider, now: number): Assertion {
  const issuer = textOf(onlyChild(assertion, ASSERTION, 'Issuer'))
  if (issuer !== entityId) throw invalidIdentityToken('Issuer not present in specified provider')
  const conditions = onlyChild(assertion, ASSERTION, 'Conditions')
  checkAudience(conditions)
  const subject = onlyChild(assertion, ASSERTION, 'Subject')
  const confirmation = bearerConfirmation(subject)
  checkTimes(assertion, conditions, confirmation, now)
  const nameId = onlyChild(subject, ASSERTION, 'NameID')
  if (textOf(nameId) === '') throw invalidIdentityToken('NameID is required in AuthnResponse')
  const attributes = readAttributes(assertion)
  checkSessionDuration(attributes.get('SessionDuration') ?? [])
  const format = nameId?.getAttribute('Format') ?? ''
  return {
    issuer,
    recipient: confirmation.getAttribute('Recipient') ?? '',
    subject: textOf(nameId),
    subjectType: format.startsWith(FORMAT) ? format.slice(FORMAT.length) : format,
    pairs: (attributes.get('Role') ?? []).map(pair => pair.split(',').map(arn => arn.trim())),
    sessionName: readSessionName(attributes.get('RoleSessionName') ?? []),
    attributes: readTags(attributes),
    sessionEndsAt: sessionEnd(assertion, now),
  }
}
