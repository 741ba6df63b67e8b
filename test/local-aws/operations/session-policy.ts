import { deflateRawSync } from 'node:zlib'
import type { Parameters } from '../parameters.ts'
import { isIdentityPolicy, type PolicyDocument } from '../policy.ts'
import { malformedPolicy, Refusal, validationError } from '../refusal.ts'
import { findManagedPolicy, type World } from '../world.ts'

/** Of the inline policy and the ARNs together, as they were sent: what the managed policies say does not count. */
const MAX_CHARACTERS = 2048
const MAX_ARNS = 10
const PACKED_BYTES = 2048
/** Tabs, ends of lines, and Latin-1 from the blank on. */
const CHARACTERS = /^[\t\n\r -\u00FF]+$/

export type SessionPolicyParameters = {
  readonly policy: string | undefined
  readonly arns: readonly string[]
}

export function readSessionPolicies(parameters: Parameters): SessionPolicyParameters {
  const policy = parameters.text('Policy', {
    min: 1,
    max: MAX_CHARACTERS,
    pattern: CHARACTERS,
  })
  const arns = Array.from({ length: parameters.count('PolicyArns', MAX_ARNS) }, (_, at) =>
    parameters.required(`PolicyArns.member.${at + 1}.arn`, { min: 20, max: 2048 }),
  )
  return { policy, arns }
}

function parseInline(text: string): PolicyDocument {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw malformedPolicy('The policy is not in the valid JSON format.')
  }
  if (!isIdentityPolicy(document)) throw malformedPolicy('Syntax errors in policy.')
  return document
}

const tooLarge = (percent: number) =>
  new Refusal(
    'PackedPolicyTooLarge',
    400,
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  )

/** The policies that bound a session, each checked: an inline one, and managed ones of the role's account or AWS. */
export function sessionPolicies(
  { policy, arns }: SessionPolicyParameters,
  world: World,
  accountId: string,
): readonly PolicyDocument[] {
  const managed = arns.map(arn => {
    const account = /^arn:[a-z-]+:iam::(\d{12}|aws):policy\//.exec(arn)?.[1]
    if (account !== accountId && account !== 'aws') throw validationError(`Invalid policy ARN: ${arn}`)
    const found = findManagedPolicy(world, arn)
    if (found === null) throw new Refusal('MalformedPolicyDocument', 400, `Policy ARN ${arn} does not exist`)
    return found.document
  })
  const together = (policy?.length ?? 0) + arns.reduce((sum, arn) => sum + arn.length, 0)
  if (together > MAX_CHARACTERS) throw tooLarge(Math.ceil((together * 100) / MAX_CHARACTERS))
  return policy === undefined ? managed : [parseInline(policy), ...managed]
}

/**
 * How full the policies and the tags make the session, in percent; null where there are none. AWS does not tell
 * how it packs them, so the figure is not AWS's: that there is one, and an end to it, is.
 */
export function packedPercent(
  { policy, arns }: SessionPolicyParameters,
  tags: ReadonlyMap<string, string>,
): number | null {
  if (policy === undefined && arns.length === 0 && tags.size === 0) return null
  const packed = deflateRawSync(JSON.stringify([policy ?? '', arns, [...tags]]), { level: 9 })
  const percent = Math.ceil((packed.length * 100) / PACKED_BYTES)
  if (percent > 100) throw tooLarge(percent)
  return percent
}
