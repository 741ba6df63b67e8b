import { useEffect, useRef, useState } from 'react'
import type { EndpointSettings } from '../../../../main/core/catalog/identity.ts'
import type { CandidateView, ImportView } from '../../../../main/core/import/import-view.ts'
import type { ImportPlace } from '../../../../main/core/import/imports.ts'
import type { Answer } from '../../../../preload/contract.ts'
import { firstPicks, NO_PICKS, type Picks, pruned } from './picks.ts'

export interface FoundCandidates {
  /** Null while they are being looked for. */
  readonly answer: Answer<ImportView> | null
  readonly candidates: readonly CandidateView[]
  readonly picks: Picks
  readonly change: (how: (picks: Picks) => Picks) => void
  /** Looks again, and keeps what was picked as far as it is still there. */
  readonly again: () => Promise<void>
}

const NONE: readonly CandidateView[] = []

/** What a place has, from which what is to be taken is picked. */
export function useCandidates(place: ImportPlace, endpoint: EndpointSettings): FoundCandidates {
  const [found, setFound] = useState<{
    readonly place: ImportPlace
    readonly answer: Answer<ImportView>
  } | null>(null)
  const [picks, change] = useState(NO_PICKS)
  const asked = useRef<ImportPlace | null>(null)
  useEffect(() => {
    if (asked.current === place) return
    asked.current = place
    void window.understudy.lookUp.findImports({ place, endpoint }).then(answer => {
      // Another place may have been chosen meanwhile.
      if (asked.current !== place) return
      setFound({ place, answer })
      change(answer.ok ? firstPicks(answer.value.candidates) : NO_PICKS)
    })
  }, [place, endpoint])
  const again = async () => {
    const answer = await window.understudy.lookUp.findImports({ place, endpoint })
    setFound({ place, answer })
    if (!answer.ok) return
    const { candidates } = answer.value
    change(before => (found?.answer.ok ? pruned(before, candidates) : firstPicks(candidates)))
  }
  const answer = found?.place === place ? found.answer : null
  return { answer, candidates: answer?.ok ? answer.value.candidates : NONE, picks, change, again }
}
