import { startsOf } from '../main/core/catalog/catalog-data.ts'
import type { Session, SessionId } from '../main/core/sessions/session.ts'
import type { SessionColor } from '../main/core/sessions/session-look.ts'
import { targetOf } from '../main/core/sessions/session-target.ts'
import type { SessionView, Snapshot } from '../main/core/snapshot/snapshot.ts'
import { catalogOf } from './catalog.ts'
import { fold, wordsOf } from './fold.ts'

interface Entry {
  readonly name: Field
  readonly rest: Field
}

/** A text in the two forms in which it is searched. */
interface Field {
  readonly folded: string
  /** Its words with a space before each: "payments-prodEU" is " payments prod eu". */
  readonly words: string
}

/** Made once for a snapshot, so that a keystroke only compares. */
export type SessionIndex = ReadonlyMap<SessionId, Entry>

export function indexSessions(
  snapshot: Pick<Snapshot, 'sessions' | 'identities' | 'awsFiles'>,
): SessionIndex {
  const startOf = startsOf(catalogOf(snapshot))
  return new Map(
    snapshot.sessions.map(view => {
      const { session } = view
      const rest = [...wordsAbout(view), startOf(session.source)?.name ?? ''].join('\n')
      return [session.id, { name: toField(session.name), rest: toField(rest) }] as const
    }),
  )
}

/**
 * The sessions that have every word of the query somewhere, in any order, the best first: the very name, then names that
 * begin with it, that have a word which begins with it, that have it within; then what is only found in account, role,
 * group, tags, color or identity.
 * @param order all sessions as they stand without a query: which of two equals comes first
 */
export function findSessions(
  index: SessionIndex,
  order: readonly SessionId[],
  query: string,
): readonly SessionId[] {
  const words = wordsOf(query).map(toField)
  if (words.length === 0) return order
  const whole = fold(query).trim()
  const found = new Map<number, SessionId[]>()
  for (const id of order) {
    const entry = index.get(id)
    const rank = entry === undefined ? null : rankOf(entry, words, whole)
    if (rank === null) continue
    const equals = found.get(rank)
    if (equals === undefined) found.set(rank, [id])
    else equals.push(id)
  }
  return [...found].sort(([a], [b]) => a - b).flatMap(([, ids]) => ids)
}

/** The lower, the better; null where a word is nowhere. */
function rankOf({ name, rest }: Entry, words: readonly Field[], whole: string): number | null {
  if (name.folded === whole) return 0
  let rank = 1
  for (const word of words) {
    const tier = tierOf(name, rest, word)
    if (tier === null) return null
    rank += tier
  }
  return rank
}

function tierOf(name: Field, rest: Field, word: Field): number | null {
  // Such as "-": no word begins with it.
  const isSign = word.words.trim() === ''
  if (name.folded.startsWith(word.folded)) return 0
  if (!isSign && name.words.includes(word.words)) return 1
  if (name.folded.includes(word.folded)) return 2
  if (!isSign && rest.words.includes(word.words)) return 4
  if (rest.folded.includes(word.folded)) return 5
  return null
}

/** What a session is known by besides its name, as people type it. */
function wordsAbout({ session, account, current }: SessionView): readonly string[] {
  const { look } = session
  return [
    account,
    // As the console writes it.
    account.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3'),
    targetOf(session),
    look.group ?? '',
    look.color === null ? '' : colorNames[look.color],
    session.production ? 'production' : '',
    current ? 'current' : '',
    look.pinned ? 'pinned' : '',
    ...tagsOf(session),
  ]
}

const colorNames: Record<SessionColor, string> = {
  pink: 'pink',
  purple: 'purple',
  darkBlue: 'darkblue dark blue',
  lightBlue: 'lightblue light blue',
  teal: 'teal',
  green: 'green',
  yellow: 'yellow',
  orange: 'orange',
  red: 'red',
}

function tagsOf(session: Session): readonly string[] {
  return 'tags' in session ? session.tags.map(({ key, value }) => `${key}=${value}`) : []
}

function toField(text: string): Field {
  const apart = text.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  return {
    folded: fold(text),
    words: ` ${fold(apart)
      .replaceAll(/[^\p{L}\p{N}\n]+/gu, ' ')
      .trim()}`.replaceAll('\n', '\n '),
  }
}
