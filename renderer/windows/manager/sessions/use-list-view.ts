import { useEffect, useState } from 'react'
import type { SessionId } from '../../../../main/core/sessions/session.ts'

/** What the page looks like, for when the user comes back to it from another one. */
export interface ListView {
  readonly selected: SessionId | null
  /** Keys of the sections that are closed. */
  readonly collapsed: readonly string[]
}

const KEY = 'sessions'

/**
 * Kept in the window's history entry: it lives as long as the window, and is in no file, since groups have names that
 * removing everything must not leave behind.
 */
export function useListView(): readonly [ListView, (change: Partial<ListView>) => void] {
  const [view, setView] = useState(kept)
  useEffect(() => {
    history.replaceState({ ...history.state, [KEY]: view }, '')
  }, [view])
  return [view, change => setView(before => ({ ...before, ...change }))]
}

function kept(): ListView {
  const { [KEY]: view }: Record<string, ListView | undefined> = history.state ?? {}
  return view ?? { selected: null, collapsed: [] }
}
