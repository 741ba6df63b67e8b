import { ChevronDown } from 'lucide-react'
import field from './Field.module.css'
import styles from './FilterField.module.css'

interface Props<Value extends string> {
  readonly label: string
  /** What stands for no choice. */
  readonly all: string
  readonly value: Value | null
  readonly choices: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value | null) => void
}

/** Shows only what belongs to one of the choices. */
export function FilterSelect<Value extends string>({ label, all, value, choices, onChange }: Props<Value>) {
  return (
    <span className={`${field.select} ${styles.select}`} data-set={value !== null}>
      <select
        className={field.control}
        aria-label={label}
        value={value ?? ''}
        onChange={event => onChange(choices.find(each => each.value === event.target.value)?.value ?? null)}
      >
        <option value="">{all}</option>
        {choices.map(choice => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <ChevronDown size={16} aria-hidden="true" />
    </span>
  )
}
