import { QUOTING, splitCommand } from '../command-line.ts'
import type { TokenDraft } from '../token-draft.ts'
import { ChoiceField, TextField } from './Field.tsx'

interface Props {
  /** What is read from there: "Token". */
  readonly what: string
  readonly error: string | null
  readonly draft: TokenDraft
  readonly onChange: (draft: TokenDraft) => void
}

/** A file that somebody else keeps fresh, or a command that prints what is wanted. */
export function TokenSourceFields({ what, error, draft, onChange }: Props) {
  return (
    <>
      <ChoiceField
        label={`${what} from`}
        error={null}
        value={draft.kind}
        choices={[
          { value: 'file', label: 'A file' },
          { value: 'command', label: 'A command that prints it' },
        ]}
        onChange={kind => onChange({ ...draft, kind: kind === 'command' ? 'command' : 'file' })}
      />
      {draft.kind === 'file' ? (
        <TextField
          label="File"
          placeholder="/var/run/secrets/token"
          hint="Its whole path. It is read anew each time, and its content is kept nowhere."
          error={error}
          value={draft.path}
          onChange={path => onChange({ ...draft, path })}
        />
      ) : (
        <TextField
          label="Command"
          placeholder="gcloud auth print-identity-token"
          hint={aboutCommand(draft.command)}
          error={error}
          value={draft.command}
          onChange={command => onChange({ ...draft, command })}
        />
      )}
    </>
  )
}

/** How it is split, where that is not plain to see. */
function aboutCommand(line: string): string {
  const [program, ...rest] = splitCommand(line).words
  if (program === undefined || !/["'\\]/.test(line))
    return `It has 10 s to print it. No secret belongs into the line: it is kept with the settings. ${QUOTING}`
  return `Runs ${[program, ...rest].map(word => `‹${word}›`).join(' ')}. ${QUOTING}`
}
