import { useSyncExternalStore } from 'react'

/**
 * There is room for the list or for a session: the window is narrow, or less so but with its navigation in words, which
 * it has from 860 px on. {@link file://./SessionsSplit.module.css} has it too.
 */
const NARROW = '(max-width: 759px), (min-width: 860px) and (max-width: 919px)'

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches)
}
