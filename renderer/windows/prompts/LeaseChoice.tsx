import { useId } from 'react'
import { LEASE_CHOICES, type LeaseMinutes } from '../../../main/core/consent/leases.ts'
import styles from './PromptsWindow.module.css'

interface Props {
  readonly minutes: LeaseMinutes
  readonly onChange: (minutes: LeaseMinutes) => void
}

/** For how long a production session is to be used. */
export function LeaseChoice({ minutes, onChange }: Props) {
  const name = useId()
  return (
    <fieldset className={styles.lease}>
      <legend>For how long</legend>
      {LEASE_CHOICES.map(choice => (
        <label key={choice} className={styles.span}>
          <input type="radio" name={name} checked={choice === minutes} onChange={() => onChange(choice)} />
          {choice} min
        </label>
      ))}
    </fieldset>
  )
}
