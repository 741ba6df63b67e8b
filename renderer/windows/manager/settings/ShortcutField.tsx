import { type KeyboardEvent, useId, useState } from 'react'
import { isAccelerator } from '../../../../main/core/accelerator.ts'
import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import { Button } from '../../../components/Button.tsx'
import { acceleratorOf } from './accelerator-of.ts'
import styles from './Settings.module.css'

interface Props {
  /** As people write it; null where there is none. */
  readonly keys: string | null
  /** Why it does nothing; null where it works. */
  readonly why: Explanation | null
  /** @param shortcut as Electron writes it; null for none */
  readonly onChange: (shortcut: string | null) => void
}

/** Takes the keys that are pressed while it listens. */
export function ShortcutField({ keys, why, onChange }: Props) {
  const [isListening, setListening] = useState(false)
  const [said, say] = useState('')
  const id = useId()
  const stop = (word: string) => {
    setListening(false)
    say(word)
  }
  const press = (event: KeyboardEvent) => {
    if (!isListening) return
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey
    // As everywhere: it leads to the next control, whose focus ends the listening.
    if (event.key === 'Tab' && isPlain) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape' && isPlain) return stop('Nothing was changed.')
    if (event.key === 'Backspace' && isPlain) {
      onChange(null)
      return stop('There is no shortcut any more.')
    }
    const shortcut = acceleratorOf(event, window.understudy.platform)
    if (shortcut === null) return
    if (!isAccelerator(shortcut))
      return say('Hold Ctrl, Alt or the like as well: a key alone would be taken from every other program.')
    onChange(shortcut)
    stop('Changed.')
  }
  return (
    <div className={styles.item}>
      <div className={styles.words}>
        <span id={`${id}-label`} className={styles.label}>
          Shortcut for Switch Session
        </span>
        <p id={`${id}-hint`} className={styles.hint}>
          {isListening
            ? 'Press the keys. Esc leaves it as it is, Backspace takes it away.'
            : 'Brings the list of sessions up, whatever you are working in.'}
        </p>
        <p role="status" className={styles.hint}>
          {said}
        </p>
        {why === null || isListening ? null : (
          <p role="alert" className={styles.error}>
            {why.title} {why.advice}
          </p>
        )}
      </div>
      <Button
        className={styles.keys}
        aria-labelledby={`${id}-label ${id}-keys`}
        aria-describedby={`${id}-hint`}
        aria-pressed={isListening}
        onKeyDown={press}
        onClick={() => {
          say('')
          setListening(true)
        }}
        onBlur={() => setListening(false)}
      >
        <span id={`${id}-keys`}>{isListening ? 'Press Keys…' : (keys ?? 'None')}</span>
      </Button>
    </div>
  )
}
