import type { Explanation } from '../../main/core/explanation.ts'
import { type StateView, waitsFor } from '../../main/core/state-views.ts'
import { showLeft, useNow } from '../time.ts'
import styles from './StateLabel.module.css'

export type Tone = 'good' | 'wait' | 'bad' | 'off'

interface Props {
  readonly state: StateView
  /** What is said above the list, for all sessions that wait for the keychain. */
  readonly keychain: Explanation | null
  /** Whether a prompt is open for it. */
  readonly needsCode: boolean
}

/** A session's state in a word. */
export function StateLabel({ state, keychain, needsCode }: Props) {
  const now = useNow()
  return <StateMark {...describe(state, holdUpOf(state, keychain, needsCode), now)} />
}

/** A word, and a shape that says the same as its color. */
export function StateMark({ tone, text }: { readonly tone: Tone; readonly text: string }) {
  return (
    <span className={`${styles.state} ${styles[tone]}`}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" fill="none" stroke="currentColor">
        <Shape tone={tone} />
      </svg>
      {text}
    </span>
  )
}

function Shape({ tone }: { readonly tone: Tone }) {
  switch (tone) {
    case 'good':
      return <circle cx="5" cy="5" r="4" fill="currentColor" />
    case 'wait':
      return <path d="M9 5 A4 4 0 1 1 1 5 A4 4 0 1 1 9 5 M5 2.8 V5 H6.8" strokeWidth="1.2" />
    case 'bad':
      return <path d="M1.5 1.5 L8.5 8.5 M8.5 1.5 L1.5 8.5" strokeWidth="1.8" />
    case 'off':
      return <circle cx="5" cy="5" r="3.6" strokeWidth="1.4" />
  }
}

/** What it waits for, in words; null where it waits for nobody. */
function holdUpOf(state: StateView, keychain: Explanation | null, needsCode: boolean): string | null {
  if (needsCode) return 'needs an MFA code'
  const whom = waitsFor(state, keychain)
  return whom === null ? null : whom === 'you' ? 'waits for you' : 'waits for the keychain'
}

function describe(
  state: StateView,
  holdUp: string | null,
  now: number,
): { readonly tone: Tone; readonly text: string } {
  if (state.kind === 'off') return { tone: 'off', text: 'Off' }
  if ('until' in state) {
    const left = `${showLeft(state.until - now)} left`
    if (holdUp !== null) return { tone: 'wait', text: `${left}, ${holdUp}` }
    if (state.kind === 'failing') return { tone: 'wait', text: `${left}, can’t be renewed` }
    return { tone: 'good', text: state.kind === 'renewing' ? `${left}, renewing…` : left }
  }
  if (holdUp !== null) return { tone: 'wait', text: `${holdUp.charAt(0).toUpperCase()}${holdUp.slice(1)}` }
  switch (state.kind) {
    case 'starting':
      return { tone: 'wait', text: state.why === null ? 'Starting…' : 'Trying again…' }
    case 'waiting-for-code':
      return { tone: 'wait', text: 'Needs an MFA code' }
    case 'failed':
      return { tone: 'bad', text: 'Failed' }
  }
}
