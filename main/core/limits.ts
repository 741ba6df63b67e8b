/**
 * AWS's limits on what STS is sent, checked before any call.
 * Source: the AWS STS API Reference, page of each operation, and for the length of a chained role's session
 * the page "Methods to assume a role" of the IAM User Guide.
 */

export interface Problem {
  /** The field as the contract names it, so that a form can put the sentence beside its input. */
  readonly field: string
  readonly problem: string
}

export const DURATION = {
  minimum: 900,
  /** A role that was assumed with another role's credentials. */
  chained: 3_600,
  /** The largest MaxSessionDuration that a role can have. */
  role: 43_200,
  sessionToken: 129_600,
} as const

const PARTITIONS = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
]

type Check = (field: string, value: string) => readonly Problem[]

function problem(field: string, text: string): readonly Problem[] {
  return [{ field, problem: text }]
}

function lengthAndPattern(label: string, min: number, max: number, pattern: RegExp, allowed: string): Check {
  return (field, value) => {
    if (value.length < min || value.length > max)
      return problem(field, `${label} has ${min} to ${max} characters; this has ${value.length}.`)
    if (!pattern.test(value)) return problem(field, `${label} may hold only ${allowed}.`)
    return []
  }
}

export const checkRoleSessionName = lengthAndPattern(
  'The role session name',
  2,
  64,
  /^[\w+=,.@-]*$/,
  'letters, digits and _ + = , . @ -',
)

export const checkExternalId = lengthAndPattern(
  'The external ID',
  2,
  1224,
  /^[\w+=,.@:/-]*$/,
  'letters, digits and _ + = , . @ : / -',
)

/** The MFA device: `arn:aws:iam::111122223333:mfa/name`, or a hardware serial number such as GAHT12345678. */
export const checkMfaSerial: Check = (field, value) => {
  const kind = /^arn:[^:]*:(?:iam|sts)::\d{12}:([\w-]+)\//.exec(value)?.[1]
  if (kind !== undefined && kind !== 'mfa')
    return problem(field, `This ARN has “:${kind}/”. The MFA device’s has “:mfa/” in its place.`)
  return lengthAndPattern(
    'The MFA device’s serial number',
    9,
    256,
    /^[\w+=/:,.@-]*$/,
    'letters, digits and _ + = / : , . @ -',
  )(field, value)
}

export const checkRoleArn: Check = (field, value) => {
  const example = 'arn:aws:iam::111122223333:role/name'
  if (value.length < 20 || value.length > 2048)
    return problem(field, `A role’s ARN has 20 to 2048 characters, such as ${example}.`)
  const parts = value.split(':')
  const [arn, partition, service, region, account, ...rest] = parts
  const resource = rest.join(':')
  if (arn !== 'arn' || partition === undefined || service === undefined || account === undefined)
    return problem(field, `This is no ARN. A role’s looks like ${example}.`)
  if (!PARTITIONS.includes(partition))
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

/** @param max the largest number of seconds for the operation; {@link DURATION} has them */
export function checkDuration(field: string, seconds: number, max: number, why: string): readonly Problem[] {
  if (!Number.isInteger(seconds)) return problem(field, 'A duration is a whole number of seconds.')
  if (seconds < DURATION.minimum)
    return problem(field, `STS gives no less than ${DURATION.minimum} s (15 minutes); this is ${seconds} s.`)
  if (seconds > max) return problem(field, `${why} lasts ${max} s at most; this is ${seconds} s.`)
  return []
}

export const checkName: Check = (field, value) =>
  value.trim() === ''
    ? problem(field, 'A name has at least one character that can be seen.')
    : lengthAndPattern(
        'A name',
        1,
        64,
        /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u,
        'characters that can be seen',
      )(field, value)

export const checkRegion: Check = (field, value) =>
  /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(value)
    ? []
    : problem(field, `“${value}” is no AWS Region. One looks like eu-central-1.`)

/** @param region the one that it stands in for: another, of the same partition, since no key is known in two */
export function checkFallbackRegion(field: string, value: string, region: string): readonly Problem[] {
  if (value === region)
    return problem(field, `${value} is the Region itself. Choose another, or leave it empty.`)
  const problems = checkRegion(field, value)
  if (problems.length > 0 || partitionOfRegion(value) === partitionOfRegion(region)) return problems
  return problem(field, `${value} is in another partition than ${region}, where AWS does not know this key.`)
}

/** What tells a Region's partition, except that all of the ordinary ones have two letters: `us-`, `eu-`. */
function partitionOfRegion(region: string): string {
  return /^(?:cn|us-gov|us-iso[a-z]?|eu-iso[a-z]?|eusc)(?=-)/.exec(region)?.[0] ?? 'aws'
}

/** A custom STS address: https, or http where it does not leave this machine. */
export const checkStsUrl: Check = (field, value) => {
  const match = /^(https?):\/\/([a-z0-9.-]+|\[::1\])(?::(\d{1,5}))?\/?$/i.exec(value)
  if (match === null)
    return problem(field, 'The STS URL is https://host or https://host:port, with no path, user or query.')
  const [, scheme, host, port] = match
  if (port !== undefined && Number(port) > 65535)
    return problem(field, `There is no port ${port}. The STS URL is https://host or https://host:port.`)
  if (scheme?.toLowerCase() === 'http' && !['127.0.0.1', 'localhost', '[::1]'].includes(host ?? ''))
    return problem(field, 'MFA codes are sent to this URL: it must be https, unless it is on 127.0.0.1.')
  return []
}

export const checkAccessKeyId: Check = (field, value) => {
  if (value.startsWith('ASIA'))
    return problem(field, 'This is a temporary key: it ends by itself. A long-term one starts with AKIA.')
  return /^AKIA[A-Z0-9]{12,124}$/.test(value)
    ? []
    : problem(field, 'An access key ID starts with AKIA and has 20 capital letters and digits.')
}

export const checkSecretAccessKey: Check = (field, value) =>
  /^[A-Za-z0-9+/=]{16,128}$/.test(value)
    ? []
    : problem(field, 'A secret access key has 40 letters, digits and + / with no space among them.')

/** Of the inline session policy and the managed ones: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const SESSION_POLICIES = {
  /** Characters of the policy and of the ARNs, together. */
  length: 2_048,
  arns: 10,
  characters: /^[\t\n\r\u0020-\u00ff]+$/,
} as const

/** A managed policy: `arn:aws:iam::aws:policy/ReadOnlyAccess`, or one of the role's account. */
export const checkPolicyArn: Check = (field, value) =>
  /^arn:[\w-]+:iam::(?:aws|\d{12}):policy\/[\u0021-\u007e]+$/.test(value) && value.length <= 2_048
    ? []
    : problem(
        field,
        `“${value}” is no managed policy’s ARN. One looks like arn:aws:iam::aws:policy/ReadOnlyAccess.`,
      )
