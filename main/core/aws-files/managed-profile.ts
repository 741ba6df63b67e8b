import type { CatalogData } from '../catalog/catalog-data.ts'
import { checkRegion } from '../catalog/identity-rules.ts'
import { type Problem, problem } from '../failures/problem.ts'
import type { SessionId } from '../sessions/session.ts'
import type { Grant, GrantId } from '../tools/grants.ts'

/** Whose credentials a profile gives: those of a session, of whatever is current, or what a tool of the user's may have. */
export type ProfileTarget =
  | { readonly kind: 'session'; readonly id: SessionId }
  | { readonly kind: 'current' }
  | { readonly kind: 'grant'; readonly id: GrantId }

/** A profile in `~/.aws/config` that gets its credentials from here. */
export interface ManagedProfile {
  readonly name: string
  readonly target: ProfileTarget
  /** What was written beside the way to the credentials; null where nothing was. */
  readonly region: string | null
  readonly output: string | null
  /** Of one that came with a configuration: until it is written, what the files have of this name is not ours. */
  readonly unwritten?: true
}

/** Used by every tool that is told no profile. */
export const DEFAULT_PROFILE = 'default'

export const OUTPUTS = ['json', 'yaml', 'yaml-stream', 'text', 'table', 'off'] as const

/** The SDK of JavaScript reads no other characters in a profile's name. */
export function checkProfileName(field: string, name: string): readonly Problem[] {
  if (name === '') return problem(field, 'A profile has a name.')
  if (name.length > 64)
    return problem(field, `A profile’s name has 64 characters at most; this has ${name.length}.`)
  if (!/^[\w.@+:/%-]+$/.test(name))
    return problem(
      field,
      'A profile’s name has letters, digits and _ . @ + : / % - alone: not every SDK reads others.',
    )
  return name.startsWith('-') ? problem(field, 'A name that starts with - is an option to awscli.') : []
}

/** All that can be wrong with a profile in itself. */
export function checkProfile({ name, region, output }: ManagedProfile): readonly Problem[] {
  return [
    ...checkProfileName('name', name),
    ...(region === null ? [] : checkRegion('region', region)),
    ...(output === null || OUTPUTS.some(each => each === output)
      ? []
      : problem('output', `awscli knows no output “${output}”.`)),
  ]
}

/** How `config` has the section of a profile. */
export function headerOf(name: string): string {
  return name === DEFAULT_PROFILE ? name : `profile ${name}`
}

/** The grant by which a profile's tools fetch; null where what it was for is gone. */
export function grantOf({ grants }: Pick<CatalogData, 'grants'>, target: ProfileTarget): Grant | null {
  const found = grants.find(grant => {
    if (target.kind === 'grant') return grant.id === target.id
    if (grant.name !== null) return false
    return target.kind === 'current'
      ? grant.target.kind === 'current'
      : grant.target.kind === 'session' && grant.target.id === target.id
  })
  return found ?? null
}
