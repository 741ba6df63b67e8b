import { Autocomplete } from '@base-ui/react/autocomplete'
import { Search } from 'lucide-react'
import type { Ref } from 'react'
import { Unseen } from '../../components/Unseen.tsx'
import styles from './Switcher.module.css'

interface Props {
  readonly ref: Ref<HTMLInputElement>
  readonly query: string
  /** How many sessions match, and how many there are. */
  readonly found: number
  readonly all: number
}

const counted = new Intl.NumberFormat(undefined)

export function SearchField({ ref, query, found, all }: Props) {
  return (
    <div className={styles.search}>
      <Search size={18} aria-hidden="true" className={styles.lens} />
      <Autocomplete.Input
        ref={ref}
        className={styles.input}
        aria-label="Switch session"
        placeholder="Switch session…"
        autoFocus
        spellCheck={false}
      />
      {/* For all who can't see the list become shorter. */}
      <span role="status" className={styles.count}>
        {query.trim() === '' ? null : (
          <>
            {counted.format(found)} of {counted.format(all)}
            <Unseen> sessions match</Unseen>
          </>
        )}
      </span>
    </div>
  )
}
