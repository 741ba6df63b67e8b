import { useState } from 'react'
import { type Session, type SessionId, whyNotBounded } from '../../../main/core/sessions/session.ts'
import { READ_ONLY, type SessionPolicies } from '../../../main/core/sessions/session-policies.ts'
import type { Snapshot } from '../../../main/core/snapshot/snapshot.ts'
import type { NewGrant } from '../../../main/core/tools/grants.ts'
import { ChoiceField, TextField } from '../../components/Field.tsx'
import { FormDialog } from '../../components/FormDialog.tsx'
import { choiceOf } from '../../session-choice.ts'
import { PolicyFields } from './PolicyFields.tsx'
import { type PolicyDraft, toSessionPolicies } from './policy-draft.ts'

const CURRENT = ''

interface Draft extends PolicyDraft {
  readonly name: string
  readonly target: string
  readonly access: 'all' | 'read-only' | 'custom'
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
            hint={aboutBounds(session)}
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
            <PolicyFields
              draft={draft}
              effect="The tool may do what both this and the role allow."
              errorOf={errorOf}
              set={set}
            />
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

function toPolicies(draft: Draft): SessionPolicies | null {
  switch (draft.access) {
    case 'all':
      return null
    case 'read-only':
      return READ_ONLY
    case 'custom':
      return toSessionPolicies(draft)
  }
}

/** Why the choice is not free for this session, or what it means for any. */
function aboutBounds(session: Session | undefined): string {
  switch (session === undefined ? null : whyNotBounded(session)) {
    case 'operation':
      return `${session?.name} comes of ${session?.operation}, which AWS can’t bound: choose all that the session may.`
    case 'own-policies':
      return `${session?.name} has session policies of its own, and AWS would add these to them: choose all that the session may.`
    case null:
      return 'AWS bounds a role by session policies. It can’t bound a session token (GetSessionToken).'
  }
}
