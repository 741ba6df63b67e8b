import { useState } from 'react'
import type { IdentityId } from '../../../main/core/identity.ts'
import type {
  AssumeRoleSession,
  Consent,
  NewSession,
  Session,
  SessionId,
  Source,
} from '../../../main/core/session.ts'
import type { Snapshot } from '../../../main/core/snapshot.ts'
import { Checkbox, ChoiceField, TextField } from '../../components/Field.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import { type ConsentChoice, consentChoice, consentOf } from './session-consent.ts'

interface Props {
  readonly snapshot: Snapshot
  /** The session to edit, or null for a new one. */
  readonly old: Session | null
  readonly onClose: () => void
}

/** What the form holds: text as it was typed, until it is sent. */
interface Draft {
  readonly operation: Session['operation']
  readonly name: string
  readonly source: string
  readonly roleArn: string
  readonly roleSessionName: string
  readonly externalId: string
  /** `auto` until it is chosen: one code for all roles, where the source has a device. */
  readonly mfa: AssumeRoleSession['mfa'] | 'auto'
  readonly duration: string
  readonly production: boolean
  readonly consent: ConsentChoice
}

export function SessionForm({ snapshot, old, onClose }: Props) {
  const [draft, setDraft] = useState(() => toDraft(old, snapshot))
  const set =
    <K extends keyof Draft>(field: K) =>
    (value: Draft[K]) =>
      setDraft(before => withSource({ ...before, [field]: value }, snapshot))
  const isRole = draft.operation === 'AssumeRole'
  const device = deviceOf(draft, snapshot)
  const submit = () => {
    const session = toSession(draft, device)
    return old === null
      ? window.understudy.run.addSession({ session })
      : window.understudy.run.editSession({ session: { ...session, id: old.id } })
  }
  return (
    <FormDialog
      title={old === null ? 'Add Session' : `Edit ${old.name}`}
      verb={old === null ? 'Add Session' : 'Save'}
      busyVerb="Saving…"
      submit={submit}
      onClose={onClose}
    >
      {errorOf => (
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
            error={errorOf('operation')}
            value={draft.operation}
            choices={[
              { value: 'AssumeRole', label: 'AssumeRole: the rights of a role' },
              { value: 'GetSessionToken', label: 'GetSessionToken: your own rights, for a time' },
            ]}
            onChange={value => set('operation')(value as Draft['operation'])}
          />
          <ChoiceField
            label="Source"
            hint="Whose credentials sign the call: a key, or another session."
            error={errorOf('source')}
            value={draft.source}
            choices={sources(draft, snapshot, old)}
            onChange={set('source')}
          />
          {isRole ? (
            <TextField
              label="Role ARN"
              placeholder="arn:aws:iam::111122223333:role/ReadOnly"
              error={errorOf('roleArn')}
              value={draft.roleArn}
              onChange={set('roleArn')}
            />
          ) : null}
          {device === null ? null : (
            <ChoiceField
              label="MFA"
              hint={
                isRole
                  ? 'One code opens every role of the device for twelve hours, unless a role’s policy wants a newer one.'
                  : 'With a code the token also opens what asks for MFA.'
              }
              error={errorOf('mfa')}
              value={draft.mfa === 'auto' ? 'session-token' : draft.mfa}
              choices={
                isRole
                  ? [
                      { value: 'session-token', label: 'One code for all roles (GetSessionToken first)' },
                      { value: 'own-code', label: 'A code for each AssumeRole' },
                      { value: 'none', label: 'No MFA' },
                    ]
                  : [
                      { value: 'session-token', label: 'With an MFA code' },
                      { value: 'none', label: 'No MFA' },
                    ]
              }
              onChange={value => set('mfa')(value as Draft['mfa'])}
            />
          )}
          {isRole ? (
            <>
              <TextField
                label="Role session name (optional)"
                hint="Seen in CloudTrail. Left empty: the name of your IAM user."
                error={errorOf('roleSessionName')}
                value={draft.roleSessionName}
                onChange={set('roleSessionName')}
              />
              <TextField
                label="External ID (optional)"
                hint="Only if whoever owns the role gave you one."
                error={errorOf('externalId')}
                value={draft.externalId}
                onChange={set('externalId')}
              />
            </>
          ) : null}
          <TextField
            label="Duration in seconds (optional)"
            hint={
              isRole
                ? '900 to the role’s maximum (at most 43200); 3600 at most from another role. Left empty: 3600.'
                : '900 to 129600. Left empty: 43200, which is 12 hours.'
            }
            error={errorOf('durationSeconds')}
            value={draft.duration}
            onChange={set('duration')}
          />
          <Checkbox
            label="Production"
            hint="What goes wrong there goes wrong for everybody: new programs are asked about before they get it."
            on={draft.production}
            onChange={set('production')}
          />
          <ChoiceField
            label="Ask before a program uses it"
            hint="What you allow holds for twelve hours, or until the screen is locked."
            error={errorOf('consent')}
            value={consentOf(draft)}
            choices={[
              { value: 'off', label: 'Never' },
              { value: 'first-use', label: 'At first use: once for each program' },
              { value: 'every-process', label: 'Every process' },
            ]}
            onChange={value => set('consent')(value as Consent)}
          />
        </>
      )}
    </FormDialog>
  )
}

