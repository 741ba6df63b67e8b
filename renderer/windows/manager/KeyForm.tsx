import { useState } from 'react'
import type { IdentityView } from '../../../main/core/snapshot.ts'
import { TextField } from '../../components/Field.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'

interface Props {
  /** The identity to edit, or null for a new one. */
  readonly old: IdentityView | null
  readonly onClose: () => void
}

export function KeyForm({ old, onClose }: Props) {
  const [draft, setDraft] = useState({
    name: old?.name ?? '',
    accessKeyId: '',
    secretAccessKey: '',
    mfaSerial: old?.mfaSerial ?? '',
    region: old?.region ?? 'us-east-1',
    fallbackRegion: old?.fallbackRegion ?? '',
    stsUrl: old?.stsUrl ?? '',
  })
  const set = (field: keyof typeof draft) => (value: string) =>
    setDraft(before => ({ ...before, [field]: value }))
  const submit = () => {
    const settings = {
      name: draft.name.trim(),
      mfaSerial: draft.mfaSerial.trim() || null,
      region: draft.region.trim(),
      fallbackRegion: draft.fallbackRegion.trim() || null,
      stsUrl: draft.stsUrl.trim() || null,
    }
    const { accessKeyId, secretAccessKey } = draft
    const key = { accessKeyId, secretAccessKey }
    if (old === null) return window.understudy.run.addKey({ settings, key })
    const unchanged = accessKeyId.trim() === '' && secretAccessKey.trim() === ''
    return window.understudy.run.editKey({ id: old.id, settings, key: unchanged ? null : key })
  }
  const kept = old === null ? '' : ` Left empty: ${old.accessKeyHint} stays.`
  return (
    <FormDialog
      title={old === null ? 'Add Key' : `Edit ${old.name}`}
      verb={old === null ? 'Add Key' : 'Save'}
      busyVerb={old === null ? 'Asking AWS…' : 'Saving…'}
      submit={submit}
      onClose={onClose}
    >
      {errorOf => (
        <>
          <TextField
            label="Access key ID"
            placeholder="AKIA…"
            {...(kept === '' ? {} : { hint: kept.trim() })}
            error={errorOf('accessKeyId')}
            value={draft.accessKeyId}
            onChange={set('accessKeyId')}
          />
          <TextField
            label="Secret access key"
            type="password"
            hint="Goes into the keychain of this computer and is never shown again."
            error={errorOf('secretAccessKey')}
            value={draft.secretAccessKey}
            onChange={set('secretAccessKey')}
          />
          <TextField
            label="MFA device (optional)"
            placeholder="arn:aws:iam::111122223333:mfa/alice"
            hint="Its ARN, or the serial number of a hardware device: IAM console, Security credentials."
            error={errorOf('mfaSerial')}
            value={draft.mfaSerial}
            onChange={set('mfaSerial')}
          />
          <TextField
            label="Region"
            hint="Whose STS is asked. One near you is quickest."
            error={errorOf('region')}
            value={draft.region}
            onChange={set('region')}
          />
          <TextField
            label="Fallback Region (optional)"
            placeholder="eu-west-1"
            hint="Asked while the Region above can’t be reached. What it gives is as good everywhere."
            error={errorOf('fallbackRegion')}
            value={draft.fallbackRegion}
            onChange={set('fallbackRegion')}
          />
          <TextField
            label="Name (optional)"
            hint="Left empty: the name of the IAM user."
            error={errorOf('name')}
            value={draft.name}
            onChange={set('name')}
          />
          <TextField
            label="STS URL (optional)"
            placeholder="https://vpce-….sts.eu-central-1.vpce.amazonaws.com"
            hint="Only for a VPC endpoint or a local AWS. Your MFA codes are sent there."
            error={errorOf('stsUrl')}
            value={draft.stsUrl}
            onChange={set('stsUrl')}
          />
        </>
      )}
    </FormDialog>
  )
}
