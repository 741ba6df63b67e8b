import { invalidIdentityToken } from '../refusal.ts'
import { type AttributeParameters, MAX_TAGS, TAG_KEY, TAG_VALUE } from './session-attributes.ts'

const SOURCE_IDENTITY = /^(?!aws:)[a-zA-Z_0-9+=,.@-]{2,64}$/

type TextRule = { readonly min?: number; readonly max: number; readonly pattern: RegExp }
const fits = (text: string, { min = 0, max, pattern }: TextRule) =>
  text.length >= min && text.length <= max && pattern.test(text)

/** What an identity provider sets for a session, in a proof and not in the request: held to the same limits. */
export function provedAttributes(
  tags: readonly (readonly [key: string, values: readonly string[]])[],
  transitiveTagKeys: readonly string[],
  sourceIdentities: readonly string[],
): AttributeParameters {
  if (tags.length > MAX_TAGS) throw invalidIdentityToken(`A token must not hold more than ${MAX_TAGS} tags`)
  const single = tags.map(([key, values]) => {
    const [value, ...more] = values
    if (value === undefined || more.length > 0 || !fits(key, TAG_KEY) || !fits(value, TAG_VALUE)) {
      throw invalidIdentityToken(`The tag ${key} in the token is invalid`)
    }
    return [key, value] as const
  })
  const [sourceIdentity, ...more] = sourceIdentities
  if (sourceIdentity !== undefined && (more.length > 0 || !SOURCE_IDENTITY.test(sourceIdentity))) {
    throw invalidIdentityToken(
      'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"',
    )
  }
  return { tags: single, transitiveTagKeys, sourceIdentity }
}
