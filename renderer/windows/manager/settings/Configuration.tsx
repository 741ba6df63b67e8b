import { useState } from 'react'
import type { ConfigurationView } from '../../../../main/core/configuration/configurations.ts'
import type { RemovalView } from '../../../../main/core/removal.ts'
import type { Answer, Outcome } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { Message } from '../../../components/Message.tsx'
import { ConfigurationDialog } from '../ConfigurationDialog.tsx'
import { RemovalDialog } from '../RemovalDialog.tsx'
import { Section } from './Section.tsx'
import styles from './Settings.module.css'

/** All that is here as a whole: taken elsewhere, brought in, or removed. */
export function Configuration() {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [refusal, setRefusal] = useState<Outcome | null>(null)
  const [file, setFile] = useState<ConfigurationView | null>(null)
  const [removal, setRemoval] = useState<RemovalView | null>(null)
  const { run, lookUp } = window.understudy
  const told = <T,>(answer: Answer<T>, tell: (answer: Answer<T>) => void, show: (value: T) => void) => {
    tell(answer)
    if (answer.ok) show(answer.value)
  }
  return (
    <>
      <Section title="Configuration">
        {outcome !== null && !outcome.ok ? <Message what={outcome.explanation} /> : null}
        <p className={styles.hint}>
          Keys, sessions, tools and profiles as a file, for your team or another computer. No secret is in it:
          access keys are entered again there.
        </p>
        <div className={styles.buttons}>
          <Button onClick={() => void run.exportConfiguration({}).then(setOutcome)}>Export…</Button>
          <Button
            onClick={() =>
              void lookUp.previewConfiguration({}).then(answer => told(answer, setOutcome, setFile))
            }
          >
            Import…
          </Button>
        </div>
      </Section>
      <Section title="Leaving">
        {refusal !== null && !refusal.ok ? <Message what={refusal.explanation} /> : null}
        <p className={styles.hint}>Takes away what Understudy has put on this computer, and quits.</p>
        <div className={styles.buttons}>
          <Button
            look="danger"
            onClick={() => void lookUp.whatToRemove({}).then(answer => told(answer, setRefusal, setRemoval))}
          >
            Remove Everything…
          </Button>
        </div>
      </Section>
      {file === null ? null : <ConfigurationDialog view={file} onClose={() => setFile(null)} />}
      {removal === null ? null : <RemovalDialog view={removal} onClose={() => setRemoval(null)} />}
    </>
  )
}
