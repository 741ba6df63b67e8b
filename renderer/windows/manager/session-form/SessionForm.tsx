import { useMemo, useState } from 'react'
import { explain } from '../../../../main/core/explain.ts'
import type { Session } from '../../../../main/core/session.ts'
import { warningsOf } from '../../../../main/core/session-warnings.ts'
import type { Snapshot } from '../../../../main/core/snapshot.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { catalogOf } from '../../../catalog.ts'
import { FormDialog } from '../../../components/FormDialog.tsx'
import { Warnings } from '../../../components/Warnings.tsx'
import { type Draft, toDraft } from './draft.ts'
import type { FieldsProps } from './fields.ts'
import { MfaField } from './MfaField.tsx'
import { MoreFields } from './MoreFields.tsx'
import { OriginFields } from './OriginFields.tsx'
import { operationToBeginWith, sourcesFor, withSource } from './sources.ts'
import { TargetFields } from './TargetFields.tsx'
import { deviceOf, problemsOf, toSession } from './to-session.ts'
import { UseFields } from './UseFields.tsx'

interface Props {
  readonly snapshot: Snapshot
  /** The session to edit, or null for a new one. */
  readonly old: Session | null
  readonly onClose: () => void
}

export function SessionForm({ snapshot, old, onClose }: Props) {
  const [typed, setTyped] = useState(() =>
    old === null ? { ...toDraft(null), operation: operationToBeginWith(snapshot) } : toDraft(old),
  )
  const { operation } = typed
  const sources = useMemo(() => sourcesFor(operation, snapshot, old), [operation, snapshot, old])
  const draft = withSource(typed, sources)
  const session = toSession(draft, snapshot)
  const set: FieldsProps['set'] = field => value => setTyped(before => ({ ...before, [field]: value }))
  const hasDevice = deviceOf(draft, snapshot) !== null
  return (
    <FormDialog
      title={old === null ? 'Add Session' : `Edit ${old.name}`}
      verb={old === null ? 'Add Session' : 'Save'}
      busyVerb="Saving…"
      submit={() => send(draft, snapshot, old)}
      onClose={onClose}
    >
      {errorOf => {
        const fields = { draft, set, errorOf }
        return (
          <>
            <OriginFields {...fields} sources={sources} />
            <TargetFields {...fields} />
            {hasDevice ? <MfaField {...fields} /> : null}
            <Warnings sentences={warningsOf(session, catalogOf(snapshot), old?.id ?? null)} />
            <UseFields {...fields} />
            <MoreFields {...fields} />
          </>
        )
      }}
    </FormDialog>
  )
}

async function send(draft: Draft, snapshot: Snapshot, old: Session | null): Promise<Outcome> {
  const problems = problemsOf(draft)
  if (problems.length > 0) return { ok: false, explanation: explain({ kind: 'invalid', problems }), problems }
  const session = toSession(draft, snapshot)
  return old === null
    ? window.understudy.run.addSession({ session })
    : window.understudy.run.editSession({ session: { ...session, id: old.id } })
}
