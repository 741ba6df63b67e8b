import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import { waitsFor } from '../../../../main/core/snapshot/state-views.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { Message } from '../../../components/Message.tsx'
import { isStart, Remedies } from '../Remedies.tsx'
import type { PaneProps } from './SessionPane.tsx'

interface Props extends Pick<PaneProps, 'view' | 'open'> {
  readonly keychain: Explanation | null
  readonly onRefused: (outcome: Outcome) => void
}

/** What is wrong with the session, unless it stands above the page for all that wait for the keychain. */
export function Trouble({ view, keychain, open, onRefused }: Props) {
  const { session, state } = view
  const why = 'why' in state ? state.why : null
  if (why === null) return null
  const whom = waitsFor(state, keychain)
  if (whom === 'keychain') return null
  const remedies = why.remedies ?? []
  // That comes by itself, but after pauses that grow; whoever has mended the cause need not wait for them.
  const isTrying = state.kind === 'starting'
  return (
    <Message what={why} tone={state.kind === 'failed' && whom === null ? 'bad' : 'warn'}>
      <Remedies
        session={session}
        remedies={remedies}
        onDecode={message => open('decode', session, message)}
        onRefused={onRefused}
      />
      {remedies.some(isStart) ? null : (
        <Button onClick={() => void window.understudy.run.startSession({ id: session.id })}>
          {isTrying ? 'Try Now' : 'Try Again'}
        </Button>
      )}
    </Message>
  )
}
