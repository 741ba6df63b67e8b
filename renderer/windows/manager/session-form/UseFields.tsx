import { assertNever } from '../../../../main/core/failures/failure.ts'
import type { Consent, StsOperation } from '../../../../main/core/sessions/session.ts'
import { STS_PARAMETERS } from '../../../../main/core/sts/limits.ts'
import { Checkbox, ChoiceField, TextField } from '../../../components/Field.tsx'
import { echoOf } from '../../../duration.ts'
import { consentOf } from '../session-consent.ts'
import type { FieldsProps } from './fields.ts'

/** Under which name it is used, how long it lasts, and who is asked. */
export function UseFields(props: FieldsProps) {
  const { draft, set, errorOf } = props
  return (
    <>
      <NameFields {...props} />
      <TextField
        label="Duration (optional)"
        placeholder={draft.operation === 'AssumeRoot' ? '15m' : '1h'}
        hint={[echoOf(draft.duration), aboutDuration(draft.operation)]
          .filter(each => each !== '')
          .join(' · ')}
        error={errorOf('durationSeconds')}
        value={draft.duration}
        onChange={set('duration')}
      />
      <Checkbox
        label="Production"
        hint="What goes wrong there goes wrong for everybody: Understudy asks you first, and ends it after 15, 30 or 60 minutes. New programs are asked about before they get it."
        on={draft.production}
        onChange={set('production')}
      />
      <ChoiceField
        label="Ask before a program uses it"
        hint="What you allow holds for twelve hours, or until the screen is locked."
        error={errorOf('consent')}
        value={consentOf(draft)}
        choices={[
          { value: 'off', label: 'Never' },
          { value: 'first-use', label: 'At first use: once for each program' },
          { value: 'every-process', label: 'Every process' },
        ]}
        onChange={value => set('consent')(value as Consent)}
      />
    </>
  )
}

const LIMITS = STS_PARAMETERS.AssumeRole

function NameFields({ draft, set, errorOf }: FieldsProps) {
  const isRole = draft.operation === 'AssumeRole'
  if (!isRole && draft.operation !== 'AssumeRoleWithWebIdentity') return null
  return (
    <>
      <TextField
        label="Role session name (optional)"
        hint={
          isRole
            ? 'Seen in CloudTrail. Left empty: the name of your IAM user.'
            : 'Seen in CloudTrail. Left empty: the name of the provider.'
        }
        room={{ used: draft.roleSessionName.trim().length, max: LIMITS.RoleSessionName.max }}
        error={errorOf('roleSessionName')}
        value={draft.roleSessionName}
        onChange={set('roleSessionName')}
      />
      {isRole ? (
        <TextField
          label="External ID (optional)"
          hint="Only if whoever owns the role gave you one."
          room={{ used: draft.externalId.trim().length, max: LIMITS.ExternalId.max }}
          error={errorOf('externalId')}
          value={draft.externalId}
          onChange={set('externalId')}
        />
      ) : null}
    </>
  )
}

function aboutDuration(operation: StsOperation): string {
  switch (operation) {
    case 'AssumeRole':
      return '15 minutes to the role’s maximum (12 hours at most); 1 hour at most from another role. Left empty: 1 hour.'
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      return '15 minutes to the role’s maximum (12 hours at most). Left empty: 1 hour.'
    case 'AssumeRoot':
      return '15 minutes at most. Left empty: 15 minutes.'
    case 'GetFederationToken':
    case 'GetSessionToken':
      return '15 minutes to 36 hours. Left empty: 12 hours.'
    default:
      return assertNever(operation)
  }
}
