import { useState } from 'react'
import type { Session } from '../../../main/core/sessions/session.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { DoneButton } from '../../components/DoneButton.tsx'
import { Message } from '../../components/Message.tsx'
import { PanelDialog } from '../../components/PanelDialog.tsx'
import styles from './Manager.module.css'

interface Props {
  readonly session: Session
  /** Whether a click opens a question first, since it is a production session. */
  readonly asksFirst: boolean
  readonly onClose: () => void
}

/** For a browser that can't be started from here. */
export function SignInLinkDialog({ session: { id, name }, asksFirst, onClose }: Props) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isAsked, setAsked] = useState(false)
  const copy = async () => {
    const copied = await window.understudy.run.copyConsoleLink({ id })
    setOutcome(copied)
    setAsked(copied.ok && asksFirst)
    return copied.ok && !asksFirst
  }
  return (
    <PanelDialog title={`Sign-in link of ${name}`} onClose={onClose}>
      <p>Whoever has the link can sign in to the console as {name}, for 15 minutes. Send it to nobody.</p>
      <p>It is taken out of the clipboard after a minute. A clipboard manager may keep it for longer.</p>
      <div className={styles.beside}>
        <DoneButton label="Copy Link" busyLabel="Asking AWS…" doneLabel="Copied" look="primary" act={copy} />
        <span role="status">{isAsked ? 'It is copied once you have confirmed that you mean it.' : ''}</span>
      </div>
      {outcome !== null && !outcome.ok ? <Message what={outcome.explanation} /> : null}
    </PanelDialog>
  )
}
