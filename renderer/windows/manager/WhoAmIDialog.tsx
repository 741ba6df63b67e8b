import { useCallback, useEffect, useState } from 'react'
import type { Session } from '../../../main/core/sessions/session.ts'
import type { Caller } from '../../../main/core/sts/lookups.ts'
import type { Answer } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { Message } from '../../components/Message.tsx'
import { PanelDialog } from '../../components/PanelDialog.tsx'
import styles from './Manager.module.css'

interface Props {
  readonly session: Session
  readonly onClose: () => void
}

/** Whom AWS takes the session for, in its own words. */
export function WhoAmIDialog({ session: { id, name }, onClose }: Props) {
  const [answer, setAnswer] = useState<Answer<Caller> | null>(null)
  const ask = useCallback(async () => {
    setAnswer(null)
    setAnswer(await window.understudy.lookUp.whoAmI({ id }))
  }, [id])
  useEffect(() => void ask(), [ask])
  return (
    <PanelDialog title={`Who am I as ${name}?`} onClose={onClose}>
      <div role="status">
        {answer === null ? (
          <p className={styles.soft}>Asking AWS… If that needs an MFA code, it is asked for.</p>
        ) : null}
        {answer?.ok ? <CallerFacts caller={answer.value} /> : null}
      </div>
      {answer !== null && !answer.ok ? (
        <Message what={answer.explanation}>
          <Button onClick={() => void ask()}>Try Again</Button>
        </Message>
      ) : null}
      {answer?.ok ? <CopyArn arn={answer.value.arn} /> : null}
    </PanelDialog>
  )
}

function CallerFacts({ caller: { account, arn, userId } }: { readonly caller: Caller }) {
  return (
    <dl className={styles.table}>
      <dt>Account</dt>
      <dd>{account}</dd>
      <dt>ARN</dt>
      <dd>{arn}</dd>
      <dt>User ID</dt>
      <dd>{userId}</dd>
    </dl>
  )
}

function CopyArn({ arn }: { readonly arn: string }) {
  const [said, say] = useState('')
  const copy = async () => {
    const outcome = await window.understudy.run.copyText({ text: arn })
    say(outcome.ok ? 'Copied' : outcome.explanation.title)
  }
  return (
    <div className={styles.beside}>
      <Button look="primary" onClick={() => void copy()}>
        Copy ARN
      </Button>
      <p className={styles.soft} role="status">
        {said}
      </p>
    </div>
  )
}
