import type { Explanation } from '../../main/core/explain.ts'
import type { StateView } from '../../main/core/snapshot.ts'
import { showLeft, useNow } from '../time.ts'
import styles from './StateLabel.module.css'

type Tone = 'good' | 'wait' | 'bad' | 'off'

interface Props {
  readonly state: StateView
  /** What is said above the list, for all sessions that wait for the keychain. */
  readonly keychain: Explanation | null
}

/** A session's state in a word, with a shape that says the same as its color. */
export function StateLabel({ state, keychain }: Props) {
  const now = useNow()
  const isWaiting = state.kind === 'failed' && waitsForKeychain(state, keychain)
  const { tone, text } = isWaiting ? waiting : describe(state, now)
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

const waiting = { tone: 'wait', text: 'Waits for the keychain' } as const

/** Whether what is wrong with the session is said above the list already. */
export function waitsForKeychain(state: StateView, keychain: Explanation | null): boolean {
  return 'why' in state && state.why !== null && state.why.title === keychain?.title
}

function describe(state: StateView, now: number): { readonly tone: Tone; readonly text: string } {
  switch (state.kind) {
    case 'off':
      return { tone: 'off', text: 'Off' }
    case 'starting':
      return { tone: 'wait', text: state.why === null ? 'Starting…' : 'Trying again…' }
    case 'waiting-for-code':
      return { tone: 'wait', text: 'Needs an MFA code' }
    case 'live':
      return { tone: 'good', text: `${showLeft(state.until - now)} left` }
    case 'renewing':
      return { tone: 'good', text: `${showLeft(state.until - now)} left, renewing…` }
    case 'failing':
      return { tone: 'wait', text: `${showLeft(state.until - now)} left, can’t be renewed` }
    case 'failed':
      return { tone: 'bad', text: 'Failed' }
  }
}