function toDraft(old: Session | null, snapshot: Snapshot): Draft {
  if (old === null)
    return withSource(
      {
        operation: 'AssumeRole',
        name: '',
        source: '',
        roleArn: '',
        roleSessionName: '',
        externalId: '',
        mfa: 'auto',
        duration: '',
        production: false,
        consent: 'auto',
      },
      snapshot,
    )
  const isRole = old.operation === 'AssumeRole'
  return {
    operation: old.operation,
    name: old.name,
    source: `${old.source.kind}:${old.source.id}`,
    roleArn: isRole ? old.roleArn : '',
    roleSessionName: isRole ? (old.roleSessionName ?? '') : '',
    externalId: isRole ? (old.externalId ?? '') : '',
    mfa: isRole ? old.mfa : old.mfa ? 'session-token' : 'none',
    duration: old.durationSeconds === null ? '' : String(old.durationSeconds),
    production: old.production,
    consent: consentChoice(old),
  }
}

/** Keeps the source one that the operation can have. */
function withSource(draft: Draft, snapshot: Snapshot): Draft {
  const allowed = sources(draft, snapshot, null).map(choice => choice.value)
  return { ...draft, source: allowed.includes(draft.source) ? draft.source : (allowed[0] ?? '') }
}

/** What was chosen, where it can be; a role assumed from a session has the MFA of that. */
function mfaOf(draft: Draft, device: string | null): AssumeRoleSession['mfa'] {
  if (toSource(draft.source).kind === 'session') return 'none'
  if (draft.mfa === 'auto') return device === null ? 'none' : 'session-token'
  return draft.mfa
}

function sources(draft: Draft, snapshot: Snapshot, self: Session | null) {
  const identities = snapshot.identities.map(each => ({
    value: `identity:${each.id}`,
    label: `Key of ${each.name} (${each.account})`,
  }))
  if (draft.operation === 'GetSessionToken') return identities
  const sessions = snapshot.sessions
    .filter(each => each.session.id !== self?.id)
    .map(({ session }) => ({ value: `session:${session.id}`, label: `Session ${session.name}` }))
  return [...identities, ...sessions]
}

function deviceOf(draft: Draft, snapshot: Snapshot): string | null {
  const source = toSource(draft.source)
  if (source.kind === 'session') return null
  return snapshot.identities.find(each => each.id === source.id)?.mfaSerial ?? null
}

function toSource(value: string): Source {
  const [kind, id] = value.split(':')
  return kind === 'session'
    ? { kind: 'session', id: id as SessionId }
    : { kind: 'identity', id: (id ?? '') as IdentityId }
}

function toSession(draft: Draft, device: string | null): NewSession {
  const mfa = mfaOf(draft, device)
  const typed = draft.duration.trim()
  // What is no number is sent as one that is not whole, so that the sentence comes from where the limits are.
  const durationSeconds = typed === '' ? null : /^\d+$/.test(typed) ? Number(typed) : 0.5
  const common = {
    name: draft.name.trim(),
    durationSeconds,
    production: draft.production,
    consent: consentOf(draft),
  }
  const source = toSource(draft.source)
  if (draft.operation === 'GetSessionToken')
    return {
      ...common,
      operation: 'GetSessionToken',
      source: source.kind === 'identity' ? source : { kind: 'identity', id: '' as IdentityId },
      mfa: mfa !== 'none',
    }
  return {
    ...common,
    operation: 'AssumeRole',
    source,
    roleArn: draft.roleArn.trim(),
    roleSessionName: draft.roleSessionName.trim() || null,
    externalId: draft.externalId.trim() || null,
    mfa,
  }
}
