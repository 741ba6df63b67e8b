import type { PromptView } from '../core/snapshot.ts'

/** What a prompt popup is to do, by what it was told last and what it is told now. */
export type PopupMove = 'close' | 'stay' | 'show' | 'show-and-focus'

type Seen = Pick<PromptView, 'id' | 'clicks'>

/**
 * A new prompt is shown; the keyboard it takes only when the user has just clicked on something that waits.
 * Closing the popup is no answer: it stays closed for the same prompts until the next click.
 */
export function popupMove(before: readonly Seen[], now: readonly Seen[]): PopupMove {
  if (now.length === 0) return 'close'
  const clicksBefore = new Map(before.map(prompt => [prompt.id, prompt.clicks]))
  if (now.some(prompt => prompt.clicks > (clicksBefore.get(prompt.id) ?? 0))) return 'show-and-focus'
  return now.every(prompt => clicksBefore.has(prompt.id)) ? 'stay' : 'show'
}
