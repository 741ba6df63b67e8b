import type { CatalogData } from '../catalog/catalog-data.ts'
import { type Facts, LATE, type StsFact } from './facts.ts'

/** What of this computer is not for others. */
export interface Person {
  readonly home: string
  readonly userName: string
}

/** Shorter ones stand in many a word by chance. They get into no text either: {@link withoutNames}. */
const SHORTEST = 3

/**
 * Takes names out where they are known as such; what is left of them is a count. Needed besides {@link masker}, for a
 * name may be a single letter or a word of ours.
 */
export function withoutNames(facts: Facts): Facts {
  const { awsFiles, proxies, sts } = facts
  const hosts = [...new Set(sts.filter(each => !each.target.isAws).map(each => each.target.url))]
  const masked = ({ target, answer }: StsFact): StsFact => ({
    target: target.isAws ? target : { ...target, url: `https://sts-host-${hosts.indexOf(target.url) + 1}` },
    answer,
  })
  return {
    ...facts,
    sts: sts.map(masked),
    proxies: proxies === LATE ? LATE : proxies.map(way => way.replace(/ .*/, ' …')),
    awsFiles:
      awsFiles === LATE
        ? LATE
        : {
            why: awsFiles.why === null ? null : { title: 'The AWS files can’t be read.', advice: '' },
            warnings: awsFiles.warnings.map(() => 'awscli can’t read one of the AWS files.'),
            profiles: awsFiles.profiles.map(({ why }, index) => ({
              name: `profile-${index + 1}`,
              why: why === null ? null : { title: '', advice: 'See the page Profiles.' },
            })),
          },
  }
}

interface Replacement {
  readonly from: string
  readonly to: string
}

/**
 * Takes out of a text what names the user and what the user has defined. The log has ids, which mean the same session
 * wherever they stand.
 */
export function masker(catalog: CatalogData, person: Person): (text: string) => string {
  const replacements = [
    { from: person.home, to: '~' },
    { from: person.userName, to: 'user' },
    ...catalog.sessions.flatMap(({ id, name }, index) => numbered(`session-${index + 1}`, id, name)),
    ...catalog.identities.flatMap(({ id, name }, index) => numbered(`identity-${index + 1}`, id, name)),
    ...catalog.grants.flatMap(({ id, name }, index) => numbered(`access-${index + 1}`, id, name ?? '')),
    ...catalog.profiles.flatMap(({ name }, index) => numbered(`profile-${index + 1}`, name)),
  ]
    .filter(({ from }) => from.length >= SHORTEST)
    // A longer one first: another may be a part of it.
    .sort((a, b) => b.from.length - a.from.length)
  const accounts = new Map<string, string>()
  const accountOf = (digits: string): string => {
    const known = accounts.get(digits) ?? `account-${accounts.size + 1}`
    accounts.set(digits, known)
    return known
  }
  return text =>
    replacements
      .reduce((masked, { from, to }) => replaceWord(masked, from, to), text)
      .replaceAll(/\barn:[\w-]+:[^\s“”",;)]*/g, 'arn')
      .replaceAll(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, 'key')
      .replaceAll(/(?<!\d)\d{12}(?!\d)/g, accountOf)
}

function numbered(to: string, ...from: readonly string[]): readonly Replacement[] {
  return from.map(each => ({ from: each, to }))
}

/** Only where it is no part of a longer word, in whichever case: people and programs write a name both ways. */
function replaceWord(text: string, from: string, to: string): string {
  const escaped = from.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu'), to)
}
