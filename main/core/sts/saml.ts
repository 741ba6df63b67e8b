/** What a company's sign-in page has said of its user. Nothing in it is trusted: AWS checks it. */
export interface SamlAssertion {
  readonly issuer: string | null
  readonly audience: string | null
  /** Until when AWS takes it, as ISO 8601 writes it. */
  readonly expiry: string | null
  readonly roles: readonly SamlRole[]
}

/** A role that may be assumed with the assertion, and the provider that its trust policy names. */
export interface SamlRole {
  readonly roleArn: string
  readonly principalArn: string
}

/** The two ARNs of a role's attribute stand in either order. */
export function samlRole(value: string): SamlRole | null {
  const arns = value.split(',').map(part => part.trim())
  const roleArn = arns.find(arn => /^arn:[^:]+:iam::\d{12}:role\/./.test(arn))
  const principalArn = arns.find(arn => /^arn:[^:]+:iam::\d{12}:saml-provider\/./.test(arn))
  return roleArn === undefined || principalArn === undefined ? null : { roleArn, principalArn }
}
