import { useSnapshot } from '../../store.tsx'

/** Any session in a few keys. */
export function SwitcherWindow() {
  const snapshot = useSnapshot()
  if (snapshot === null) return null
  return <main>{snapshot.sessions.length}</main>
}
