import { ChoiceField } from '../../../components/Field.tsx'
import type { Draft } from './draft.ts'
import type { FieldsProps } from './fields.ts'

const CHOICES = [
  { value: 'session-token', label: 'One code for all roles (GetSessionToken first)' },
  { value: 'own-code', label: 'A code for each AssumeRole' },
  { value: 'none', label: 'No MFA' },
] as const

const OF_TOKEN = [
  { value: 'session-token', label: 'With an MFA code' },
  { value: 'none', label: 'No MFA' },
] as const

/** How MFA is shown to AWS, where the source has a device. */
export function MfaField({ draft, set, errorOf }: FieldsProps) {
  const isRole = draft.operation === 'AssumeRole'
  return (
    <ChoiceField
      label="MFA"
      hint={
        isRole
          ? 'One code opens every role of the device for twelve hours, unless a role’s policy wants a newer one.'
          : 'With a code the token also opens what asks for MFA.'
      }
      error={errorOf('mfa')}
      value={draft.mfa === 'auto' ? 'session-token' : draft.mfa}
      choices={isRole ? CHOICES : OF_TOKEN}
      onChange={value => set('mfa')(value as Draft['mfa'])}
    />
  )
}
