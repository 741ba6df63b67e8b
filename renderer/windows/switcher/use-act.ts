import { useCallback, useRef, useState } from 'react'
import type { Explanation } from '../../../main/core/failures/explanation.ts'
import type { EndpointView, SessionView } from '../../../main/core/snapshot/snapshot.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { type ActionKind, endsSwitcher, perform, underWay } from './actions.ts'

interface Acting {
  readonly act: (kind: ActionKind, view: SessionView) => Promise<void>
  /** What is under way, in words; empty where nothing is. */
  readonly busy: string
  /** Why the last one went wrong; null where it did not. */
  readonly refused: Explanation | null
  readonly dismiss: () => void
}

/** Does what was chosen, one thing at a time. The window closes when it has gone well, and stays to say that it has not. */
export function useAct(endpoint: EndpointView): Acting {
  const [busy, setBusy] = useState('')
  const [refused, setRefused] = useState<Explanation | null>(null)
  const isActing = useRef(false)
  const act = useCallback(
    async (kind: ActionKind, view: SessionView) => {
      // A second ↵ while the console opens is no second console.
      if (isActing.current) return
      isActing.current = true
      setRefused(null)
      setBusy(underWay(kind, view.session.name))
      const noLines = kind === 'copy-lines' && view.connection === null && endpoint.kind === 'down'
      const outcome: Outcome = noLines
        ? { ok: false, explanation: endpoint.why, problems: [] }
        : await perform(kind, view)
      isActing.current = false
      setBusy('')
      if (!outcome.ok) setRefused(outcome.explanation)
      else if (endsSwitcher(kind)) await window.understudy.run.closeSwitcher({})
    },
    [endpoint],
  )
  const dismiss = useCallback(() => setRefused(null), [])
  return { act, busy, refused, dismiss }
}
