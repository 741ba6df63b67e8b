import { useId } from 'react'
import { SESSION_COLORS, type SessionColor } from '../../../../main/core/sessions/session-look.ts'
import { SessionMark } from '../../../components/SessionMark.tsx'
import styles from './ColorField.module.css'

/** AWS's names, as people write them. */
const NAMES: Readonly<Record<SessionColor, string>> = {
  pink: 'Pink',
  purple: 'Purple',
  darkBlue: 'Dark Blue',
  lightBlue: 'Light Blue',
  teal: 'Teal',
  green: 'Green',
  yellow: 'Yellow',
  orange: 'Orange',
  red: 'Red',
}

const CHOICES = [null, ...SESSION_COLORS] as const

interface Props {
  readonly value: SessionColor | null
  readonly onChange: (color: SessionColor | null) => void
}

/** Radio buttons, so that the arrow keys go through them. */
export function ColorField({ value, onChange }: Props) {
  const id = useId()
  return (
    <fieldset className={styles.field} aria-describedby={`${id}-about`}>
      <legend className={styles.label}>Color</legend>
      <div className={styles.choices}>
        {CHOICES.map(color => (
          <label key={color ?? 'none'} className={styles.choice}>
            <input
              type="radio"
              name={`${id}-color`}
              checked={color === value}
              onChange={() => onChange(color)}
            />
            <SessionMark color={color} />
            {color === null ? 'None' : NAMES[color]}
          </label>
        ))}
      </div>
      <div id={`${id}-about`} className={styles.hint}>
        As the AWS console colors the account, so that both look alike.
      </div>
    </fieldset>
  )
}
