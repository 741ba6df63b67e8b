import { useEffect, useRef, useState } from 'react'

/** How long (ms) nothing is an answer: a key or a click that comes sooner was meant for something else. */
const DEAF = 500

interface Deafness {
  readonly isDeaf: boolean
  /** To be asked as the key comes. */
  readonly isDeafToKeys: () => boolean
}

/**
 * Deaf for a moment after something has appeared. After the window was given the keyboard it is so to keys alone,
 * since the click that gives it to the window may well be meant.
 * @param place changes whenever it may be at another place of the window, under a pointer that was not aimed at it
 */
export function useDeafness(place: string): Deafness {
  const [heardAt, setHeardAt] = useState<string | null>(null)
  const focusedAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const timer = setTimeout(() => setHeardAt(place), DEAF)
    return () => clearTimeout(timer)
  }, [place])
  useEffect(() => {
    const onFocus = () => {
      focusedAt.current = performance.now()
    }
    window.addEventListener('focus', onFocus)
    return () => window.removeEventListener('focus', onFocus)
  }, [])
  const isDeaf = heardAt !== place
  return { isDeaf, isDeafToKeys: () => isDeaf || performance.now() - focusedAt.current < DEAF }
}
