import { XMLParser } from 'fast-xml-parser'
import * as v from 'valibot'
import { type SamlAssertion, samlRole } from '../core/sts/saml.ts'

/** Where a role's ARNs are: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html */
const ROLE_ATTRIBUTE = 'https://aws.amazon.com/SAML/Attributes/Role'

/** An element with attributes is an object, and one without is its text. */
const text = v.union([
  v.string(),
  v.pipe(
    v.object({ '#text': v.string() }),
    v.transform(each => each['#text']),
  ),
])
const many = <T>(each: v.GenericSchema<unknown, T>) =>
  v.optional(
    v.pipe(
      v.union([
        v.array(each),
        v.pipe(
          each,
          v.transform(one => [one]),
        ),
      ]),
    ),
    [],
  )
const attribute = v.object({ '@Name': v.string(), AttributeValue: many(text) })
const assertion = v.object({
  Issuer: v.optional(text),
  Conditions: v.optional(
    v.object({
      '@NotOnOrAfter': v.optional(v.string()),
      AudienceRestriction: v.optional(v.object({ Audience: many(text) })),
    }),
  ),
  AttributeStatement: many(v.object({ Attribute: many(attribute) })),
})
const response = v.object({ Response: v.object({ Assertion: assertion }) })

/** Null where it is no readable SAML response. */
export function readAssertion(base64: string): SamlAssertion | null {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
  })
  try {
    const parsed = v.parse(response, parser.parse(Buffer.from(base64, 'base64').toString('utf8')))
    const { Issuer, Conditions, AttributeStatement } = parsed.Response.Assertion
    const attributes = AttributeStatement.flatMap(statement => statement.Attribute)
    const roles = attributes
      .filter(each => each['@Name'] === ROLE_ATTRIBUTE)
      .flatMap(each => each.AttributeValue)
    return {
      issuer: Issuer ?? null,
      audience: Conditions?.AudienceRestriction?.Audience.join(', ') ?? null,
      expiry: Conditions?.['@NotOnOrAfter'] ?? null,
      roles: roles.flatMap(role => samlRole(role) ?? []),
    }
  } catch {
    return null
  }
}
