import { useState } from 'react'
import type { SessionId } from '../../../../main/core/sessions/session.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { ChoiceField } from '../../../components/Field.tsx'
import { Message } from '../../../components/Message.tsx'
import { choiceOf } from '../../../session-choice.ts'
import { Section } from './Section.tsx'
import styles from './Settings.module.css'

const OFF = ''

/** For tools that know only the credentials of an EC2 instance. */
export function InstanceMetadata({ snapshot }: { readonly snapshot: Snapshot }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const { instanceMetadata, sessions } = snapshot
  const serve = (value: string) =>
    void window.understudy.run
      .serveInstanceMetadata({ id: value === OFF ? null : (value as SessionId) })
      .then(setOutcome)
  return (
    <Section title="Instance metadata (IMDSv2)">
      {outcome !== null && !outcome.ok ? <Message what={outcome.explanation} /> : null}
      <ChoiceField
        label="Session that is served as instance metadata"
        hint={`For tools that know only the credentials of an EC2 instance. ${whoMayAsk()} can ask there: no token file guards it.`}
        error={null}
        value={instanceMetadata?.session ?? OFF}
        choices={[{ value: OFF, label: 'Off' }, ...sessions.map(({ session }) => choiceOf(session))]}
        onChange={serve}
      />
      {instanceMetadata === null ? null : instanceMetadata.why === null ? (
        <p role="status" className={styles.hint}>
          Served at <code>{instanceMetadata.url}</code>. The lines for a shell are under Connect a Tool.
        </p>
      ) : (
        <Message what={instanceMetadata.why}>
          <Button onClick={() => serve(instanceMetadata.session)}>Try Again</Button>
        </Message>
      )}
    </Section>
  )
}

/** TCP on this computer is open to all of its users, and only Linux tells at once whose program it is. */
function whoMayAsk(): string {
  return window.understudy.platform === 'linux'
    ? 'Every program that runs as you'
    : 'Every program on this computer, of other users too,'
}
