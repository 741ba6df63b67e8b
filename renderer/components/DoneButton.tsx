import { useState } from 'react'
import { Button } from './Button.tsx'
import styles from './DoneButton.module.css'
import { Unseen } from './Unseen.tsx'

interface Props {
  readonly label: string
  readonly doneLabel: string
  /** What it is done to, for those who hear the button and don’t see what stands beside it. */
  readonly about?: string
  /** While it is being done; the label unless said. */
  readonly busyLabel?: string
  readonly look?: 'plain' | 'quiet' | 'primary'
  /** @returns whether it was done */
  readonly act: () => Promise<boolean>
}

type Word = 'label' | 'busy' | 'done'

/**
 * For what leaves no trace in the window: says that it was done, until the focus leaves it. It keeps its width: a click
 * on the button beside it takes the focus first, and is lost if that button moves away meanwhile.
 */
export function DoneButton({ label, doneLabel, about, busyLabel = label, look = 'plain', act }: Props) {
  const [word, setWord] = useState<Word>('label')
  const isBusy = word === 'busy'
  const click = async () => {
    if (isBusy) return
    setWord('busy')
    const isDone = await act()
    setWord(isDone ? 'done' : 'label')
  }
  return (
    <>
      <Button
        look={look}
        aria-disabled={isBusy && busyLabel !== label}
        onClick={() => void click()}
        onBlur={() => setWord(before => (before === 'done' ? 'label' : before))}
      >
        <span className={styles.words}>
          <span data-shown={word === 'label' || (isBusy && busyLabel === label)}>{label}</span>
          {busyLabel === label ? null : <span data-shown={isBusy}>{busyLabel}</span>}
          <span data-shown={word === 'done'}>{doneLabel}</span>
        </span>
        {about === undefined ? null : <Unseen> {about}</Unseen>}
      </Button>
      {/* Around the status, which would have a gap of its own among the buttons. */}
      <Unseen>
        <span role="status">{word === 'done' ? doneLabel : ''}</span>
      </Unseen>
    </>
  )
}
