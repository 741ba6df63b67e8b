import { LEASE_CHOICES } from '../../../../main/core/consent/leases.ts'
import {
  APPEARANCES,
  type Appearance,
  IDLE_CHOICES,
  type NotificationChoices,
  type Preferences,
} from '../../../../main/core/preferences.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { PageName } from '../../../../preload/contract.ts'
import { ChoiceField } from '../../../components/Field.tsx'
import { Segments } from '../../../components/Segments.tsx'
import { Switch } from '../../../components/Switch.tsx'
import manager from '../Manager.module.css'
import { About } from './About.tsx'
import { Configuration } from './Configuration.tsx'
import { Endpoint } from './Endpoint.tsx'
import { InstanceMetadata } from './InstanceMetadata.tsx'
import { Section } from './Section.tsx'
import styles from './Settings.module.css'
import { ShortcutField } from './ShortcutField.tsx'
import { Updates } from './Updates.tsx'
import { useOutcomes } from './use-outcomes.ts'

const NEVER = 'never'

const appearances: Record<Appearance, string> = { system: 'As the System', light: 'Light', dark: 'Dark' }

const notifications: readonly {
  readonly of: keyof NotificationChoices
  readonly label: string
  readonly hint: string
}[] = [
  { of: 'codes', label: 'Something waits for you', hint: 'An MFA code, a question, or a company’s sign-in.' },
  { of: 'leases', label: 'The time for a production session is over', hint: '' },
  { of: 'renewals', label: 'Credentials can’t be renewed', hint: '' },
]

interface Props {
  readonly snapshot: Snapshot
  readonly show: (page: PageName) => void
}

/** Each choice is taken at once: there is nothing to save. */
export function Settings({ snapshot, show }: Props) {
  const { preferences, system } = snapshot
  const { whyOf, follow } = useOutcomes<keyof Preferences | 'startAtLogin'>()
  const set = (setting: keyof Preferences, change: Partial<Preferences>) =>
    follow(setting, window.understudy.run.setPreferences({ preferences: { ...preferences, ...change } }))
  return (
    <>
      <div className={manager.head}>
        <h1>Settings</h1>
      </div>
      <div className={styles.sections}>
        <Section title="General">
          {system.startsAtLogin === null ? (
            <p className={styles.hint}>
              Whether Understudy starts at login can’t be changed here: it was not installed.
            </p>
          ) : (
            <Switch
              label="Start at login"
              hint="In the tray, with no window. Tools find their credentials from the first minute."
              on={system.startsAtLogin}
              why={whyOf('startAtLogin')}
              onChange={on => follow('startAtLogin', window.understudy.run.setStartAtLogin({ on }))}
            />
          )}
          <Segments
            label="Appearance"
            value={preferences.appearance}
            choices={APPEARANCES.map(value => ({ value, label: appearances[value] }))}
            onChange={appearance => set('appearance', { appearance })}
          />
          <ShortcutField
            keys={system.shortcut.keys}
            why={whyOf('shortcut') ?? system.shortcut.why}
            onChange={shortcut => set('shortcut', { shortcut })}
          />
        </Section>
        <Updates
          updates={snapshot.updates}
          version={system.version}
          looks={preferences.lookForUpdates}
          why={whyOf('lookForUpdates')}
          onLooks={lookForUpdates => set('lookForUpdates', { lookForUpdates })}
        />
        <Section title="MFA codes">
          <Switch
            label="Keep session tokens in the keychain"
            hint="A restart of Understudy then costs no MFA code while a token lasts. Credentials of roles are never kept."
            on={preferences.keepSessionTokens}
            why={whyOf('keepSessionTokens')}
            onChange={keepSessionTokens => set('keepSessionTokens', { keepSessionTokens })}
          />
        </Section>
        <Section title="When you are away">
          <Switch
            label="Forget all sessions when the screen is locked"
            hint="Tools get nothing until you start a session again, and each needs its token anew. A job that runs through your lunch ends with its credentials."
            on={preferences.forgetOnLock}
            why={whyOf('forgetOnLock')}
            onChange={forgetOnLock => set('forgetOnLock', { forgetOnLock })}
          />
          <ChoiceField
            label="Forget all sessions when nobody uses the computer"
            error={whyOf('forgetWhenIdle')?.title ?? null}
            value={preferences.forgetWhenIdle === null ? NEVER : String(preferences.forgetWhenIdle)}
            choices={[
              { value: NEVER, label: 'Never' },
              ...IDLE_CHOICES.map(minutes => ({ value: String(minutes), label: after(minutes) })),
            ]}
            onChange={value =>
              set('forgetWhenIdle', { forgetWhenIdle: value === NEVER ? null : Number(value) })
            }
          />
        </Section>
        <Section title="Production">
          <Segments
            label="A production session is used for"
            hint="The time that is chosen already when you are asked. When it is over, tools get nothing until you are asked again."
            value={preferences.leaseMinutes}
            choices={LEASE_CHOICES.map(value => ({ value, label: `${value} min` }))}
            onChange={leaseMinutes => set('leaseMinutes', { leaseMinutes })}
          />
        </Section>
        <Section title="Notifications">
          {notifications.map(({ of, label, hint }) => (
            <Switch
              key={of}
              label={label}
              hint={hint}
              on={preferences.notifications[of]}
              why={whyOf('notifications')}
              onChange={on =>
                set('notifications', { notifications: { ...preferences.notifications, [of]: on } })
              }
            />
          ))}
        </Section>
        <Endpoint endpoint={snapshot.endpoint} />
        <InstanceMetadata snapshot={snapshot} />
        <Configuration />
        <About
          system={system}
          isGuided={preferences.gettingStarted}
          onGuide={() => {
            set('gettingStarted', { gettingStarted: true })
            show('Sessions')
          }}
          onExamine={() => show('Doctor')}
        />
      </div>
    </>
  )
}

function after(minutes: number): string {
  if (minutes < 60) return `After ${minutes} minutes`
  return minutes === 60 ? 'After an hour' : `After ${minutes / 60} hours`
}
