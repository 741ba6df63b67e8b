import type { Caller } from '../caller.ts'
import type { SessionAttributes } from '../issuer.ts'
import type { Parameters } from '../parameters.ts'
import { accessDenied, Refusal, validationError } from '../refusal.ts'

export const MAX_TAGS = 50
export const TAG_KEY = { min: 1, max: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u }
export const TAG_VALUE = { max: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u }

const invalidTag = (message: string) => new Refusal('InvalidParameterValue', 400, message)
const same = (one: string) => (other: string) => one.toLowerCase() === other.toLowerCase()

export type AttributeParameters = {
  readonly tags: readonly (readonly [key: string, value: string])[]
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity: string | undefined
}

const members = (parameters: Parameters, name: string) =>
  Array.from({ length: parameters.count(name, MAX_TAGS) }, (_, at) => `${name}.member.${at + 1}`)

export const readTags = (parameters: Parameters): AttributeParameters['tags'] =>
  members(parameters, 'Tags').map(tag => [
    parameters.required(`${tag}.Key`, TAG_KEY),
    parameters.required(`${tag}.Value`, TAG_VALUE),
  ])

export function readAttributes(parameters: Parameters): AttributeParameters {
  const transitive = members(parameters, 'TransitiveTagKeys')
  return {
    tags: readTags(parameters),
    transitiveTagKeys: transitive.map(name => parameters.required(name, TAG_KEY)),
    sourceIdentity: parameters.text('SourceIdentity', { min: 2, max: 256, pattern: /^[\w+=,.@-]*$/ }),
  }
}

function checkTags({ tags, transitiveTagKeys }: AttributeParameters, inherited: ReadonlyMap<string, string>) {
  const keys = tags.map(([key]) => key)
  if (new Set(keys.map(key => key.toLowerCase())).size < keys.length) {
    throw invalidTag('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  if (keys.some(key => key.toLowerCase().startsWith('aws:'))) {
    throw invalidTag("Tag keys must not begin with 'aws:', which is reserved.")
  }
  if (!transitiveTagKeys.every(key => keys.some(same(key)))) {
    throw validationError('The specified transitive tag key must be included in the requested tags.')
  }
  if (keys.some(key => [...inherited.keys()].some(same(key)))) {
    throw validationError(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
}

/** The new session's attributes: those asked for, on top of those that stick to the calling session. */
export function checkAttributes(
  read: AttributeParameters,
  { attributes }: Pick<Caller, 'attributes'>,
): SessionAttributes {
  const inherited = new Map(
    [...attributes.tags].filter(([key]) => attributes.transitiveTagKeys.some(same(key))),
  )
  checkTags(read, inherited)
  if (read.sourceIdentity?.toLowerCase().startsWith('aws:')) {
    throw invalidTag("SourceIdentity must not begin with 'aws:', which is reserved.")
  }
  const stuck = attributes.sourceIdentity
  if (stuck !== null && read.sourceIdentity !== undefined && read.sourceIdentity !== stuck) {
    throw accessDenied('The source identity of a session can not be changed by the sessions that it opens.')
  }
  return {
    tags: new Map([...inherited, ...read.tags]),
    transitiveTagKeys: [...inherited.keys(), ...read.transitiveTagKeys],
    sourceIdentity: read.sourceIdentity ?? stuck,
  }
}

/** What the caller must be allowed besides the operation itself. */
export function attributeActions({ tags, sourceIdentity }: SessionAttributes): readonly string[] {
  return [
    ...(tags.size > 0 ? ['sts:TagSession'] : []),
    ...(sourceIdentity !== null ? ['sts:SetSourceIdentity'] : []),
  ]
}

/** What policies may ask about the attributes of the new session. */
export function attributeContext({ tags, transitiveTagKeys, sourceIdentity }: SessionAttributes) {
  const context = new Map<string, readonly string[]>()
  for (const [key, value] of tags) context.set(`aws:requesttag/${key.toLowerCase()}`, [value])
  if (tags.size > 0) context.set('aws:tagkeys', [...tags.keys()])
  if (transitiveTagKeys.length > 0) context.set('sts:transitivetagkeys', transitiveTagKeys)
  if (sourceIdentity !== null) context.set('sts:sourceidentity', [sourceIdentity])
  return context
}
