import { Button } from '../../components/Button.tsx'
import styles from './Manager.module.css'

interface Props {
  readonly said: string
  readonly onClear: () => void
}

/** In the place of a list of which a filter leaves nothing. */
export function NothingFound({ said, onClear }: Props) {
  return (
    <div className={styles.empty}>
      <p>{said}</p>
      <Button onClick={onClear}>Clear</Button>
    </div>
  )
}

export function nothingMatches(words: string): string {
  return `Nothing matches “${words.trim()}”.`
}
