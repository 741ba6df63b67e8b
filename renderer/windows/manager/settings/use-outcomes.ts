import { useState } from 'react'
import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import type { Outcome } from '../../../../preload/contract.ts'

interface Outcomes<Setting extends string> {
  /** Why the setting could not be changed the last time; null where it could. */
  readonly whyOf: (setting: Setting) => Explanation | null
  /** What comes of a change is said beside its setting. */
  readonly follow: (setting: Setting, outcome: Promise<Outcome>) => void
}

/** What came of each change, each by itself: one setting may fail while the next one is taken. */
export function useOutcomes<Setting extends string>(): Outcomes<Setting> {
  const [whys, setWhys] = useState<ReadonlyMap<Setting, Explanation>>(new Map())
  return {
    whyOf: setting => whys.get(setting) ?? null,
    follow: (setting, outcome) =>
      void outcome.then(result =>
        setWhys(before => {
          const others = [...before].filter(([each]) => each !== setting)
          return new Map(result.ok ? others : [...others, [setting, result.explanation]])
        }),
      ),
  }
}
