import { useState } from 'react'
import {
  DEFAULT_PROFILE,
  type ManagedProfile,
  OUTPUTS,
  type ProfileTarget,
} from '../../../../main/core/aws-files/managed-profile.ts'
import type { Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { ChoiceField, TextField } from '../../../components/Field.tsx'
import { FormDialog } from '../../../components/FormDialog.tsx'
import { Warnings } from '../../../components/Warnings.tsx'
import { Plan } from './Plan.tsx'
import {
  nameOf,
  newDraft,
  type ProfileDraft,
  regionOf,
  targetChoices,
  toDraft,
  toProfile,
} from './profile-draft.ts'
import { usePlan } from './use-plan.ts'

interface Props {
  readonly snapshot: Snapshot
  /** The profile to edit, or null for a new one. */
  readonly old: ManagedProfile | null
  /** What a new one is for, where that is known. */
  readonly target?: ProfileTarget
  readonly onClose: () => void
  /** @param said what was done */
  readonly onDone?: (said: string) => void
}

/** Has a profile of the user's AWS files get its credentials here: first what it is to be, then what that changes. */
export function ProfileDialog({ snapshot, old, target, onClose, onDone }: Props) {
  const [draft, setDraft] = useState(() => (old === null ? newDraft(snapshot, target ?? null) : toDraft(old)))
  const profile = toProfile(draft, snapshot)
  const plan = usePlan(() =>
    window.understudy.lookUp.previewChange({ change: { kind: 'set-profile', profile } }),
  )
  const title = old === null ? 'Add Profile' : `Edit ${old.name}`
  if (plan.shown === null)
    return (
      <FormDialog
        title={title}
        verb="Next"
        busyVerb="Reading the Files…"
        step="form"
        goesOn
        wide
        submit={plan.look}
        onClose={onClose}
      >
        {errorOf => (
          <Fields
            draft={draft}
            snapshot={snapshot}
            isNew={old === null}
            errorOf={errorOf}
            set={field => value => setDraft(before => ({ ...before, [field]: value }))}
          />
        )}
      </FormDialog>
    )
  return (
    <FormDialog
      title={title}
      verb="Write"
      busyVerb="Writing…"
      step="plan"
      wide
      isReady={plan.isReady}
      missing={plan.missing}
      submit={async () => {
        const made = await plan.make()
        if (made.ok) onDone?.(`The profile ${profile.name} was written.`)
        return made
      }}
      onBack={plan.leave}
      onClose={onClose}
    >
      {() => <Plan plan={plan} />}
    </FormDialog>
  )
}

interface FieldsProps {
  readonly draft: ProfileDraft
  readonly snapshot: Snapshot
  readonly isNew: boolean
  readonly errorOf: (field: string) => string | null
  readonly set: (field: keyof ProfileDraft) => (value: string) => void
}

function Fields({ draft, snapshot, isNew, errorOf, set }: FieldsProps) {
  const region = regionOf(draft, snapshot)
  return (
    <>
      <ChoiceField
        label="Gives the credentials of"
        error={errorOf('target')}
        value={draft.target}
        choices={targetChoices(snapshot)}
        onChange={set('target')}
      />
      {isNew ? (
        <TextField
          label="Name"
          hint="As in aws --profile NAME. The name default is used by every tool that is told no profile."
          error={errorOf('name')}
          value={draft.name ?? nameOf(draft, snapshot)}
          onChange={set('name')}
        />
      ) : null}
      <Warnings sentences={warningsOf(draft, snapshot, isNew)} />
      <TextField
        label="Region (optional)"
        placeholder={region ?? 'eu-central-1'}
        hint="What tools are told as their Region. Left empty: that of the profile, or else of the session."
        error={errorOf('region')}
        value={draft.region}
        onChange={set('region')}
      />
      <ChoiceField
        label="Output of awscli (optional)"
        error={errorOf('output')}
        value={draft.output}
        choices={[{ value: '', label: 'As it is' }, ...OUTPUTS.map(value => ({ value, label: value }))]}
        onChange={set('output')}
      />
    </>
  )
}

function warningsOf(draft: ProfileDraft, snapshot: Snapshot, isNew: boolean): readonly string[] {
  const name = nameOf(draft, snapshot)
  const isOurs = snapshot.awsFiles.profiles.some(each => each.profile.name === name)
  return [
    ...(isNew && isOurs ? [`${name} is one of these profiles already: this gives it new credentials.`] : []),
    ...(isNew && name === DEFAULT_PROFILE ? ['Every tool that is told no profile will use this one.'] : []),
  ]
}
