import { STS_PARAMETERS } from '../../../../main/core/sts/limits.ts'
import { AreaField } from '../../../components/Field.tsx'
import { linesOf } from '../../../lines.ts'
import type { FieldsProps } from './fields.ts'

export function TagFields({ draft, set, errorOf }: FieldsProps) {
  return (
    <>
      <AreaField
        label="Tags (optional)"
        rows={2}
        placeholder={'team=payments\nstage=dev'}
        hint="One a line, key=value. Policies can ask for them, and CloudTrail shows them."
        room={{ used: linesOf(draft.tags).length, max: STS_PARAMETERS.AssumeRole.Tags.max, what: 'tags' }}
        error={errorOf('tags')}
        value={draft.tags}
        onChange={set('tags')}
      />
      {draft.operation === 'AssumeRole' ? (
        <AreaField
          label="Transitive tag keys (optional)"
          rows={2}
          placeholder="team"
          hint="One a line. Every role further down the chain has these tags too, and can’t change them."
          error={errorOf('transitiveTagKeys')}
          value={draft.transitiveTagKeys}
          onChange={set('transitiveTagKeys')}
        />
      ) : null}
    </>
  )
}
