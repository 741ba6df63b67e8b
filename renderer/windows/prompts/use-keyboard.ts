import { type RefObject, useEffect, useRef } from 'react'

/** Whether the focus is in another form of the window. */
export function isBusyElsewhere(form: HTMLFormElement | null): boolean {
  const focused = document.activeElement?.closest('form') ?? null
  return focused !== null && focused !== form
}

interface Asked {
  readonly form: RefObject<HTMLFormElement | null>
  /** What gets the focus. */
  readonly target: RefObject<HTMLElement | null>
  /** Whether it is the one that the user has clicked for last; the first one where nobody has clicked. */
  readonly isMeant: boolean
  readonly clicks: number
  readonly onEscape: () => void
}

/** The keyboard of one of the forms that ask: when it gets the focus, and whether Escape means it. */
export function useKeyboard({ form, target, isMeant, clicks, onEscape }: Asked): void {
  const clicksSeen = useRef(-1)
  useEffect(() => {
    const isClicked = clicks > clicksSeen.current
    clicksSeen.current = clicks
    // By a click; without one, not while something else is being answered.
    if (isMeant && (isClicked || !isBusyElsewhere(form.current))) target.current?.focus()
  }, [form, target, isMeant, clicks])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Wherever the focus is: in a form it means that one.
      const isThis =
        document.activeElement?.closest('form') == null ? isMeant : !isBusyElsewhere(form.current)
      if (event.key === 'Escape' && isThis) onEscape()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [form, isMeant, onEscape])
}
