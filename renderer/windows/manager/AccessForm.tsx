import { useState } from 'react'
import type { NewGrant } from '../../../main/core/grants.ts'
import type { SessionId } from '../../../main/core/session.ts'
import { READ_ONLY, type SessionPolicies } from '../../../main/core/session-policies.ts'
import type { Snapshot } from '../../../main/core/snapshot.ts'
import { AreaField, ChoiceField, TextField } from '../../components/Field.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import { choiceOf } from '../../components/Production.tsx'

const CURRENT = ''

interface Draft {
  readonly name: string
  readonly target: string
  readonly access: 'all' | 'read-only' | 'custom'
  readonly policy: string
  /** One a line. */
  readonly policyArns: string
}

interface Props {
  readonly snapshot: Snapshot
  readonly onClose: () => void
}

/** Gives a tool access of its own. */
export function AccessForm({ snapshot, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>({
    name: '',
    target: CURRENT,
    access: 'all',
    policy: '',
    policyArns: '',
  })
  const set = (field: keyof Draft) => (value: string) => setDraft(before => ({ ...before, [field]: value }))
  const session = snapshot.sessions.find(each => each.session.id === draft.target)?.session
  return (
    <FormDialog
      title="Add Access"
      verb="Add Access"
      busyVerb="Saving…"
      submit={() => window.understudy.run.addGrant({ grant: toGrant(draft) })}
      onClose={onClose}
    >
      {errorOf => (
        <>
          <TextField
            label="Name of the tool"
            hint="As you want to see it in this list, such as Agent or terraform."
            error={errorOf('name')}
            value={draft.name}
            onChange={set('name')}
          />
          <ChoiceField
            label="Session"
            error={errorOf('target')}
            value={draft.target}
            choices={[
              { value: CURRENT, label: 'The current one: whatever the tray points at' },
              ...snapshot.sessions.map(each => choiceOf(each.session)),
            ]}
            onChange={set('target')}
          />
          <ChoiceField
            label="What it may do"
            hint={
              session?.operation === 'GetSessionToken'
                ? `${session.name} is a session token, which AWS can’t bound: choose all that the session may.`
                : 'AWS bounds a role by session policies. It can’t bound a session token (GetSessionToken).'
            }
            error={null}
            value={draft.access}
            choices={[
              { value: 'all', label: 'All that the session may' },
              { value: 'read-only', label: 'Read-only: AWS’s policy ReadOnlyAccess' },
              { value: 'custom', label: 'At most what other session policies allow' },
            ]}
            onChange={set('access')}
          />
          {draft.access === 'custom' ? (
            <>
              <AreaField
                label="Session policy (optional)"
                rows={6}
                placeholder={
                  '{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }]\n}'
                }
                hint="JSON, as in IAM. The tool may do what both this and the role allow."
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
          ) : null}
        </>
      )}
    </FormDialog>
  )
}

function toGrant(draft: Draft): NewGrant {
  return {
    name: draft.name.trim(),
    target:
      draft.target === CURRENT ? { kind: 'current' } : { kind: 'session', id: draft.target as SessionId },
    sessionPolicies: toPolicies(draft),
  }
}

function toPolicies({ access, policy, policyArns }: Draft): SessionPolicies | null {
  switch (access) {
    case 'all':
      return null
    case 'read-only':
      return READ_ONLY
    case 'custom':
      return {
        policy: policy.trim() || null,
        policyArns: policyArns
          .split('\n')
          .map(arn => arn.trim())
          .filter(arn => arn !== ''),
      }
  }
}
