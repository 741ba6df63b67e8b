import type { SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { DoneButton } from '../../../components/DoneButton.tsx'
import styles from './SessionFacts.module.css'
import { factsOf } from './session-facts.ts'

interface Props {
  readonly view: SessionView
  readonly snapshot: Snapshot
}

export function SessionFacts({ view, snapshot }: Props) {
  const copy = async (text: string) => (await window.understudy.run.copyText({ text })).ok
  return (
    <dl className={styles.facts}>
      {factsOf(view, snapshot).map(({ term, value, canCopy = false }) => (
        <div key={term} className={styles.fact}>
          <dt>{term}</dt>
          <dd>{value}</dd>
          {!canCopy ? null : (
            <dd className={styles.copy}>
              <DoneButton label="Copy" doneLabel="Copied" about={term} look="quiet" act={() => copy(value)} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
