import { useState } from 'react'
import type { Explanation } from '../../../main/core/explanation.ts'
import type { EndpointView, SessionView } from '../../../main/core/snapshot.ts'
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
  const [busy, setBusy] = useState<string | null>(null)
  const [refused, setRefused] = useState<Explanation | null>(null)
  const outcomeOf = (kind: ActionKind, view: SessionView): Promise<Outcome> => {
    const noLines = kind === 'copy-lines' && view.connection === null && endpoint.kind === 'down'
    return noLines
      ? Promise.resolve({ ok: false, explanation: endpoint.why, problems: [] })
      : perform(kind, view)
  }
  return {
    act: async (kind, view) => {
      // A second ↵ while the console opens is no second console.
      if (busy !== null) return
      setRefused(null)
      setBusy(underWay(kind, view.session.name))
      const outcome = await outcomeOf(kind, view)
      setBusy(null)
      if (!outcome.ok) setRefused(outcome.explanation)
      else if (endsSwitcher(kind)) await window.understudy.run.closeSwitcher({})
    },
    busy: busy ?? '',
    refused,
    dismiss: () => setRefused(null),
  }
}
