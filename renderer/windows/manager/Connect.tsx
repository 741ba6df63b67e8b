import { useState } from 'react'
import { shellLines } from '../../../main/core/connect.ts'
import type { Snapshot } from '../../../main/core/snapshot.ts'
import { Button } from '../../components/Button.tsx'
import { ChoiceField } from '../../components/Field.tsx'
import styles from './Manager.module.css'

const CURRENT = ''

/** Points a tool at a session, or at whatever the tray points at. */
export function Connect({ snapshot }: { readonly snapshot: Snapshot }) {
  const [target, setTarget] = useState<string>(CURRENT)
  const [said, say] = useState('')
  const view = snapshot.sessions.find(each => each.session.id === target)
  const connection = target === CURRENT ? snapshot.current : (view?.connection ?? null)
  const choose = (value: string) => {
    setTarget(value)
    say('')
  }
  const copy = async () => {
    if (connection === null) return
    const outcome = await window.understudy.run.copyLines({ grant: connection.grant, kind: 'bash' })
    say(outcome.ok ? 'Copied. No secret is in these lines.' : outcome.explanation.title)
  }
  return (
    <>
      <div className={styles.head}>
        <h1>Connect a Tool</h1>
      </div>
      <p className={styles.soft}>
        awscli 2.15, boto3 1.34.41, Terraform and every SDK of the last years fetch credentials from an
        address on this computer, with a token from a file that only you can read. Run these lines in a shell,
        then use your tool as always.
      </p>
      <ChoiceField
        label="Which session"
        error={null}
        value={target}
        choices={[
          { value: CURRENT, label: 'The current one: whatever the tray points at' },
          ...snapshot.sessions.map(({ session }) => ({ value: session.id, label: session.name })),
        ]}
        onChange={choose}
      />
      {connection === null ? (
        <p role="status">No tool can get credentials at the moment: see the message above.</p>
      ) : (
        <>
          <pre className={styles.lines}>{shellLines(connection).trim()}</pre>
          <div className={styles.actions}>
            <Button look="primary" onClick={() => void copy()}>
              Copy
            </Button>
            <p className={styles.soft} role="status">
              {said}
            </p>
          </div>
        </>
      )}
      <p className={styles.soft}>
        Older tools know no token file: give them <code>AWS_CONTAINER_AUTHORIZATION_TOKEN=$(cat …)</code> in
        its place, anew after each start of Understudy. Keys in the <code>[default]</code> profile of{' '}
        <code>~/.aws</code> would win over these lines.
      </p>
    </>
  )
}
