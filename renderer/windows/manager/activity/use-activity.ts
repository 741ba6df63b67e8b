import { useEffect, useState } from 'react'
import type { ActivityEntry } from '../../../../main/core/tools/activity.ts'

/** The record of hand-outs, asked for anew with each version; null until it is there. */
export function useActivity(version: number): readonly ActivityEntry[] | null {
  const [answer, setAnswer] = useState<{
    readonly version: number
    readonly entries: readonly ActivityEntry[]
  } | null>(null)
  useEffect(() => {
    void window.understudy.getActivity().then(entries =>
      // An older answer may come later.
      setAnswer(before => (before !== null && before.version > version ? before : { version, entries })),
    )
  }, [version])
  return answer?.entries ?? null
}
