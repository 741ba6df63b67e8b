import { type KeyboardEvent, useEffect, useRef } from 'react'
import { FilterField } from '../../../components/FilterField.tsx'
import styles from './SearchField.module.css'

interface Props {
  readonly value: string
  /** How many are left, for all who can't see the list become shorter. */
  readonly found: string
  readonly onChange: (value: string) => void
  /** The keyboard is to go on in the list. */
  readonly onDown: () => void
  readonly onEnter: () => void
}

export function SearchField({ value, found, onChange, onDown, onEnter }: Props) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const find = (event: globalThis.KeyboardEvent) => {
      const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)
      if (!isFind || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      field.current?.focus()
      field.current?.select()
    }
    window.addEventListener('keydown', find)
    return () => window.removeEventListener('keydown', find)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') onDown()
    else if (event.key === 'Enter') onEnter()
    else if (event.key === 'Escape' && value !== '') onChange('')
    else return
    event.preventDefault()
  }
  return (
    <div className={styles.search}>
      <FilterField
        label="Search by name, role or account"
        value={value}
        found={found}
        onChange={onChange}
        isWide
        input={field}
        onKeyDown={onKeyDown}
      />
    </div>
  )
}
