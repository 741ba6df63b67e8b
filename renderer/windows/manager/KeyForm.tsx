import { useState } from 'react'
import type { IamUser } from '../../../main/core/catalog/identity.ts'
import { TextField } from '../../components/Field.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import { toEndpoint, toEndpointDraft } from '../../endpoint-draft.ts'
import { EndpointFields } from './EndpointFields.tsx'
import { FindMfaDevices } from './FindMfaDevices.tsx'

export type KeyView = Omit<IamUser, 'keychainAccount'>

interface Props {
  /** The identity to edit, or null for a new one. */
  readonly old: KeyView | null
  readonly onClose: () => void
}

export function KeyForm({ old, onClose }: Props) {
  const [draft, setDraft] = useState({
    name: old?.name ?? '',
    accessKeyId: '',
    secretAccessKey: '',
    mfaSerial: old?.mfaSerial ?? '',
    ...toEndpointDraft(old),
  })
  const change = (changed: Partial<typeof draft>) => setDraft(before => ({ ...before, ...changed }))
  const set = (field: 'name' | 'accessKeyId' | 'secretAccessKey' | 'mfaSerial') => (value: string) =>
    change({ [field]: value })
  const { accessKeyId, secretAccessKey } = draft
  const isTyped = accessKeyId.trim() !== '' || secretAccessKey.trim() !== ''
  const key = { accessKeyId, secretAccessKey }
  const endpoint = toEndpoint(draft)
  const submit = () => {
    const settings = {
      ...endpoint,
      name: draft.name.trim(),
      mfaSerial: draft.mfaSerial.trim() || null,
    }
    if (old === null) return window.understudy.run.addKey({ settings, key })
    return window.understudy.run.editKey({ id: old.id, settings, key: isTyped ? key : null })
  }
  const kept = old === null || old.accessKeyHint === '' ? '' : ` Left empty: ${old.accessKeyHint} stays.`
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
          <FindMfaDevices
            asked={{ settings: endpoint, key: old === null || isTyped ? key : null, id: old?.id ?? null }}
            chosen={draft.mfaSerial.trim()}
            onChoose={set('mfaSerial')}
          />
          <EndpointFields draft={draft} sent="Your MFA codes are" errorOf={errorOf} onChange={change} />
          <TextField
            label="Name (optional)"
            hint="Left empty: the name of the IAM user."
            error={errorOf('name')}
            value={draft.name}
            onChange={set('name')}
          />
        </>
      )}
    </FormDialog>
  )
}
