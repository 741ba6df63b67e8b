import { useLayoutEffect, useRef, useState } from 'react'
import type { Session } from '../../../main/core/sessions/session.ts'
import type { Answer } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { AreaField } from '../../components/Field.tsx'
import { Message } from '../../components/Message.tsx'
import { PanelDialog } from '../../components/PanelDialog.tsx'
import { encodedIn, readDecoded } from './decoded-message.ts'
import styles from './Manager.module.css'

interface Props {
  readonly session: Session
  /** What is to be decoded, where it is known. */
  readonly message: string
  readonly onClose: () => void
}

/** Some services hide from the caller why they have refused; AWS tells it to whoever may ask. */
export function DecodeDialog({ session: { id, name }, message: known, onClose }: Props) {
  const [pasted, setPasted] = useState(known)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [answer, setAnswer] = useState<Answer<string> | null>(null)
  const told = useRef<HTMLDivElement>(null)
  // In a low window it would come below what can be seen.
  useLayoutEffect(() => {
    if (answer !== null) told.current?.scrollIntoView({ block: 'nearest' })
  }, [answer])
  const decode = async () => {
    const message = encodedIn(pasted)
    const problem = problemOf(message)
    setError(problem)
    if (busy || problem !== null) return
    setBusy(true)
    setAnswer(null)
    setAnswer(await window.understudy.lookUp.decodeMessage({ id, message }))
    setBusy(false)
  }
  return (
    <PanelDialog title="Decode a Message" onClose={onClose}>
      <AreaField
        label="Encoded message"
        rows={4}
        placeholder="You are not authorized to perform this operation. Encoded authorization failure message: …"
        hint={`The whole error of the service, or its encoded part. ${name} asks; its policies must allow sts:DecodeAuthorizationMessage.`}
        error={error}
        value={pasted}
        onChange={setPasted}
      />
      <div className={styles.beside}>
        <Button look="primary" aria-disabled={busy} onClick={() => void decode()}>
          {busy ? 'Asking AWS…' : 'Decode'}
        </Button>
      </div>
      <div ref={told} className={styles.told}>
        {answer !== null && !answer.ok ? <Message what={answer.explanation} /> : null}
        {answer?.ok ? <Shown message={answer.value} /> : null}
      </div>
    </PanelDialog>
  )
}

function Shown({ message }: { readonly message: string }) {
  const { sentences, json } = readDecoded(message)
  return (
    <>
      <div role="status" className={styles.told}>
        {sentences.map(sentence => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <pre className={styles.lines}>{json}</pre>
    </>
  )
}

/** Of characters: what the app takes; AWS's own are some two thousand. */
const LONGEST = 16_384

function problemOf(message: string): string | null {
  if (message === '') return 'Paste the message first.'
  return message.length > LONGEST
    ? 'This is too long for an encoded message. Paste the error of one call alone.'
    : null
}
