import { STS_PARAMETERS } from '../../../../main/core/sts/limits.ts'
import { Button } from '../../../components/Button.tsx'
import { TextField } from '../../../components/Field.tsx'
import { FieldGroup, FieldPart } from '../../../components/FieldGroup.tsx'
import { TokenSourceFields } from '../../../components/TokenSourceFields.tsx'
import { type ContextDraft, emptyContext } from './draft.ts'
import type { FieldsProps } from './fields.ts'

/** As many as AWS takes. */
const { max: MOST } = STS_PARAMETERS.AssumeRole.ProvidedContexts

export function ContextFields({ draft: { providedContexts: contexts }, set, errorOf }: FieldsProps) {
  const change = set('providedContexts')
  const replace = (at: number, context: ContextDraft) =>
    change(contexts.map((each, index) => (index === at ? context : each)))
  return (
    <FieldGroup
      label="Provided contexts (optional)"
      hint="What somebody else vouches for about the session, such as who you are to IAM Identity Center."
      error={errorOf('providedContexts')}
    >
      {contexts.map((context, at) => (
        // They have nothing of their own to be told apart by, and are only added at the end.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <FieldPart key={at} label={`Context ${at + 1}`}>
          <TextField
            label="ARN of the context provider"
            placeholder="arn:aws:iam::aws:contextProvider/IdentityCenter"
            error={null}
            value={context.providerArn}
            onChange={providerArn => replace(at, { ...context, providerArn })}
          />
          <TokenSourceFields
            what="Assertion"
            error={null}
            draft={context.assertion}
            onChange={assertion => replace(at, { ...context, assertion })}
          />
          <Button onClick={() => change(contexts.filter((_, index) => index !== at))}>
            Remove Context {at + 1}
          </Button>
        </FieldPart>
      ))}
      {contexts.length < MOST ? (
        <Button onClick={() => change([...contexts, emptyContext])}>Add Context</Button>
      ) : null}
    </FieldGroup>
  )
}
