import type { Check, CheckLevel } from '../../../main/core/doctor/report.ts'
import styles from './Doctor.module.css'

const words: Readonly<Record<CheckLevel, string>> = {
  ok: 'Fine',
  warn: 'Warning',
  bad: 'Problem',
  unknown: 'Unknown',
}

/** What was found about one thing, and what to do about it. */
export function CheckRow({ check }: { readonly check: Check }) {
  const { name, level, says, advice } = check
  return (
    <li className={styles.check} aria-label={`${name}: ${words[level]}`}>
      <span className={styles.level} data-level={level}>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" fill="none" stroke="currentColor">
          <Shape level={level} />
        </svg>
        {words[level]}
      </span>
      <h2 className={styles.name}>{name}</h2>
      <div className={styles.words}>
        <p>{says}</p>
        {advice === '' ? null : <p className={styles.advice}>{advice}</p>}
      </div>
    </li>
  )
}

function Shape({ level }: { readonly level: CheckLevel }) {
  switch (level) {
    case 'ok':
      return <path d="M2 7.5 L5.5 11 L12 3.5" strokeWidth="1.9" />
    case 'warn':
      return (
        <path d="M7 1.6 L13 12.4 H1 Z M7 5.6 V8.6 M7 10 V10.9" strokeWidth="1.4" strokeLinejoin="round" />
      )
    case 'bad':
      return <path d="M2.5 2.5 L11.5 11.5 M11.5 2.5 L2.5 11.5" strokeWidth="2" />
    case 'unknown':
      return <circle cx="7" cy="7" r="5" strokeWidth="1.5" strokeDasharray="2.4 1.5" />
  }
}
