import { fail, type Result, succeed } from '../failures/failure.ts'
import { listedInShort } from '../listed.ts'
import type { Session } from '../sessions/session.ts'
import type { Draft } from './draft.ts'

/** What the user has picked of what was offered. */
export interface ImportChoice {
  readonly name: string
  /** Whether its profile is to get its credentials from here from now on. */
  readonly point: boolean
}

export interface Chosen {
  readonly draft: Draft
  readonly point: boolean
}

export function choose(
  drafts: readonly Draft[],
  choices: readonly ImportChoice[],
): Result<readonly Chosen[]> {
  const chosen = drafts.flatMap(draft => {
    const choice = choices.find(each => each.name === draft.offered.name)
    return choice === undefined ? [] : [{ draft, point: choice.point && draft.canPoint }]
  })
  const gone = choices.filter(({ name }) => !drafts.some(draft => draft.offered.name === name))
  if (gone.length > 0) return fail({ kind: 'files-changed' })
  const names = new Set(chosen.map(({ draft }) => draft.offered.name))
  const missing = chosen.find(({ draft }) => draft.needs !== null && !names.has(draft.needs))
  if (missing === undefined && chosen.length > 0) return succeed(chosen)
  const problem =
    missing === undefined
      ? 'Choose at least one.'
      : `${missing.draft.offered.name} starts from ${missing.draft.needs}: choose that too.`
  return fail({ kind: 'invalid', problems: [{ field: 'choices', problem }] })
}

/** A key's own session is of use only to its profile. */
export function sessionsOf({ session, isThere, key }: Draft, point: boolean): readonly Session[] {
  return isThere || (key !== null && !point) ? [] : [session]
}

/** The profiles in whose lines the chosen keys are. */
export function keyProfiles(chosen: readonly Chosen[]): readonly string[] {
  return chosen.flatMap(({ draft: { key } }) => (key?.place.kind === 'aws-files' ? [key.place.profile] : []))
}

export function notesOf(chosen: readonly Chosen[], pointed: readonly string[]): readonly string[] {
  const left = keyProfiles(chosen).filter(name => !pointed.includes(name))
  const tokens = chosen.flatMap(({ draft: { offered, session }, point }) =>
    point && session.operation === 'GetSessionToken' && !session.mfa ? [offered.profile ?? ''] : [],
  )
  return [
    ...left.map(name => `The key of ${name} stays in the file too, since its profile does.`),
    ...(tokens.length === 0 ? [] : [tokenNote(tokens)]),
  ]
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
function tokenNote(profiles: readonly string[]): string {
  const [key, they] = profiles.length === 1 ? ['its key', 'It has'] : ['their keys', 'They have']
  return `The tools of ${listedInShort(profiles)} get a session token in the place of ${key}. ${they} no MFA code in it, and without one AWS refuses each call to IAM.`
}
