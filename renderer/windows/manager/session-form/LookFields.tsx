import { Checkbox, TextField } from '../../../components/Field.tsx'
import { ColorField } from './ColorField.tsx'
import type { SnapshotFieldsProps } from './fields.ts'

/** How it looks, and where it stands: nothing of it goes to AWS. */
export function LookFields({ draft, set, errorOf, snapshot }: SnapshotFieldsProps) {
  const groups = new Set(snapshot.sessions.flatMap(({ session }) => session.look.group ?? []))
  return (
    <>
      <ColorField value={draft.color} onChange={set('color')} />
      <TextField
        label="Group (optional)"
        placeholder="Payments"
        hint="Sessions of one group stand together in the list."
        suggestions={[...groups].sort()}
        error={errorOf('group')}
        value={draft.group}
        onChange={set('group')}
      />
      <Checkbox
        label="Pinned"
        hint="At the top of the list, and always in the tray’s menu."
        on={draft.pinned}
        onChange={set('pinned')}
      />
    </>
  )
}
