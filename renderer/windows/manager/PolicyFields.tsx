import { AreaField } from '../../components/Field.tsx'
import type { PolicyDraft } from './policy-draft.ts'

interface Props {
  readonly draft: PolicyDraft
  /** What the policy does there, after "JSON, as in IAM." */
  readonly effect: string
  readonly errorOf: (field: string) => string | null
  readonly set: (field: keyof PolicyDraft) => (value: string) => void
}

export function PolicyFields({ draft, effect, errorOf, set }: Props) {
  return (
    <>
      <AreaField
        label="Session policy (optional)"
        rows={6}
        placeholder={
          '{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }]\n}'
        }
        hint={`JSON, as in IAM. ${effect}`}
        error={errorOf('policy')}
        value={draft.policy}
        onChange={set('policy')}
      />
      <AreaField
        label="ARNs of managed policies (optional)"
        rows={2}
        placeholder="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
        hint="One a line, 10 at most."
        error={errorOf('policyArns')}
        value={draft.policyArns}
        onChange={set('policyArns')}
      />
    </>
  )
}
