import type { SessionId } from '../../../../main/core/sessions/session.ts'
import type { RowFacts, Section } from './session-rows.ts'

/** One line of the list. */
export type Item =
  | { readonly kind: 'heading'; readonly section: Section; readonly title: string; readonly isOpen: boolean }
  | {
      readonly kind: 'session'
      readonly section: Section
      readonly row: RowFacts
      /** From 1 on, among those that it stands with. */
      readonly at: number
    }

/** @param collapsed keys of the sections of which only the heading is seen */
export function itemsOf(sections: readonly Section[], collapsed: readonly string[]): readonly Item[] {
  return sections.flatMap(section => {
    const { key, title, rows } = section
    const isOpen = title === null || !collapsed.includes(key)
    const heading = title === null ? [] : [{ kind: 'heading', section, title, isOpen } as const]
    const sessions = isOpen
      ? rows.map((row, index) => ({ kind: 'session', section, row, at: index + 1 }) as const)
      : []
    return [...heading, ...sessions]
  })
}

/** Where a key leads in the list; null where it leads nowhere. */
export function idAfterKey(
  key: string,
  ids: readonly SessionId[],
  from: SessionId | null,
  page: number,
): SessionId | null {
  const last = ids.length - 1
  const at = from === null ? -1 : ids.indexOf(from)
  const to = (index: number) => ids[Math.min(last, Math.max(0, index))] ?? null
  switch (key) {
    case 'ArrowDown':
      return to(at + 1)
    case 'ArrowUp':
      return to(at - 1)
    case 'PageDown':
      return to(at + page)
    case 'PageUp':
      return to(at - page)
    case 'Home':
      return to(0)
    case 'End':
      return to(last)
    default:
      return null
  }
}

/** The next session whose name begins so. A letter that is typed again and again goes through all that begin with it. */
export function idByTyping(
  typed: string,
  rows: readonly Pick<RowFacts, 'id' | 'name'>[],
  from: SessionId | null,
): SessionId | null {
  const letters = [...typed.toLowerCase()]
  const [first = ''] = letters
  const isRepeated = letters.length > 1 && letters.every(each => each === first)
  const wanted = isRepeated ? first : letters.join('')
  const at = rows.findIndex(each => each.id === from)
  // With more letters the one that the first has led to may still be it.
  const start = letters.length === 1 || isRepeated ? at + 1 : Math.max(0, at)
  const around = [...rows.slice(start), ...rows.slice(0, start)]
  return around.find(each => each.name.toLowerCase().startsWith(wanted))?.id ?? null
}
