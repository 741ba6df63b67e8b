import { SESSION_POLICIES_LENGTH, STS_PARAMETERS } from '../../../main/core/sts/limits.ts'
import { AreaField } from '../../components/Field.tsx'
import { linesOf } from '../../lines.ts'
import type { PolicyDraft } from './policy-draft.ts'

interface Props {
  readonly draft: PolicyDraft
  /** What the policy does there, after "JSON, as in IAM." */
  readonly effect: string
  readonly errorOf: (field: string) => string | null
  readonly set: (field: keyof PolicyDraft) => (value: string) => void
}

export function PolicyFields({ draft, effect, errorOf, set }: Props) {
  const arns = linesOf(draft.policyArns)
  // Both count together.
  const used = draft.policy.trim().length + arns.reduce((sum, arn) => sum + arn.length, 0)
  return (
    <>
      <AreaField
        label="Session policy (optional)"
        rows={6}
        placeholder={
          '{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }]\n}'
        }
        hint={`JSON, as in IAM. ${effect}`}
        room={{ used, max: SESSION_POLICIES_LENGTH, what: 'characters, with the ARNs below' }}
        error={errorOf('policy')}
        value={draft.policy}
        onChange={set('policy')}
      />
      <AreaField
        label="ARNs of managed policies (optional)"
        rows={2}
        placeholder="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
        hint="One a line, 10 at most."
        room={{ used: arns.length, max: STS_PARAMETERS.AssumeRole.PolicyArns.max, what: 'policies' }}
        error={errorOf('policyArns')}
        value={draft.policyArns}
        onChange={set('policyArns')}
      />
    </>
  )
}
