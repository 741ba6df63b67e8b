import { useEffect, useRef, useState } from 'react'

/** How long (ms) nothing is an answer: a key or a click that comes sooner was meant for something else. */
const DEAF = 500

interface Deafness {
  readonly isDeaf: boolean
  /** To be asked as the key comes. */
  readonly isDeafToKeys: () => boolean
}

/**
 * Deaf for a moment after something has appeared. To keys it is so as well after the keyboard was given to the window,
 * or within it to something else; a click that brings the keyboard along may well be meant.
 * @param place changes whenever it may be at another place of the window, under a pointer that was not aimed at it
 * @param all changes whenever something else in the window may have got the keyboard
 */
export function useDeafness(place: string, all: string): Deafness {
  const [heardAt, setHeardAt] = useState<string | null>(null)
  const keysSince = useRef({ all, at: Number.NEGATIVE_INFINITY })
  useEffect(() => {
    const timer = setTimeout(() => setHeardAt(place), DEAF)
    return () => clearTimeout(timer)
  }, [place])
  useEffect(() => {
    const begin = () => {
      keysSince.current = { all, at: performance.now() }
    }
    begin()
    window.addEventListener('focus', begin)
    return () => window.removeEventListener('focus', begin)
  }, [all])
  const isDeaf = heardAt !== place
  return {
    isDeaf,
    isDeafToKeys: () =>
      isDeaf || keysSince.current.all !== all || performance.now() - keysSince.current.at < DEAF,
  }
}
