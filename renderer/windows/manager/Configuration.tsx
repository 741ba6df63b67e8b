import { useState } from 'react'
import type { ConfigurationView } from '../../../main/core/configuration/configurations.ts'
import type { RemovalView } from '../../../main/core/removal.ts'
import type { Answer, Outcome } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { Message } from '../../components/Message.tsx'
import { ConfigurationDialog } from './ConfigurationDialog.tsx'
import styles from './Manager.module.css'
import { RemovalDialog } from './RemovalDialog.tsx'

/** All that is here as a whole: taken elsewhere, brought in, or removed. */
export function Configuration() {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [file, setFile] = useState<ConfigurationView | null>(null)
  const [removal, setRemoval] = useState<RemovalView | null>(null)
  const { run, lookUp } = window.understudy
  const told = <T,>(answer: Answer<T>, show: (value: T) => void) => {
    setOutcome(answer)
    if (answer.ok) show(answer.value)
  }
  return (
    <>
      <section className={styles.group} aria-labelledby="configuration">
        <h2 id="configuration">Configuration</h2>
        {outcome !== null && !outcome.ok ? <Message what={outcome.explanation} /> : null}
        <p className={styles.soft}>
          Keys, sessions, tools and profiles as a file, for your team or another computer. No secret is in it:
          access keys are entered again there.
        </p>
        <div className={styles.actions}>
          <Button onClick={() => void run.exportConfiguration({}).then(setOutcome)}>Export…</Button>
          <Button onClick={() => void lookUp.previewConfiguration({}).then(answer => told(answer, setFile))}>
            Import…
          </Button>
        </div>
      </section>
      <section className={styles.group} aria-labelledby="removal">
        <h2 id="removal">Leaving</h2>
        <p className={styles.soft}>Takes away what Understudy has put on this computer, and quits.</p>
        <div className={styles.actions}>
          <Button
            look="danger"
            onClick={() => void lookUp.whatToRemove({}).then(answer => told(answer, setRemoval))}
          >
            Remove Everything…
          </Button>
        </div>
      </section>
      {file === null ? null : <ConfigurationDialog view={file} onClose={() => setFile(null)} />}
      {removal === null ? null : <RemovalDialog view={removal} onClose={() => setRemoval(null)} />}
    </>
  )
}
