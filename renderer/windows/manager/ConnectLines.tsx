import { useState } from 'react'
import type { Connection } from '../../../main/core/snapshot/snapshot.ts'
import {
  type ConnectKind,
  connectKinds,
  connectLines,
  type ToolSurroundings,
} from '../../../main/core/tools/connect.ts'
import { Button } from '../../components/Button.tsx'
import { ChoiceField } from '../../components/Field.tsx'
import styles from './Manager.module.css'

const labels: Readonly<Record<ConnectKind, string>> = {
  bash: 'A bash or zsh',
  fish: 'A fish',
  powershell: 'A PowerShell',
  old: 'A bash or zsh, for older tools',
  process: 'A profile in the AWS config file',
  imds: 'A bash or zsh, for tools that know only EC2 metadata',
  docker: 'A container',
}

interface Props extends ToolSurroundings {
  readonly connection: Connection
  /** Puts the lines of this kind into the clipboard; what came of it is said beside the button. */
  readonly onCopy: (kind: ConnectKind) => Promise<string>
  /** Where the lines are those of a profile: has them written, by this button. */
  readonly write: { readonly label: string; readonly onClick: () => void }
}

/** The lines that point a tool at a session, for the user's kind of shell or tool. */
export function ConnectLines({ connection, onCopy, write, ...surroundings }: Props) {
  const [kind, setKind] = useState<ConnectKind>('bash')
  const [said, say] = useState({ of: '', text: '' })
  const shown = connectLines(kind, connection, surroundings)
  const choose = (value: string) => {
    setKind(connectKinds.find(each => each === value) ?? 'bash')
    say({ of: '', text: '' })
  }
  return (
    <>
      <ChoiceField
        label="From where"
        error={null}
        value={kind}
        choices={connectKinds.map(value => ({ value, label: labels[value] }))}
        onChange={choose}
      />
      {shown.possible ? (
        <>
          <p className={styles.soft}>{shown.where}</p>
          <div className={styles.actions}>
            <Button
              look="primary"
              onClick={() => void onCopy(kind).then(text => say({ of: shown.lines, text }))}
            >
              Copy
            </Button>
            {kind === 'process' ? <Button onClick={write.onClick}>{write.label}</Button> : null}
            <p className={styles.soft} role="status">
              {/* It was said of these lines; others may have come since. */}
              {said.of === shown.lines ? said.text : ''}
            </p>
          </div>
          <pre className={styles.lines}>{shown.lines.trim()}</pre>
          <ul className={styles.notes}>
            {shown.notes.map(note => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      ) : (
        <p role="status">{shown.why}</p>
      )}
    </>
  )
}
