import { useState } from 'react'
import type { Answer } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import styles from './Manager.module.css'

interface Props<T> {
  readonly verb: string
  readonly busyVerb: string
  /** What is said until it is found; nothing unless said. */
  readonly meanwhile?: string
  readonly find: () => Promise<Answer<readonly T[]>>
  /** What came of it, in a sentence. */
  readonly tell: (found: Answer<readonly T[]>) => string
  readonly labelOf: (offer: T) => string
  readonly isChosen: (offer: T) => boolean
  readonly onChoose: (offer: T) => void
}

/** A button that finds what a field can hold: the only one is filled in, of several one can be chosen. */
export function Offers<T>({
  verb,
  busyVerb,
  meanwhile = '',
  find,
  tell,
  labelOf,
  isChosen,
  onChoose,
}: Props<T>) {
  const [busy, setBusy] = useState(false)
  const [found, setFound] = useState<Answer<readonly T[]> | null>(null)
  const search = async () => {
    if (busy) return
    setBusy(true)
    setFound(null)
    const answer = await find()
    setBusy(false)
    setFound(answer)
    const [only, ...others] = answer.ok ? answer.value : []
    if (only !== undefined && others.length === 0) onChoose(only)
  }
  const offers = found?.ok === true ? found.value : []
  return (
    <div className={styles.offers}>
      <Button onClick={() => void search()} aria-disabled={busy}>
        {busy ? busyVerb : verb}
      </Button>
      <p role="status" className={styles.facts}>
        {found === null ? (busy ? meanwhile : '') : tell(found)}
      </p>
      {offers.length > 1 ? (
        <div className={styles.choices}>
          {offers.map(offer => (
            <Button key={labelOf(offer)} aria-pressed={isChosen(offer)} onClick={() => onChoose(offer)}>
              {labelOf(offer)}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  )
}
