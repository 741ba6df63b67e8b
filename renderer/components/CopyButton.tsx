import { useState } from 'react'
import { Button } from './Button.tsx'
import styles from './CopyButton.module.css'

interface Props {
  readonly label: string
  readonly look?: 'plain' | 'quiet' | 'primary'
  /** @returns whether it was copied */
  readonly copy: () => Promise<boolean>
}

/**
 * Says that it has copied, until the focus leaves it. It keeps its width: a click on the button beside it takes the
 * focus first, and is lost if that button moves away meanwhile.
 */
export function CopyButton({ label, look = 'plain', copy }: Props) {
  const [copied, setCopied] = useState(false)
  return (
    <>
      <Button
        look={look}
        onClick={() => void copy().then(setCopied, () => setCopied(false))}
        onBlur={() => setCopied(false)}
      >
        <span className={styles.words}>
          <span data-shown={!copied}>{label}</span>
          <span data-shown={copied}>Copied</span>
        </span>
      </Button>
      <span role="status" className={styles.unseen}>
        {copied ? 'Copied' : ''}
      </span>
    </>
  )
}
