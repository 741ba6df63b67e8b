import { ChevronDown } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import styles from './Field.module.css'

interface Common {
  readonly label: string
  readonly hint?: string
  /** What is wrong with it, as the main process said. */
  readonly error: string | null
  readonly value: string
  readonly onChange: (value: string) => void
}

interface TextProps extends Common {
  readonly type?: 'text' | 'password'
  readonly placeholder?: string
}

export function TextField({ type = 'text', placeholder, value, onChange, ...frame }: TextProps) {
  return (
    <Frame {...frame}>
      {attributes => (
        <input
          {...attributes}
          type={type}
          value={value}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Frame>
  )
}

interface AreaProps extends Common {
  readonly placeholder: string
  readonly rows: number
}

/** For what has several lines, as JSON has. */
export function AreaField({ placeholder, rows, value, onChange, ...frame }: AreaProps) {
  return (
    <Frame {...frame}>
      {attributes => (
        <textarea
          {...attributes}
          className={`${attributes.className ?? ''} ${styles.area}`}
          rows={rows}
          value={value}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Frame>
  )
}

interface ChoiceProps extends Common {
  readonly choices: readonly { readonly value: string; readonly label: string }[]
}

export function ChoiceField({ choices, value, onChange, ...frame }: ChoiceProps) {
  return (
    <Frame {...frame}>
      {attributes => (
        <span className={styles.select}>
          <select {...attributes} value={value} onChange={event => onChange(event.target.value)}>
            {choices.map(choice => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
          <ChevronDown size={16} aria-hidden="true" />
        </span>
      )}
    </Frame>
  )
}

interface CheckboxProps {
  readonly label: string
  readonly hint: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

/** Takes effect as it is clicked. */
export function Checkbox({ label, hint, on, onChange }: CheckboxProps) {
  const id = useId()
  return (
    <div className={styles.checkbox}>
      <input
        id={id}
        type="checkbox"
        aria-describedby={`${id}-about`}
        checked={on}
        onChange={event => onChange(event.target.checked)}
      />
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div id={`${id}-about`} className={styles.hint}>
        {hint}
      </div>
    </div>
  )
}

interface ControlAttributes {
  readonly id: string
  readonly className: string | undefined
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean
}

interface FrameProps extends Omit<Common, 'value' | 'onChange'> {
  readonly children: (attributes: ControlAttributes) => ReactNode
}

function Frame({ label, hint, error, children }: FrameProps) {
  const id = useId()
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        className: styles.control,
        'aria-describedby': `${id}-about`,
        'aria-invalid': error !== null,
      })}
      <div id={`${id}-about`} className={error === null ? styles.hint : styles.error}>
        {error ?? hint}
      </div>
    </div>
  )
}
