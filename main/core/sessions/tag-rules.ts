import { type CatalogData, findSession } from '../catalog/catalog-data.ts'
import { type Problem, problem } from '../failures/problem.ts'
import { checkCount, checkText, STS_PARAMETERS } from '../sts/limits.ts'
import type { NewSession, Session, SessionId, SessionTag } from './session.ts'

const { Tags, TransitiveTagKeys, SourceIdentity } = STS_PARAMETERS.AssumeRole

/** What begins so is AWS's own, however it is written. */
const isReserved = (text: string): boolean => /^aws:/i.test(text)
/** AWS keeps a tag's key as it is written, and takes two that differ in case alone for one. */
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Source: "Pass session tags in AWS STS" in the IAM User Guide. */
export function checkTags(
  tags: readonly SessionTag[],
  transitiveTagKeys: readonly string[],
): readonly Problem[] {
  const keys = tags.map(tag => tag.key)
  const twice = keys.find((key, at) => keys.findIndex(other => same(other, key)) !== at)
  const reserved = keys.find(isReserved)
  const stray = transitiveTagKeys.find(key => !keys.some(other => same(other, key)))
  return [
    ...checkCount('tags', 'tags', Tags, tags.length),
    ...tags.flatMap(({ key, value }) => [
      ...checkText('tags', `The tag key “${key}”`, Tags.each.Key, key),
      ...checkText('tags', `The value of the tag “${key}”`, Tags.each.Value, value),
    ]),
    ...(twice === undefined
      ? []
      : problem(
          'tags',
          `The tag “${twice}” is there twice; AWS takes keys that differ only in case for one.`,
        )),
    ...(reserved === undefined
      ? []
      : problem('tags', `“${reserved}” starts with aws:, which AWS keeps for itself.`)),
    ...checkCount('transitiveTagKeys', 'transitive tag keys', TransitiveTagKeys, transitiveTagKeys.length),
    ...(stray === undefined
      ? []
      : problem(
          'transitiveTagKeys',
          `“${stray}” is no key of this session’s tags, so it can’t be passed on.`,
        )),
  ]
}

export function checkSourceIdentity(identity: string | null): readonly Problem[] {
  if (identity === null) return []
  return isReserved(identity)
    ? problem('sourceIdentity', 'A source identity can’t start with aws:, which AWS keeps for itself.')
    : checkText('sourceIdentity', 'The source identity', SourceIdentity, identity)
}

/** What the sessions before have set for the whole chain can't be set anew. */
export function checkInherited(
  session: Extract<NewSession, { operation: 'AssumeRole' }>,
  data: CatalogData,
): readonly Problem[] {
  const before = sourcesOf(session, data)
  return [
    ...before.flatMap(source => {
      if (source.operation !== 'AssumeRole') return []
      const taken = session.tags.find(({ key }) =>
        source.transitiveTagKeys.some(inherited => same(inherited, key)),
      )
      return taken === undefined
        ? []
        : problem(
            'tags',
            `The tag “${taken.key}” comes from ${source.name}, which passes it on: it can’t be changed.`,
          )
    }),
    ...checkIdentityBefore(session.sourceIdentity, before),
  ]
}

function checkIdentityBefore(identity: string | null, before: readonly Session[]): readonly Problem[] {
  if (identity === null) return []
  const setter = before.find(source => source.operation === 'AssumeRole' && source.sourceIdentity !== null)
  if (setter?.operation !== 'AssumeRole' || setter.sourceIdentity === identity) return []
  return problem(
    'sourceIdentity',
    `The source identity is “${setter.sourceIdentity}” from ${setter.name} on, and can’t be changed. Leave it empty.`,
  )
}

/** The sessions that lead to this one, the nearest first; each once, even in a circle. */
function sourcesOf(session: NewSession, data: CatalogData): readonly Session[] {
  const found: Session[] = []
  const seen = new Set<SessionId>()
  let { source }: { source: Session['source'] } = session
  while (source.kind === 'session' && !seen.has(source.id)) {
    seen.add(source.id)
    const next = findSession(data, source.id)
    if (!next.ok) return found
    found.push(next.value)
    source = next.value.source
  }
  return found
}
