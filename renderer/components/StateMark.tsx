import styles from './StateMark.module.css'
import type { Tone } from './session-state.ts'
import tones from './tones.module.css'

export type { Tone } from './session-state.ts'

/** A word, and a shape that says the same as its color. */
export function StateMark({ tone, text }: { readonly tone: Tone; readonly text: string }) {
  return (
    <span className={`${styles.state} ${tones[tone]}`}>
      <StateShape tone={tone} />
      {text}
    </span>
  )
}

/** The shape alone, for where the word stands beside it. */
export function StateShape({ tone, size = 10 }: { readonly tone: Tone; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 10 10" aria-hidden="true" fill="none" stroke="currentColor">
      <Shape tone={tone} />
    </svg>
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
