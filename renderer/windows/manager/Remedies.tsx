import type { Remedy } from '../../../main/core/failures/explanation.ts'
import { assertNever } from '../../../main/core/failures/failure.ts'
import type { Session } from '../../../main/core/sessions/session.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { Button } from '../../components/Button.tsx'
import { DoneButton } from '../../components/DoneButton.tsx'

interface Props {
  readonly session: Session
  readonly remedies: readonly Remedy[]
  /** Opens what decodes a message of AWS, with this one in it. */
  readonly onDecode: (message: string) => void
  readonly onRefused: (outcome: Outcome) => void
}

/** What can be done at a click about what went wrong. */
export function Remedies({ session, remedies, onDecode, onRefused }: Props) {
  const use = async (remedy: Remedy) => {
    if (remedy.kind === 'decode') return onDecode(remedy.message)
    onRefused(await run(remedy, session))
  }
  const copy = async (remedy: Extract<Remedy, { kind: 'copy-policy' }>) => {
    const outcome = await run(remedy, session)
    onRefused(outcome)
    return outcome.ok
  }
  return (
    <>
      {remedies.map(remedy =>
        remedy.kind === 'copy-policy' ? (
          <DoneButton
            key={labelOf(remedy)}
            label={labelOf(remedy)}
            doneLabel="Copied"
            act={() => copy(remedy)}
          />
        ) : (
          <Button
            key={labelOf(remedy)}
            look={remedy.kind === 'sign-in' ? 'primary' : 'plain'}
            onClick={() => void use(remedy)}
          >
            {labelOf(remedy)}
          </Button>
        ),
      )}
    </>
  )
}

/** Whether it starts the session, under a name that says what comes then. */
export function isStart({ kind }: Remedy): boolean {
  return kind === 'sign-in' || kind === 'next-code'
}

function labelOf(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'switch-region':
      return `Ask STS in ${remedy.region}`
    case 'shorten':
      return `Ask for ${remedy.seconds} s`
    case 'next-code':
      return 'Enter the Next Code…'
    case 'newer-code':
      return 'Give a Newer Code…'
    case 'sign-in':
      return 'Sign In…'
    case 'decode':
      return 'Decode AWS’s Message…'
    case 'copy-policy':
      return remedy.policy === 'trust' ? 'Copy a Trust Policy' : 'Copy a Policy for the Caller'
    default:
      return assertNever(remedy)
  }
}

function run(remedy: Exclude<Remedy, { kind: 'decode' }>, { id }: Session): Promise<Outcome> {
  const { run: commands } = window.understudy
  switch (remedy.kind) {
    case 'switch-region':
      return commands.switchRegion({ id, region: remedy.region })
    case 'shorten':
      return commands.shortenSession({ id, seconds: remedy.seconds })
    case 'next-code':
    case 'sign-in':
      return commands.startSession({ id })
    case 'newer-code':
      return commands.giveNewerCode({ id })
    case 'copy-policy':
      return commands.copyText({ text: remedy.text })
    default:
      return assertNever(remedy)
  }
}
