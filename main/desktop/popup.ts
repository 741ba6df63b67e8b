/** What a prompt popup is to do, by what it was told last and what it is told now. */
export type PopupMove = 'close' | 'stay' | 'show' | 'show-and-focus'

interface Seen {
  readonly id: string
  readonly clicks: number
}

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

/** Under Wayland each window that is shown gets the keyboard: https://www.electronjs.org/docs/latest/api/browser-window */
export function popupLeavesKeyboard(platform: NodeJS.Platform, sessionType: string | undefined): boolean {
  return platform !== 'linux' || sessionType !== 'wayland'
}

/**
 * Of the popup's content (px), as it is drawn for usual names: around all that it asks, and for each of that. The page
 * measures itself once it is there; this is for the moment before, in which a window that jumps would be seen.
 */
const AROUND = 16
const PROMPT = 215
const QUESTION = 305
const CONFIRMATION = 223
/** What a question has more that begins a lease: the mark, and for how long. */
const LEASE = 96
/** So high at most (px), to fit on a small screen; the rest is scrolled to. */
const TALLEST = 730

/** How high the popup's content will be, about. */
export function popupHeight({
  prompts,
  questions,
  leases,
  confirmations,
}: {
  readonly prompts: number
  readonly questions: number
  /** So many of the questions begin a lease. */
  readonly leases: number
  readonly confirmations: number
}): number {
  const asked = PROMPT * prompts + QUESTION * questions + LEASE * leases + CONFIRMATION * confirmations
  return Math.min(AROUND + (asked === 0 ? PROMPT : asked), TALLEST)
}

/** How high a window's content can be (px) that has such a frame, on such a screen; the rest is scrolled to. */
export function heightInSight(wanted: number, frame: number, screen: { readonly height: number }): number {
  return Math.min(wanted, screen.height - frame)
}

/** Where the top of a window goes that has become so high (px), so that its end is not below the screen's. */
export function topInSight(
  top: number,
  height: number,
  screen: { readonly y: number; readonly height: number },
): number {
  return Math.max(screen.y, Math.min(top, screen.y + screen.height - height))
}
