import { ChevronDown } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import styles from './Field.module.css'

interface Common {
  readonly label: string
  readonly hint?: string
  /** What is wrong with it, as the main process said. */
  readonly error: string | null
  /** How much of what it may hold it has: said once it has something. */
  readonly room?: Room
  readonly value: string
  readonly onChange: (value: string) => void
}

/** "12 of 64": of characters, unless said. */
export interface Room {
  readonly used: number
  readonly max: number
  readonly what?: string
}

interface TextProps extends Common {
  readonly type?: 'text' | 'password'
  readonly placeholder?: string
  /** What is offered while it is typed. */
  readonly suggestions?: readonly string[]
}

export function TextField({
  type = 'text',
  placeholder,
  suggestions = [],
  value,
  onChange,
  ...frame
}: TextProps) {
  return (
    <Frame {...frame}>
      {attributes => (
        <>
          <input
            {...attributes}
            type={type}
            value={value}
            placeholder={placeholder}
            list={suggestions.length === 0 ? undefined : `${attributes.id}-list`}
            autoComplete="off"
            spellCheck={false}
            onChange={event => onChange(event.target.value)}
          />
          {suggestions.length === 0 ? null : (
            <datalist id={`${attributes.id}-list`}>
              {suggestions.map(each => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
        </>
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

function Frame({ label, hint, error, room, children }: FrameProps) {
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
      <div className={styles.below}>
        <div id={`${id}-about`} className={error === null ? styles.hint : styles.error}>
          {error ?? hint}
        </div>
        {room === undefined || room.used === 0 ? null : <RoomLeft {...room} />}
      </div>
    </div>
  )
}

function RoomLeft({ used, max, what = 'characters' }: Room) {
  const count = (number: number) => number.toLocaleString('en-US')
  return (
    <span className={styles.room} data-full={used > max} title={`${count(max)} ${what} at most`}>
      {count(used)} of {count(max)}
    </span>
  )
}
