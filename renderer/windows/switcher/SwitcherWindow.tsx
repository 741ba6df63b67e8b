import { useEffect, useState } from 'react'
import { useSnapshot } from '../../store.tsx'
import { NoSessions } from './NoSessions.tsx'
import { Switcher } from './Switcher.tsx'

/** Any session in a few keys. Each time that the window is shown it begins anew; out of sight nothing is drawn. */
export function SwitcherWindow() {
  const snapshot = useSnapshot()
  const [{ isShown, times }, setShowing] = useState({ isShown: true, times: 0 })
  useEffect(
    () => window.understudy.onShown(shown => setShowing(last => ({ isShown: shown, times: last.times + 1 }))),
    [],
  )
  if (snapshot === null || !isShown) return null
  return snapshot.sessions.length === 0 ? <NoSessions /> : <Switcher key={times} snapshot={snapshot} />
}
