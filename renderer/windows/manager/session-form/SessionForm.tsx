import { type FocusEvent, useMemo, useState } from 'react'
import { explain } from '../../../../main/core/failures/explain.ts'
import type { Session } from '../../../../main/core/sessions/session.ts'
import { warningsOf } from '../../../../main/core/sessions/session-warnings.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import type { Outcome } from '../../../../preload/contract.ts'
import { catalogOf } from '../../../catalog.ts'
import { FormDialog } from '../../../components/FormDialog.tsx'
import { Warnings } from '../../../components/Warnings.tsx'
import { type Draft, toCopy, toDraft } from './draft.ts'
import type { FieldsProps } from './fields.ts'
import { LookFields } from './LookFields.tsx'
import { draftFieldOf, problemsWhileTyping } from './live-problems.ts'
import { MfaField } from './MfaField.tsx'
import { MoreFields } from './MoreFields.tsx'
import { OriginFields } from './OriginFields.tsx'
import styles from './SessionForm.module.css'
import { operationToBeginWith, sourcesFor, withSource } from './sources.ts'
import { TargetFields } from './TargetFields.tsx'
import { deviceOf, problemsOf, toSession } from './to-session.ts'
import { UseFields } from './UseFields.tsx'

interface Props {
  readonly snapshot: Snapshot
  /** What the form is filled with at first. */
  readonly from:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'edit'; readonly session: Session }
    /** A new session that is like another one. */
    | { readonly kind: 'copy'; readonly session: Session }
  readonly onClose: () => void
}

type FieldNames = ReadonlySet<keyof Draft>

export function SessionForm({ snapshot, from, onClose }: Props) {
  const [typed, setTyped] = useState(() => draftFrom(from, snapshot))
  const old = from.kind === 'edit' ? from.session : null
  const { operation } = typed
  const catalog = useMemo(() => catalogOf(snapshot), [snapshot])
  const sources = useMemo(() => sourcesFor(operation, snapshot, old), [operation, snapshot, old])
  const draft = withSource(typed, sources)
  const session = toSession(draft, snapshot)
  const hasDevice = deviceOf(draft, snapshot) !== null

  // What is being typed for the first time is not called wrong before its end.
  const [left, setLeft] = useState<FieldNames>(new Set())
  const [changed, setChanged] = useState<FieldNames>(new Set())
  const set: FieldsProps['set'] = field => value => {
    setTyped(before => ({ ...before, [field]: value }))
    setChanged(before => (before.has(field) ? before : new Set([...before, field])))
  }
  const leave = (event: FocusEvent) => {
    // A sentence that comes while a button is pressed would move it away from the pointer.
    if (event.relatedTarget instanceof HTMLButtonElement) return
    setLeft(before => new Set([...before, ...changed]))
  }
  const problems = useMemo(
    () => problemsWhileTyping(draft, session, catalog, old?.id ?? null),
    [draft, session, catalog, old],
  )
  const submit = async () => {
    const outcome = await send(draft, snapshot, old)
    setChanged(new Set())
    return outcome
  }
  return (
    <FormDialog
      title={old === null ? 'Add Session' : `Edit ${old.name}`}
      verb={old === null ? 'Add Session' : 'Save'}
      busyVerb="Saving…"
      submit={submit}
      onClose={onClose}
    >
      {sentOf => {
        const errorOf = (field: string) => {
          const own = draftFieldOf(field)
          const now = own !== null && left.has(own) ? problems.find(each => each.field === field) : undefined
          // What was wrong when it was sent may have been mended since.
          return now?.problem ?? (own !== null && changed.has(own) ? null : sentOf(field))
        }
        const fields = { draft, set, errorOf }
        return (
          // The fields within are what is left.
          // biome-ignore lint/a11y/noStaticElementInteractions: see above
          <div className={styles.fields} onBlur={leave}>
            <OriginFields {...fields} sources={sources} />
            <TargetFields {...fields} />
            {hasDevice ? <MfaField {...fields} /> : null}
            <Warnings sentences={warningsOf(session, catalog, old?.id ?? null)} />
            <UseFields {...fields} />
            <LookFields {...fields} snapshot={snapshot} />
            <MoreFields {...fields} />
          </div>
        )
      }}
    </FormDialog>
  )
}

function draftFrom(from: Props['from'], snapshot: Snapshot): Draft {
  switch (from.kind) {
    case 'nothing':
      return { ...toDraft(null), operation: operationToBeginWith(snapshot) }
    case 'edit':
      return toDraft(from.session)
    case 'copy':
      return toCopy(
        from.session,
        snapshot.sessions.map(each => each.session.name),
      )
  }
}

async function send(draft: Draft, snapshot: Snapshot, old: Session | null): Promise<Outcome> {
  const problems = problemsOf(draft)
  if (problems.length > 0) return { ok: false, explanation: explain({ kind: 'invalid', problems }), problems }
  const session = toSession(draft, snapshot)
  return old === null
    ? window.understudy.run.addSession({ session })
    : window.understudy.run.editSession({ session: { ...session, id: old.id } })
}
