import { assertNever } from '../../../../main/core/failures/failure.ts'
import type { CandidateView } from '../../../../main/core/import/import-view.ts'
import type { ImportPlace } from '../../../../main/core/import/imports.ts'
import { listed } from '../../../../main/core/listed.ts'
import type { Picks } from './picks.ts'

/** What a candidate becomes here: "IAM user, key AKIA…1234". */
export function describeCandidate({ becomes, detail, needs }: CandidateView): string {
  const from = needs === null ? '' : ` · from ${needs}`
  switch (becomes) {
    case 'key':
      return `IAM user, ${detail === '' ? 'with its key' : `key ${detail}`}`
    case 'role':
      return `Role ${detail}${from}`
    case 'web-identity':
      return `Role with a token from a file, ${detail}`
    case 'saml':
      return `Role with company sign-in, ${detail}`
    default:
      return assertNever(becomes)
  }
}

/** What it means that the profile of a candidate gets its credentials here. */
export function aboutPointing({ becomes, isDefault }: CandidateView): string {
  return [
    ...(isDefault ? ['Every tool that is told no profile uses it then.'] : []),
    ...(becomes === 'key' ? ['Its key leaves the file.'] : []),
  ].join(' ')
}

/** "2 keys and 5 roles were imported. 3 profiles use Understudy." */
export function tellImported(candidates: readonly CandidateView[], { taken, pointed }: Picks): string {
  const fresh = candidates.filter(each => taken.has(each.name) && !each.isThere)
  const keys = fresh.filter(each => each.becomes === 'key').length
  const parts = [...counted(keys, 'key'), ...counted(fresh.length - keys, 'role')]
  const [profiles] = counted(pointed.size, 'profile')
  return [
    ...(parts.length === 0
      ? ['All of it was here already.']
      : [`${listed(parts)} ${fresh.length === 1 ? 'was' : 'were'} imported.`]),
    ...(profiles === undefined ? [] : [`${profiles} ${pointed.size === 1 ? 'uses' : 'use'} Understudy now.`]),
  ].join(' ')
}

function counted(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`]
}

/** What would have been found in a place that had nothing. */
export function aboutNothing(
  place: ImportPlace,
  paths: { readonly config: string; readonly credentials: string },
): string {
  const kinds = 'access keys, and roles with a source_profile or a token from a file'
  switch (place) {
    case 'aws-files':
      return `There is nothing to import in ${paths.config} and ${paths.credentials}. What would be found there: ${kinds}.`
    case 'aws-vault':
      return `There is nothing to import in ${paths.config} and ${paths.credentials}, nor in aws-vault’s keyring. What would be found there: keys that aws-vault add has put into the keyring of this desktop, and the roles that start from them.`
    case 'leapp':
      return 'There is nothing to import from Leapp. What would be found: its IAM users, and its roles with company sign-in or from another role.'
    default:
      return assertNever(place)
  }
}
