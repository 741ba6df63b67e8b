import type { Outage } from './plan.ts'
import type { Fetched, Log, Worst } from './watchers.ts'

export interface Findings {
  readonly outages: readonly Outage[]
  readonly aws: Log
  readonly fetches: ReadonlyMap<string, Fetched>
  readonly window: Worst
  /** Those of the app. */
  readonly stsCalls: readonly { readonly outcome: string }[]
  readonly prompts: number
  /** Whether the key is in the keyring, as any program sees it, and in the catalog. */
  readonly keyInKeyring: boolean
  readonly keyInCatalog: boolean
  /** Whether a session got new credentials after all were forgotten. */
  readonly startsAnew: boolean
  /** What the app has printed of errors, or its pages have. */
  readonly printed: readonly string[]
}

const LONGEST_ANSWER = 1000

/** What should not have been, in sentences; none if all holds. */
export function problemsIn(findings: Findings): readonly string[] {
  const { aws, fetches, window, prompts } = findings
  const all = [...fetches.values()]
  return [
    ...aws.failures,
    ...all.flatMap(each => each.failures),
    ...(aws.count === 0 || all.some(each => each.count === 0) ? ['Somebody has not asked at all.'] : []),
    ...(all.some(each => each.accessKeys.size < 2) ? ['A session was not renewed.'] : []),
    ...(window.ms > LONGEST_ANSWER || window.count === 0
      ? [`The window took ${Math.round(window.ms)} ms for ${window.at}.`]
      : []),
    ...(prompts === 1 ? [] : [`There were ${prompts} prompts, and not one.`]),
    ...(findings.keyInKeyring ? [] : ['The key is no more in the keyring.']),
    ...(findings.keyInCatalog ? [] : ['The key is no more in the catalog.']),
    ...(findings.startsAnew ? [] : ['A session could not be started anew.']),
    ...findings.printed,
  ]
}

export function tableOf(findings: Findings): string {
  const { outages, aws, fetches, window, stsCalls, prompts } = findings
  const perSession = (count: (of: Fetched) => number) =>
    [...fetches].map(([name, of]) => `${name} ${count(of)}`).join(', ')
  const rows = [
    ...(['STS', 'keyring'] as const).map(
      of =>
        [
          `outages of ${of}`,
          counted(outages.filter(each => each.of === of).map(each => each.trouble)),
        ] as const,
    ),
    ['calls of aws', `${aws.count}, failed ${aws.failures.length}`],
    ['fetches', perSession(of => of.count)],
    ['fetches that failed', perSession(of => of.failures.length)],
    ['renewals', perSession(of => of.accessKeys.size - 1)],
    ['calls of STS', counted(stsCalls.map(each => each.outcome))],
    ['window answers', `${window.count}, the slowest ${Math.round(window.ms)} ms (${window.at})`],
    ['prompts', `${prompts}`],
    ['key in the keyring', findings.keyInKeyring ? 'yes' : 'no'],
    ['key in the catalog', findings.keyInCatalog ? 'yes' : 'no'],
    ['started anew', findings.startsAnew ? 'yes' : 'no'],
  ] as const
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

function counted(names: readonly string[]): string {
  const each = [...new Set(names)]
    .sort()
    .map(name => `${name} ${names.filter(other => other === name).length}`)
  return `${names.length}: ${each.join(', ')}`
}
