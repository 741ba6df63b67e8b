import type { ImportChoice } from '../../../../main/core/import/import-choice.ts'
import type { CandidateView } from '../../../../main/core/import/import-view.ts'

/** What of the candidates is to be taken, by name, and whose profiles are to get their credentials here. */
export interface Picks {
  readonly taken: ReadonlySet<string>
  readonly pointed: ReadonlySet<string>
}

type Candidates = readonly CandidateView[]

export const NO_PICKS: Picks = { taken: new Set(), pointed: new Set() }

/** All that is not here yet, with what it starts from. */
export function firstPicks(candidates: Candidates): Picks {
  return takeAll(
    NO_PICKS,
    candidates,
    candidates.filter(each => !each.isThere),
  )
}

/** With one comes what it starts from; without it goes what starts from it. */
export function take(picks: Picks, candidates: Candidates, name: string, on: boolean): Picks {
  const some = candidates.filter(each => each.name === name)
  return on ? takeAll(picks, candidates, some) : leaveAll(picks, candidates, some)
}

export function takeAll(picks: Picks, candidates: Candidates, some: Candidates): Picks {
  const byName = new Map(candidates.map(each => [each.name, each]))
  const taken = new Set(picks.taken)
  const pointed = new Set(picks.pointed)
  const wanted = [...some]
  for (let each = wanted.pop(); each !== undefined; each = wanted.pop()) {
    if (taken.has(each.name)) continue
    taken.add(each.name)
    // Which one is used by whoever says nothing is a choice of its own; and what is here is only what others need.
    if (each.canPoint && !each.isDefault && !each.isThere) pointed.add(each.name)
    const source = byName.get(each.needs ?? '')
    if (source !== undefined) wanted.push(source)
  }
  return { taken, pointed }
}

export function leaveAll(picks: Picks, candidates: Candidates, some: Candidates): Picks {
  const dependents = new Map<string, CandidateView[]>()
  for (const each of candidates)
    if (each.needs !== null) dependents.set(each.needs, [...(dependents.get(each.needs) ?? []), each])
  const taken = new Set(picks.taken)
  const pointed = new Set(picks.pointed)
  const gone = [...some]
  for (let each = gone.pop(); each !== undefined; each = gone.pop()) {
    taken.delete(each.name)
    pointed.delete(each.name)
    gone.push(...(dependents.get(each.name) ?? []).filter(({ name }) => taken.has(name)))
  }
  return { taken, pointed }
}

export function point({ taken, pointed }: Picks, name: string, on: boolean): Picks {
  const others = [...pointed].filter(each => each !== name)
  return { taken, pointed: new Set(on && taken.has(name) ? [...others, name] : others) }
}

/** What is left of what was picked among candidates that were found anew, with what that starts from by now. */
export function pruned({ taken, pointed }: Picks, candidates: Candidates): Picks {
  const left = candidates.filter(({ name }) => taken.has(name))
  const names = left.map(each => each.name).filter(name => pointed.has(name))
  return { taken: takeAll(NO_PICKS, candidates, left).taken, pointed: new Set(names) }
}

export function toChoices({ taken, pointed }: Picks, candidates: Candidates): readonly ImportChoice[] {
  return candidates
    .filter(({ name }) => taken.has(name))
    .map(({ name }) => ({ name, point: pointed.has(name) }))
}
