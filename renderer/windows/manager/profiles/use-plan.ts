import { useState } from 'react'
import type { ConfirmationKind } from '../../../../main/core/aws-files/confirmations.ts'
import type { PlanView } from '../../../../main/core/aws-files/plan.ts'
import { explain } from '../../../../main/core/failures/explain.ts'
import type { Answer, Outcome } from '../../../../preload/contract.ts'

/** What is shown of a change before it is made. */
export interface ShownPlan {
  readonly view: PlanView
  /** What the user has said yes to. */
  readonly ticked: ReadonlySet<ConfirmationKind>
}

export interface UsedPlan {
  readonly shown: ShownPlan | null
  readonly isReady: boolean
  /** What is said until it is. */
  readonly missing: string
  /** Thinks the change through, and shows it. */
  readonly look: () => Promise<Outcome>
  readonly tick: (kind: ConfirmationKind, on: boolean) => void
  /** Makes the change that is shown; where the files are others by now, shows what it would be with those. */
  readonly make: () => Promise<Outcome>
  readonly leave: () => void
}

/** @param ask thinks the change through anew; nothing is changed by it */
export function usePlan(ask: () => Promise<Answer<PlanView>>): UsedPlan {
  const [shown, setShown] = useState<ShownPlan | null>(null)
  const look = async (): Promise<Outcome> => {
    const answer = await ask()
    if (answer.ok) setShown({ view: answer.value, ticked: new Set() })
    return answer.ok ? { ok: true } : answer
  }
  const make = async (): Promise<Outcome> => {
    if (shown === null) return { ok: true }
    const made = await window.understudy.run.applyPlan({ id: shown.view.id, confirmed: [...shown.ticked] })
    if (!isOutdated(made)) return made
    const again = await look()
    return again.ok ? { ok: false, explanation: SHOWN_ANEW, problems: [] } : again
  }
  const tick = (kind: ConfirmationKind, on: boolean) =>
    setShown(before => (before === null ? null : { ...before, ticked: withOne(before.ticked, kind, on) }))
  return {
    shown,
    isReady: shown?.view.confirmations.every(({ kind }) => shown.ticked.has(kind)) ?? false,
    missing: shown === null ? '' : 'First tick what is asked for above.',
    look,
    tick,
    make,
    leave: () => setShown(null),
  }
}

/** Whether a change was not made since the files are others than those that it was thought through for. */
export function isOutdated(outcome: Outcome | Answer<unknown>): boolean {
  return !outcome.ok && outcome.explanation.title === OUTDATED.title
}

const OUTDATED = explain({ kind: 'files-changed' })

const SHOWN_ANEW = {
  title: OUTDATED.title,
  advice: 'Nothing was changed. What you see above now is the change as it would be.',
}

function withOne(
  ticked: ReadonlySet<ConfirmationKind>,
  kind: ConfirmationKind,
  on: boolean,
): ReadonlySet<ConfirmationKind> {
  return new Set(on ? [...ticked, kind] : [...ticked].filter(each => each !== kind))
}
