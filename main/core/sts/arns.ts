import { type Problem, problem } from '../failures/problem.ts'
import { checkText, STS_PARAMETERS } from './limits.ts'
import { isPartition } from './partitions.ts'

type Check = (field: string, value: string) => readonly Problem[]

export function partitionOfArn(arn: string): string {
  return arn.split(':')[1] ?? ''
}

export function accountOfArn(arn: string): string {
  return arn.split(':')[4] ?? ''
}

/** The last part of an IAM ARN: `alice` of `arn:aws:iam::111122223333:user/team/alice`. */
export function nameInArn(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1)
}

/** Whether it is an account's root user: `arn:aws:iam::111122223333:root`. */
export function isRootArn(arn: string): boolean {
  return /^arn:[^:]+:iam::\d{12}:root$/.test(arn)
}

/** The MFA device: `arn:aws:iam::111122223333:mfa/name`, or a hardware serial number such as GAHT12345678. */
export const checkMfaSerial: Check = (field, value) => {
  const kind = /^arn:[^:]*:(?:iam|sts)::\d{12}:([\w-]+)\//.exec(value)?.[1]
  if (kind !== undefined && kind !== 'mfa')
    return problem(field, `This ARN has “:${kind}/”. The MFA device’s has “:mfa/” in its place.`)
  return checkText(
    field,
    'The MFA device’s serial number',
    STS_PARAMETERS.GetSessionToken.SerialNumber,
    value,
  )
}

export const checkRoleArn: Check = (field, value) => {
  const example = 'arn:aws:iam::111122223333:role/name'
  const { min, max } = STS_PARAMETERS.AssumeRole.RoleArn
  if (value.length < min || value.length > max)
    return problem(field, `A role’s ARN has ${min} to ${max} characters, such as ${example}.`)
  const parts = value.split(':')
  const [arn, partition, service, region, account, ...rest] = parts
  const resource = rest.join(':')
  if (arn !== 'arn' || partition === undefined || service === undefined || account === undefined)
    return problem(field, `This is no ARN. A role’s looks like ${example}.`)
  if (!isPartition(partition))
    return problem(field, `“${partition}” is no AWS partition. Most roles are in “aws”: ${example}.`)
  if (service === 'sts' && resource.startsWith('assumed-role/'))
    return problem(
      field,
      `This is the ARN of a session of the role. The role’s own is arn:${partition}:iam::${account}:role/${resource.split('/')[1] ?? 'name'} (with its path, if it has one).`,
    )
  if (service !== 'iam')
    return problem(field, `This ARN is of the service “${service}”; a role’s is of “iam”: ${example}.`)
  if (region !== '') return problem(field, `A role’s ARN has no Region: ${example}.`)
  if (!/^\d{12}$/.test(account))
    return problem(field, `The account in a role’s ARN has 12 digits; this has “${account}”.`)
  if (!resource.startsWith('role/')) {
    const kind = resource.split('/')[0] ?? ''
    return problem(field, `This ARN has “${kind}” where a role’s has “role”: ${example}.`)
  }
  if (!/^role\/(?:[\u0021-\u007e]+\/)?[\w+=,.@-]{1,64}$/.test(resource))
    return problem(field, 'A role’s name has 1 to 64 letters, digits and _ + = , . @ - after its path.')
  return []
}

/** A managed policy: `arn:aws:iam::aws:policy/ReadOnlyAccess`, or one of the role's account. */
export const checkPolicyArn: Check = (field, value) =>
  /^arn:[\w-]+:iam::(?:aws|\d{12}):policy\/[\u0021-\u007e]+$/.test(value) && value.length <= 2_048
    ? []
    : problem(
        field,
        `“${value}” is no managed policy’s ARN. One looks like arn:aws:iam::aws:policy/ReadOnlyAccess.`,
      )

/** The SAML provider as IAM knows it, which the role's trust policy names. */
export const checkSamlProviderArn: Check = (field, value) =>
  value.length <= 2_048 && /^arn:[\w-]+:iam::\d{12}:saml-provider\/[\w.-]{1,128}$/.test(value)
    ? []
    : problem(field, 'A SAML provider’s ARN looks like arn:aws:iam::111122223333:saml-provider/name.')

/** What has made a context assertion, such as IAM Identity Center: `arn:aws:iam::aws:contextProvider/IdentityCenter`. */
export const checkContextProviderArn: Check = (field, value) =>
  /^arn:[\w-]+:[\w-]*:[\w-]*:(?:aws|\d{12})?:[\u0021-\u007e]+$/.test(value)
    ? checkText(field, 'A context provider’s ARN', STS_PARAMETERS.AssumeRole.RoleArn, value)
    : problem(
        field,
        `“${value}” is no context provider’s ARN. One looks like arn:aws:iam::aws:contextProvider/IdentityCenter.`,
      )

/** A member account of the organization: its 12 digits, or its root user's ARN. */
export const checkTargetPrincipal: Check = (field, value) =>
  /^\d{12}$/.test(value) || isRootArn(value)
    ? []
    : problem(
        field,
        `${value === '' ? 'This' : `“${value}”`} is no member account. Give its 12 digits, or arn:aws:iam::111122223333:root.`,
      )
