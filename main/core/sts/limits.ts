import { type Problem, problem } from '../failures/problem.ts'
import type { StsOperation } from '../sessions/session.ts'

/**
 * AWS's limits on what STS is sent, checked before any call.
 * Source: the AWS STS API Reference, page of each operation, and AWS's model of STS in its SDKs; for the length of a
 * chained role's session the page "Methods to assume a role" of the IAM User Guide.
 */

interface TextBound {
  readonly kind: 'text'
  readonly min: number
  readonly max: number
  /** Null where AWS takes any character. */
  readonly pattern: RegExp | null
}

interface WholeBound {
  readonly kind: 'whole'
  readonly min: number
  readonly max: number
}

interface ListBound {
  readonly kind: 'list'
  readonly max: number
  readonly each: TextBound | Readonly<Record<string, TextBound>>
}

export type Bound = TextBound | WholeBound | ListBound

function text(min: number, max: number, pattern: RegExp | null = null): TextBound {
  return { kind: 'text', min, max, pattern }
}

function whole(min: number, max: number): WholeBound {
  return { kind: 'whole', min, max }
}

function list<Each extends ListBound['each']>(max: number, each: Each) {
  return { kind: 'list', max, each } as const
}

const NAME = /^[\w+=,.@-]*$/
const ARN = text(20, 2_048, /^[\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u)
const SESSION_NAME = text(2, 64, NAME)
const TAG_KEY = text(1, 128, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u)
const TAG_VALUE = text(0, 256, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u)
const TAGS = list(50, { Key: TAG_KEY, Value: TAG_VALUE })
const TOKEN_SIZE = whole(0, 4_096)
const ROLE_DURATION = whole(900, 43_200)
const USER_DURATION = whole(900, 129_600)
const SERIAL_NUMBER = text(9, 256, /^[\w+=/:,.@-]*$/)
const TOKEN_CODE = text(6, 6, /^[\d]*$/)
/** As the model has it since November 2026; the page of AssumeRole may say 64 still. */
const SOURCE_IDENTITY = text(2, 256, NAME)
/** Likewise, where the page may say 2048. */
const CONTEXT_ASSERTION = text(4, 3_072)
/** Of the inline policy and of the managed ones, which count together: {@link SESSION_POLICIES_LENGTH}. */
const POLICY = text(1, 2_048, /^[\t\n\r\u0020-\u00ff]+$/)
const POLICY_ARNS = list(10, { arn: ARN })

/** Characters of an inline session policy and of the ARNs beside it, together. */
export const SESSION_POLICIES_LENGTH = 2_048

/** Every parameter of the operations that give credentials, under AWS's name for it. */
export const STS_PARAMETERS = {
  AssumeRole: {
    RoleArn: ARN,
    RoleSessionName: SESSION_NAME,
    PolicyArns: POLICY_ARNS,
    Policy: POLICY,
    DurationSeconds: ROLE_DURATION,
    Tags: TAGS,
    TransitiveTagKeys: list(50, TAG_KEY),
    ExternalId: text(2, 1_224, /^[\w+=,.@:/-]*$/),
    SerialNumber: SERIAL_NUMBER,
    TokenCode: TOKEN_CODE,
    SourceIdentity: SOURCE_IDENTITY,
    ProvidedContexts: list(5, { ProviderArn: ARN, ContextAssertion: CONTEXT_ASSERTION }),
    MinimumSessionTokenSize: TOKEN_SIZE,
  },
  AssumeRoleWithSAML: {
    RoleArn: ARN,
    PrincipalArn: ARN,
    SAMLAssertion: text(4, 100_000),
    PolicyArns: POLICY_ARNS,
    Policy: POLICY,
    DurationSeconds: ROLE_DURATION,
    MinimumSessionTokenSize: TOKEN_SIZE,
  },
  AssumeRoleWithWebIdentity: {
    RoleArn: ARN,
    RoleSessionName: SESSION_NAME,
    WebIdentityToken: text(4, 20_000),
    ProviderId: text(4, 2_048),
    PolicyArns: POLICY_ARNS,
    Policy: POLICY,
    DurationSeconds: ROLE_DURATION,
    MinimumSessionTokenSize: TOKEN_SIZE,
  },
  AssumeRoot: {
    TargetPrincipal: text(12, 2_048),
    TaskPolicyArn: ARN,
    DurationSeconds: whole(0, 900),
    MinimumSessionTokenSize: TOKEN_SIZE,
  },
  GetFederationToken: {
    Name: text(2, 32, NAME),
    Policy: POLICY,
    PolicyArns: POLICY_ARNS,
    DurationSeconds: USER_DURATION,
    Tags: TAGS,
    MinimumSessionTokenSize: TOKEN_SIZE,
  },
  GetSessionToken: {
    DurationSeconds: USER_DURATION,
    SerialNumber: SERIAL_NUMBER,
    TokenCode: TOKEN_CODE,
    MinimumSessionTokenSize: TOKEN_SIZE,
  },
} as const satisfies Record<StsOperation, Readonly<Record<string, Bound>>>

/** Narrower than what an operation's own parameter allows, for a reason that lies outside of it (s). */
export const CAPPED_DURATION = {
  /** A role that was assumed with another role's credentials. */
  chained: 3_600,
  /** The root user's own sessions; AWS shortens a longer one without a word. */
  root: 3_600,
} as const

/** What the patterns allow, as a person would say it. */
const ALLOWED = new Map<string, string>([
  [NAME.source, 'letters, digits and _ + = , . @ -'],
  [STS_PARAMETERS.AssumeRole.ExternalId.pattern?.source ?? '', 'letters, digits and _ + = , . @ : / -'],
  [SERIAL_NUMBER.pattern?.source ?? '', 'letters, digits and _ + = / : , . @ -'],
  [TAG_KEY.pattern?.source ?? '', 'letters, digits, blanks and _ . : / = + - @'],
  [TAG_VALUE.pattern?.source ?? '', 'letters, digits, blanks and _ . : / = + - @'],
  [POLICY.pattern?.source ?? '', 'the characters of Latin-1: no curly quotes, no emoji'],
])

/** @param label how a sentence begins that speaks of it: "The external ID" */
export function checkText(field: string, label: string, bound: TextBound, value: string): readonly Problem[] {
  const { min, max, pattern } = bound
  if (value.length < min || value.length > max) {
    const range = min === max ? String(min) : `${min} to ${max}`
    return problem(field, `${label} has ${range} characters; this has ${value.length}.`)
  }
  if (pattern === null || pattern.test(value)) return []
  return problem(
    field,
    `${label} may hold only ${ALLOWED.get(pattern.source) ?? 'characters that can be seen'}.`,
  )
}

export function checkCount(
  field: string,
  what: string,
  { max }: Pick<ListBound, 'max'>,
  count: number,
): readonly Problem[] {
  return count <= max ? [] : problem(field, `AWS takes ${max} ${what} at most; these are ${count}.`)
}

/**
 * @param why what has this life, where it is less than the operation allows: "A role assumed from another role"
 * @param max where it is less (s)
 */
export function checkDuration(
  field: string,
  seconds: number,
  bound: WholeBound,
  why: string,
  max: number = bound.max,
): readonly Problem[] {
  if (!Number.isInteger(seconds)) return problem(field, 'A duration is a whole number of seconds.')
  if (seconds < bound.min)
    return problem(
      field,
      `STS gives no less than ${bound.min} s (${bound.min / 60} minutes); this is ${seconds} s.`,
    )
  if (seconds > max) return problem(field, `${why} lasts ${max} s at most; this is ${seconds} s.`)
  return []
}

export function checkTokenSize(field: string, bytes: number): readonly Problem[] {
  const { min, max } = TOKEN_SIZE
  return Number.isInteger(bytes) && bytes >= min && bytes <= max
    ? []
    : problem(field, `The smallest size of the session token is ${min} to ${max} bytes; this is ${bytes}.`)
}
