import { useCallback, useEffect, useState } from 'react'
import type { Check, DoctorReport } from '../../../main/core/doctor/report.ts'
import type { Answer } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { DoneButton } from '../../components/DoneButton.tsx'
import { Message } from '../../components/Message.tsx'
import { CheckRow } from './CheckRow.tsx'
import styles from './Doctor.module.css'
import page from './Manager.module.css'

/** Whether all that the app needs is there, and what to do about what is not. */
export function Doctor() {
  const [answer, setAnswer] = useState<Answer<DoctorReport> | null>(null)
  const [isBusy, setBusy] = useState(true)
  const examine = useCallback(async () => {
    setBusy(true)
    setAnswer(await window.understudy.lookUp.examine({}))
    setBusy(false)
  }, [])
  useEffect(() => void examine(), [examine])
  const report = answer?.ok ? answer.value : null
  return (
    <>
      <div className={page.head}>
        <h1>Doctor</h1>
        <div className={page.actions}>
          <DoneButton
            label="Copy Diagnostics"
            busyLabel="Copying…"
            doneLabel="Copied"
            act={async () => (await window.understudy.run.copyDiagnostics({})).ok}
          />
          <Button aria-disabled={isBusy} onClick={() => (isBusy ? undefined : void examine())}>
            Run Again
          </Button>
        </div>
      </div>
      <p role="status" className={styles.summary}>
        {isBusy ? 'Looking…' : report === null ? '' : summaryOf(report.checks)}
      </p>
      {answer !== null && !answer.ok ? <Message what={answer.explanation} /> : null}
      {report === null ? null : (
        <>
          <ul className={styles.checks} data-old={isBusy} aria-label="Checks">
            {report.checks.map(check => (
              <CheckRow key={check.name} check={check} />
            ))}
          </ul>
          <section className={page.section}>
            <h2>Log</h2>
            <div className={styles.log}>
              <p className={styles.path}>{report.logFile}</p>
              <Button onClick={() => void window.understudy.run.showLog({})}>Show in Folder</Button>
            </div>
            <p className={page.soft}>
              What Copy Diagnostics puts into the clipboard is this report and the end of the log, for whoever
              is to help: without secrets, and without the names of your sessions, accounts and folders.
            </p>
          </section>
        </>
      )}
    </>
  )
}

function summaryOf(checks: readonly Check[]): string {
  const count = (level: Check['level']): number => checks.filter(each => each.level === level).length
  const [bad, warn] = [count('bad'), count('warn')]
  if (bad === 0 && warn === 0) return 'Nothing is wrong.'
  const parts = [
    ...(bad === 0 ? [] : [bad === 1 ? '1 problem' : `${bad} problems`]),
    ...(warn === 0 ? [] : [warn === 1 ? '1 warning' : `${warn} warnings`]),
  ]
  return `${parts.join(', ')}.`
}
