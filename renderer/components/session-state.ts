import type { Explanation } from '../../main/core/failures/explanation.ts'
import { type StateView, waitsFor } from '../../main/core/snapshot/state-views.ts'

export type Tone = 'good' | 'wait' | 'bad' | 'off'

/** A session's state in words, but for the time that is left, which changes by itself. */
export interface StateWords {
  readonly tone: Tone
  /** Until when what it has is served; null where it has nothing. */
  readonly until: number | null
  /** What is said behind the time where there is one, and else alone; empty where the time says it all. */
  readonly word: string
}

/**
 * @param keychain what is said above the page, for all sessions that wait for the keychain
 * @param needsCode whether a prompt is open for it
 */
export function stateWords(state: StateView, keychain: Explanation | null, needsCode: boolean): StateWords {
  if (state.kind === 'off') return { tone: 'off', until: null, word: 'Off' }
  const holdUp = holdUpOf(state, keychain, needsCode)
  if ('until' in state) {
    const { until } = state
    if (holdUp !== null) return { tone: 'wait', until, word: holdUp }
    if (state.kind === 'failing') return { tone: 'wait', until, word: 'can’t be renewed' }
    return { tone: 'good', until, word: state.kind === 'renewing' ? 'renewing…' : '' }
  }
  if (holdUp !== null)
    return { tone: 'wait', until: null, word: `${holdUp.charAt(0).toUpperCase()}${holdUp.slice(1)}` }
  switch (state.kind) {
    case 'starting':
      return { tone: 'wait', until: null, word: state.why === null ? 'Starting…' : 'Trying again…' }
    case 'waiting-for-code':
      return { tone: 'wait', until: null, word: 'Needs an MFA code' }
    case 'failed':
      return { tone: 'bad', until: null, word: 'Failed' }
  }
}

/** What it waits for, in words; null where it waits for nobody. */
function holdUpOf(state: StateView, keychain: Explanation | null, needsCode: boolean): string | null {
  if (needsCode) return 'needs an MFA code'
  const whom = waitsFor(state, keychain)
  return whom === null ? null : whom === 'you' ? 'waits for you' : 'waits for the keychain'
}
