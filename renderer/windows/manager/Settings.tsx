import { useState } from 'react'
import { IDLE_CHOICES, type Preferences } from '../../../main/core/preferences.ts'
import type { Snapshot } from '../../../main/core/snapshot.ts'
import type { Outcome } from '../../../preload/contract.ts'
import { Checkbox, ChoiceField } from '../../components/Field.tsx'
import { Message } from '../../components/Message.tsx'
import { Configuration } from './Configuration.tsx'
import { InstanceMetadata } from './InstanceMetadata.tsx'
import styles from './Manager.module.css'

const NEVER = 'never'

/** Each choice is taken at once: there is nothing to save. */
export function Settings({ snapshot }: { readonly snapshot: Snapshot }) {
  const { preferences } = snapshot
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const set = (change: Partial<Preferences>) =>
    void window.understudy.run.setPreferences({ preferences: { ...preferences, ...change } }).then(setOutcome)
  return (
    <>
      <div className={styles.head}>
        <h1>Settings</h1>
      </div>
      {outcome !== null && !outcome.ok ? <Message what={outcome.explanation} /> : null}
      <section className={styles.group} aria-labelledby="codes">
        <h2 id="codes">MFA codes</h2>
        <Checkbox
          label="Keep session tokens in the keychain"
          hint="A restart of Understudy then costs no MFA code while a token lasts. Credentials of roles are never kept."
          on={preferences.keepSessionTokens}
          onChange={keepSessionTokens => set({ keepSessionTokens })}
        />
      </section>
      <section className={styles.group} aria-labelledby="away">
        <h2 id="away">When you are away</h2>
        <Checkbox
          label="Forget all sessions when the screen is locked"
          hint="Tools get nothing until you start a session again, and each needs its token anew. A job that runs through your lunch ends with its credentials."
          on={preferences.forgetOnLock}
          onChange={forgetOnLock => set({ forgetOnLock })}
        />
        <ChoiceField
          label="Forget all sessions when nobody uses the computer"
          error={null}
          value={preferences.forgetWhenIdle === null ? NEVER : String(preferences.forgetWhenIdle)}
          choices={[
            { value: NEVER, label: 'Never' },
            ...IDLE_CHOICES.map(minutes => ({ value: String(minutes), label: after(minutes) })),
          ]}
          onChange={value => set({ forgetWhenIdle: value === NEVER ? null : Number(value) })}
        />
      </section>
      <InstanceMetadata snapshot={snapshot} />
      <Configuration />
    </>
  )
}

function after(minutes: number): string {
  if (minutes < 60) return `After ${minutes} minutes`
  return minutes === 60 ? 'After an hour' : `After ${minutes / 60} hours`
}
