import { useEffect, useEffectEvent } from 'react'

/**
 * Hears keys before whatever has the focus does.
 * @param press whether it was for it; then nobody else hears of that key
 */
export function useKeys(press: (event: KeyboardEvent) => boolean): void {
  const onPress = useEffectEvent(press)
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      // What an input method has under way is its own.
      if (event.isComposing || !onPress(event)) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', hear, { capture: true })
    return () => window.removeEventListener('keydown', hear, { capture: true })
  }, [])
}
