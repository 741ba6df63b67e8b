import { assertNever } from '../../../../main/core/failure.ts'
import type { Consent, StsOperation } from '../../../../main/core/session.ts'
import { Checkbox, ChoiceField, TextField } from '../../../components/Field.tsx'
import { consentOf } from '../session-consent.ts'
import type { FieldsProps } from './fields.ts'

/** Under which name it is used, how long it lasts, and who is asked. */
export function UseFields(props: FieldsProps) {
  const { draft, set, errorOf } = props
  return (
    <>
      <NameFields {...props} />
      <TextField
        label="Duration in seconds (optional)"
        hint={aboutDuration(draft.operation)}
        error={errorOf('durationSeconds')}
        value={draft.duration}
        onChange={set('duration')}
      />
      <Checkbox
        label="Production"
        hint="What goes wrong there goes wrong for everybody: new programs are asked about before they get it."
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
        error={errorOf('roleSessionName')}
        value={draft.roleSessionName}
        onChange={set('roleSessionName')}
      />
      {isRole ? (
        <TextField
          label="External ID (optional)"
          hint="Only if whoever owns the role gave you one."
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
      return '900 to the role’s maximum (at most 43200); 3600 at most from another role. Left empty: 3600.'
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
      return '900 to the role’s maximum (at most 43200). Left empty: 3600.'
    case 'AssumeRoot':
      return '900 at most. Left empty: 900, which is 15 minutes.'
    case 'GetFederationToken':
    case 'GetSessionToken':
      return '900 to 129600. Left empty: 43200, which is 12 hours.'
    default:
      return assertNever(operation)
  }
}
