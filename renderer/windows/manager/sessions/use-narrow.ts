import { useSyncExternalStore } from 'react'

/** Narrower than this there is room for the list or for a session, as the stylesheets have it too. */
const NARROW = '(max-width: 899px)'

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches)
}
