import { ChoiceField, TextField } from '../../components/Field.tsx'
import type { EndpointDraft } from '../../endpoint-draft.ts'

interface Props {
  readonly draft: EndpointDraft
  /** What is sent there, for the sentence beside a URL: "Your MFA codes are". */
  readonly sent: string
  readonly errorOf: (field: string) => string | null
  readonly onChange: (changed: Partial<EndpointDraft>) => void
}

const HINTS: Readonly<Record<EndpointDraft['sts'], string>> = {
  regional: 'The host of the Region above.',
  global: 'sts.amazonaws.com. Its tokens may not hold in Regions that an account must opt in to.',
  custom: 'A VPC endpoint or a local AWS.',
}

/** Where the STS is that an identity's calls go to. */
export function EndpointFields({ draft, sent, errorOf, onChange }: Props) {
  return (
    <>
      <TextField
        label="Region"
        hint="Whose STS is asked. One near you is quickest."
        error={errorOf('region')}
        value={draft.region}
        onChange={region => onChange({ region })}
      />
      <ChoiceField
        label="STS endpoint"
        hint={HINTS[draft.sts]}
        error={errorOf('globalSts')}
        value={draft.sts}
        choices={[
          { value: 'regional', label: 'Regional (default)' },
          { value: 'global', label: 'Global: one host for all Regions' },
          { value: 'custom', label: 'Custom URL' },
        ]}
        onChange={sts => onChange({ sts: sts as EndpointDraft['sts'] })}
      />
      {draft.sts === 'regional' ? (
        <TextField
          label="Fallback Region (optional)"
          placeholder="eu-west-1"
          hint="Asked while the Region above can’t be reached. What it gives is as good everywhere."
          error={errorOf('fallbackRegion')}
          value={draft.fallbackRegion}
          onChange={fallbackRegion => onChange({ fallbackRegion })}
        />
      ) : null}
      {draft.sts === 'custom' ? (
        <TextField
          label="STS URL"
          placeholder="https://vpce-….sts.eu-central-1.vpce.amazonaws.com"
          hint={`Only for a VPC endpoint or a local AWS. ${sent} sent there.`}
          error={errorOf('stsUrl')}
          value={draft.stsUrl}
          onChange={stsUrl => onChange({ stsUrl })}
        />
      ) : null}
    </>
  )
}
