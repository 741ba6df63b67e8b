import type { StsOperation } from '../../../../main/core/sessions/session.ts'
import { ChoiceField, TextField } from '../../../components/Field.tsx'
import type { FieldsProps } from './fields.ts'
import type { SourceChoice } from './sources.ts'

/** What each is for; an object, so that it does not compile while an operation is missing from it. */
const OPERATIONS: Readonly<Record<StsOperation, string>> = {
  AssumeRole: 'the rights of a role',
  AssumeRoleWithSAML: 'a role, through your company’s sign-in',
  AssumeRoleWithWebIdentity: 'a role, through an OIDC token',
  GetFederationToken: 'your own rights or fewer, for somebody else',
  AssumeRoot: 'one task as a member account’s root user',
  GetSessionToken: 'your own rights, for a time',
}

/** What it takes and gives, in a sentence. */
const HELP: Readonly<Record<StsOperation, string>> = {
  AssumeRole: 'The usual one: STS lends you a role whose trust policy names you.',
  AssumeRoleWithSAML:
    'You sign in at your company’s page, and its SAML assertion opens the role: no key is needed.',
  AssumeRoleWithWebIdentity:
    'A token of an OIDC provider opens the role: no key is needed, as in a cluster or in CI.',
  GetFederationToken:
    'The key of an IAM user gives a session with no more than a policy says; it can’t call IAM, nor most of STS.',
  AssumeRoot:
    'The management account does one task in a member account that has no root credentials of its own.',
  GetSessionToken:
    'The key of an IAM user gives a temporary one with the same rights, and with MFA if you like.',
}

const operations = Object.keys(OPERATIONS) as readonly StsOperation[]

interface Props extends FieldsProps {
  readonly sources: readonly SourceChoice[]
}

/** What it is called, what it asks STS for, and with whose credentials. */
export function OriginFields({ draft, set, errorOf, sources }: Props) {
  return (
    <>
      <TextField
        label="Name"
        hint="As you want to see it in the tray, such as payments-dev."
        error={errorOf('name')}
        value={draft.name}
        onChange={set('name')}
      />
      <ChoiceField
        label="STS operation"
        hint={HELP[draft.operation]}
        error={errorOf('operation')}
        value={draft.operation}
        choices={operations.map(value => ({ value, label: `${value}: ${OPERATIONS[value]}` }))}
        onChange={value => set('operation')(operations.find(each => each === value) ?? 'AssumeRole')}
      />
      <ChoiceField
        label="Source"
        hint={aboutSource(draft.operation)}
        error={errorOf('source')}
        value={draft.source}
        choices={sources.length === 0 ? [{ value: '', label: missing(draft.operation) }] : sources}
        onChange={set('source')}
      />
    </>
  )
}

function aboutSource(operation: StsOperation): string {
  switch (operation) {
    case 'AssumeRole':
      return 'Whose credentials sign the call: a key, or another session.'
    case 'AssumeRoot':
      return 'A key, or a role, of the organization’s management account or of its delegated administrator.'
    case 'AssumeRoleWithSAML':
      return 'Where you sign in.'
    case 'AssumeRoleWithWebIdentity':
      return 'Where the token is taken from.'
    case 'GetFederationToken':
    case 'GetSessionToken':
      return 'Whose key signs the call.'
  }
}

function missing(operation: StsOperation): string {
  switch (operation) {
    case 'AssumeRoleWithSAML':
      return 'None yet: add a SAML provider under Identities'
    case 'AssumeRoleWithWebIdentity':
      return 'None yet: add an OIDC provider under Identities'
    case 'AssumeRole':
    case 'AssumeRoot':
    case 'GetFederationToken':
    case 'GetSessionToken':
      return 'None yet: add the key of an IAM user under Identities'
  }
}
