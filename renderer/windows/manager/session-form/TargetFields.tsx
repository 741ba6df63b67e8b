import type { IdentityId } from '../../../../main/core/catalog/identity.ts'
import { assertNever } from '../../../../main/core/failures/failure.ts'
import { ROOT_TASKS } from '../../../../main/core/sessions/session.ts'
import { STS_PARAMETERS } from '../../../../main/core/sts/limits.ts'
import { ChoiceField, TextField } from '../../../components/Field.tsx'
import { PolicyFields } from '../PolicyFields.tsx'
import type { Draft } from './draft.ts'
import { FindSamlRoles } from './FindSamlRoles.tsx'
import type { FieldsProps } from './fields.ts'

const TASKS: Readonly<Record<Draft['task'], string>> = {
  IAMAuditRootUserCredentials: 'look at the root user’s credentials',
  IAMCreateRootUserPassword: 'let the root user have a password again',
  IAMDeleteRootUserCredentials: 'delete the root user’s credentials',
  S3UnlockBucketPolicy: 'delete a bucket’s policy that shuts everybody out',
  SQSUnlockQueuePolicy: 'delete a queue’s policy that shuts everybody out',
}

/** What the session is a session of. */
export function TargetFields(props: FieldsProps) {
  const { draft, set, errorOf } = props
  switch (draft.operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithWebIdentity':
      return <RoleField {...props} />
    case 'AssumeRoleWithSAML':
      return (
        <>
          <SamlRoles {...props} />
          <RoleField {...props} />
          <TextField
            label="ARN of the SAML provider in IAM"
            placeholder="arn:aws:iam::111122223333:saml-provider/Company"
            hint="As the role’s trust policy names it."
            error={errorOf('principalArn')}
            value={draft.principalArn}
            onChange={set('principalArn')}
          />
        </>
      )
    case 'AssumeRoot':
      return (
        <>
          <TextField
            label="Member account"
            placeholder="111122223333"
            hint="Its 12 digits, or the ARN of its root user."
            error={errorOf('targetPrincipal')}
            value={draft.targetPrincipal}
            onChange={set('targetPrincipal')}
          />
          <ChoiceField
            label="Task"
            hint="The credentials may do this and nothing else."
            error={errorOf('task')}
            value={draft.task}
            choices={ROOT_TASKS.map(value => ({ value, label: `${value}: ${TASKS[value]}` }))}
            onChange={value => set('task')(value as Draft['task'])}
          />
        </>
      )
    case 'GetFederationToken':
      return (
        <>
          <TextField
            label="Federated user (optional)"
            hint="Who it is for, as CloudTrail shows it. Left empty: the name of your IAM user."
            room={{
              used: draft.federatedUserName.trim().length,
              max: STS_PARAMETERS.GetFederationToken.Name.max,
            }}
            error={errorOf('federatedUserName')}
            value={draft.federatedUserName}
            onChange={set('federatedUserName')}
          />
          <PolicyFields
            draft={draft}
            effect="The session may do what both this and your own policies allow."
            errorOf={errorOf}
            set={set}
          />
        </>
      )
    case 'GetSessionToken':
      return null
    default:
      return assertNever(draft.operation)
  }
}

function SamlRoles({ draft, set }: FieldsProps) {
  const [, provider = ''] = draft.source.split(':')
  if (provider === '') return null
  return (
    <FindSamlRoles
      provider={provider as IdentityId}
      chosen={draft}
      onChoose={({ roleArn, principalArn }) => {
        set('roleArn')(roleArn)
        set('principalArn')(principalArn)
      }}
    />
  )
}

function RoleField({ draft, set, errorOf }: FieldsProps) {
  return (
    <TextField
      label="Role ARN"
      placeholder="arn:aws:iam::111122223333:role/ReadOnly"
      error={errorOf('roleArn')}
      value={draft.roleArn}
      onChange={set('roleArn')}
    />
  )
}
