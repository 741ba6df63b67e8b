import { useState } from 'react'
import type { SessionView } from '../../../../main/core/snapshot/snapshot.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import styles from './GettingStarted.module.css'

/** Gets the first credentials from AWS. */
export function StartStep({ view: { session, state } }: { readonly view: SessionView }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const start = () => void window.understudy.run.switchTo({ id: session.id }).then(setOutcome)
  const refused = outcome !== null && !outcome.ok ? outcome.explanation : null
  const why = refused ?? ('why' in state ? state.why : null)
  const isUnderWay = state.kind === 'starting' || state.kind === 'waiting-for-code'
  return (
    <div className={styles.body}>
      <p className={styles.words} role="status">
        {state.kind === 'waiting-for-code'
          ? 'Type your MFA code into the small window.'
          : state.kind === 'starting'
            ? 'Asking AWS…'
            : why === null
              ? `${session.name} gets its first credentials from AWS. If its role wants an MFA code, you are asked for one.`
              : `${why.title} ${why.advice}`}
      </p>
      <Button look="primary" onClick={start}>
        {isUnderWay && state.kind === 'waiting-for-code'
          ? 'Show That Window'
          : why === null
            ? `Start ${session.name}`
            : `Start ${session.name} Again`}
      </Button>
    </div>
  )
}
