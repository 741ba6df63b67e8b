import { BROWSERS } from '../../../../main/core/sessions/console-settings.ts'
import { QUOTING } from '../../../command-line.ts'
import { ChoiceField, TextField } from '../../../components/Field.tsx'
import { echoOf } from '../../../duration.ts'
import type { ConsoleDraft } from './console-draft.ts'
import type { FieldsProps } from './fields.ts'

const NAMES: Readonly<Record<ConsoleDraft['browser'], string>> = {
  system: 'The one that this computer opens links in',
  firefox: 'Firefox',
  chrome: 'Google Chrome',
  chromium: 'Chromium',
  edge: 'Microsoft Edge',
  brave: 'Brave',
  command: 'Another program',
}

const browsers = ['system', ...BROWSERS, 'command'] as const

/** In which browser, and where, the session's console opens. */
export function ConsoleFields({ draft, set, errorOf }: FieldsProps) {
  const { console } = draft
  const change = (changes: Partial<ConsoleDraft>) => set('console')({ ...console, ...changes })
  return (
    <>
      <ChoiceField
        label="Browser of the console"
        hint="A browser or profile of its own keeps the accounts apart."
        error={errorOf('console.browser')}
        value={console.browser}
        choices={browsers.map(value => ({ value, label: NAMES[value] }))}
        onChange={value => change({ browser: browsers.find(each => each === value) ?? 'system' })}
      />
      <BrowserFields console={console} change={change} />
      <TextField
        label="Service of the console (optional)"
        placeholder="s3"
        hint="As its address has it. Left empty: the console’s home."
        error={errorOf('console.service')}
        value={console.service}
        onChange={service => change({ service })}
      />
      <TextField
        label="Region of the console (optional)"
        placeholder="eu-west-1"
        hint="Left empty: that of the identity."
        error={errorOf('console.region')}
        value={console.region}
        onChange={region => change({ region })}
      />
      <TextField
        label="Console duration (optional)"
        placeholder="8h"
        hint={[
          echoOf(console.duration),
          '15 minutes to 12 hours, and only for a role that was not assumed from another. Left empty: as long as AWS lets it.',
        ]
          .filter(each => each !== '')
          .join(' · ')}
        error={errorOf('console.durationSeconds')}
        value={console.duration}
        onChange={duration => change({ duration })}
      />
    </>
  )
}

interface BrowserProps {
  readonly console: ConsoleDraft
  readonly change: (changes: Partial<ConsoleDraft>) => void
}

function BrowserFields({ console, change }: BrowserProps) {
  switch (console.browser) {
    case 'system':
      return null
    case 'command':
      return (
        <TextField
          label="Command that opens it"
          placeholder="firefox --new-tab"
          hint={`The address comes last. ${QUOTING}`}
          error={null}
          value={console.command}
          onChange={command => change({ command })}
        />
      )
    default:
      return (
        <TextField
          label="Profile (optional)"
          placeholder={console.browser === 'firefox' ? 'work' : 'Profile 1'}
          hint={
            console.browser === 'firefox'
              ? 'Its name, as about:profiles shows it.'
              : 'Its folder’s name, as about:version shows it at the end of the profile path.'
          }
          error={null}
          value={console.profile}
          onChange={profile => change({ profile })}
        />
      )
  }
}
