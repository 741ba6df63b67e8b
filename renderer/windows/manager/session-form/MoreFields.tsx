import { assertNever } from '../../../../main/core/failures/failure.ts'
import type { StsOperation } from '../../../../main/core/sessions/session.ts'
import { STS_PARAMETERS } from '../../../../main/core/sts/limits.ts'
import { TextField } from '../../../components/Field.tsx'
import { More } from '../../../components/More.tsx'
import { PolicyFields } from '../PolicyFields.tsx'
import { ConsoleFields } from './ConsoleFields.tsx'
import { ContextFields } from './ContextFields.tsx'
import { opensConsole } from './console-draft.ts'
import type { Draft } from './draft.ts'
import type { FieldsProps } from './fields.ts'
import { TagFields } from './TagFields.tsx'

/** What AWS takes besides, and few need. */
export function MoreFields(props: FieldsProps) {
  const { draft, set, errorOf } = props
  return (
    <More about={aboutMore(draft.operation)} isSet={isAnySet(draft)}>
      <OwnFields {...props} />
      <TextField
        label="Smallest size of the session token (optional)"
        hint="0 to 4096 bytes: to try whether what stores it has the room."
        error={errorOf('minimumSessionTokenSize')}
        value={draft.tokenSize}
        onChange={set('tokenSize')}
      />
      {opensConsole(draft.operation) ? <ConsoleFields {...props} /> : null}
    </More>
  )
}

/** Those that the operation does not share with all others. */
function OwnFields(props: FieldsProps) {
  const { draft, set, errorOf } = props
  switch (draft.operation) {
    case 'AssumeRole':
      return (
        <>
          <RolePolicyFields {...props} />
          <TagFields {...props} />
          <TextField
            label="Source identity (optional)"
            hint="Who is behind it. It stays for every role further down the chain, and can’t be changed there."
            room={{
              used: draft.sourceIdentity.trim().length,
              max: STS_PARAMETERS.AssumeRole.SourceIdentity.max,
            }}
            error={errorOf('sourceIdentity')}
            value={draft.sourceIdentity}
            onChange={set('sourceIdentity')}
          />
          <ContextFields {...props} />
        </>
      )
    case 'AssumeRoleWithSAML':
      return <RolePolicyFields {...props} />
    case 'AssumeRoleWithWebIdentity':
      return (
        <>
          <RolePolicyFields {...props} />
          <TextField
            label="Provider ID (optional)"
            placeholder="www.amazon.com"
            hint="Only for the access tokens of an OAuth 2.0 provider. Leave it empty for OIDC tokens."
            error={errorOf('providerId')}
            value={draft.providerId}
            onChange={set('providerId')}
          />
        </>
      )
    case 'GetFederationToken':
      return <TagFields {...props} />
    case 'AssumeRoot':
    case 'GetSessionToken':
      return null
    default:
      return assertNever(draft.operation)
  }
}

function RolePolicyFields({ draft, set, errorOf }: FieldsProps) {
  return (
    <PolicyFields
      draft={draft}
      effect="The session may do what both this and the role allow."
      errorOf={errorOf}
      set={set}
    />
  )
}

function aboutMore(operation: StsOperation): string {
  switch (operation) {
    case 'AssumeRole':
      return 'session policies, tags, source identity, contexts, token size, console'
    case 'AssumeRoleWithSAML':
      return 'session policies, token size, console'
    case 'AssumeRoleWithWebIdentity':
      return 'session policies, provider ID, token size, console'
    case 'GetFederationToken':
      return 'tags, token size, console'
    case 'AssumeRoot':
    case 'GetSessionToken':
      return 'token size'
    default:
      return assertNever(operation)
  }
}

function isAnySet(draft: Draft): boolean {
  const texts = [draft.tags, draft.transitiveTagKeys, draft.sourceIdentity, draft.providerId, draft.tokenSize]
  // A federated user's policies stand outside.
  const policies = draft.operation === 'GetFederationToken' ? [] : [draft.policy, draft.policyArns]
  const isConsoleSet = Object.values({ ...draft.console, browser: '' }).some(text => text !== '')
  return (
    [...texts, ...policies].some(text => text !== '') ||
    draft.providedContexts.length > 0 ||
    draft.console.browser !== 'system' ||
    isConsoleSet
  )
}
